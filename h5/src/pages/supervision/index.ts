/** The pages of supervision as one part that is fetched when the first of them is opened. */
import '@/locales/supervision'

export { default as RankingPage } from './RankingPage.vue'
export { default as StepPage } from './StepPage.vue'
export { default as StepsPage } from './StepsPage.vue'
