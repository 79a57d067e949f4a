/** The pages of supervision as one part that is fetched when the first of them is opened. */
import '@/locales/supervision'

export { default as CheckDraw } from './CheckDraw.vue'
export { default as CheckPage } from './CheckPage.vue'
export { default as ChecksPage } from './ChecksPage.vue'
export { default as DuePage } from './DuePage.vue'
export { default as RankingPage } from './RankingPage.vue'
export { default as StepPage } from './StepPage.vue'
export { default as StepsPage } from './StepsPage.vue'
