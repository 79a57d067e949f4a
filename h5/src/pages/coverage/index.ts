/** The board's pages as one part that is fetched when the first of them is opened. */
import '@/locales/board'

export { default as CoveragePage } from './CoveragePage.vue'
export { default as RowsPage } from './RowsPage.vue'
export { default as WallPage } from './WallPage.vue'
