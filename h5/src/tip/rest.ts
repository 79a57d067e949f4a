/** All that is needed from the first tap on, in one file: a line that drops later cannot lack any of it. */
import type { Component } from 'vue'
import CategoryPage from './pages/CategoryPage.vue'
import CheckPage from './pages/CheckPage.vue'
import CodePage from './pages/CodePage.vue'
import EnterPage from './pages/EnterPage.vue'
import ExcludePage from './pages/ExcludePage.vue'
import FiledPage from './pages/FiledPage.vue'
import PhotosPage from './pages/PhotosPage.vue'
import PlacePage from './pages/PlacePage.vue'
import SendingPage from './pages/SendingPage.vue'
import SlipPage from './pages/SlipPage.vue'
import ThreadPage from './pages/ThreadPage.vue'
import WithdrawPage from './pages/WithdrawPage.vue'
import WithdrawnPage from './pages/WithdrawnPage.vue'
import WritePage from './pages/WritePage.vue'
import { emptyDraft, hasDraft } from './state/draft'
import type { Holder } from './state/page'
import type { Screen } from './state/screen'
import { forgetSending, sending } from './state/sending'
import { closeThread } from './state/thread'
import { clearUnsent, hasUnsent } from './state/unsent'

export const REST: Partial<Record<Screen, Component>> = {
  category: CategoryPage,
  write: WritePage,
  place: PlacePage,
  photos: PhotosPage,
  exclude: ExcludePage,
  check: CheckPage,
  sending: SendingPage,
  code: CodePage,
  kept: FiledPage,
  enter: EnterPage,
  thread: ThreadPage,
  slip: SlipPage,
  withdraw: WithdrawPage,
  withdrawn: WithdrawnPage,
}

/** All that these screens hold of the visitor. */
export const REST_HOLDER: Holder = {
  forget() {
    emptyDraft()
    clearUnsent()
    forgetSending()
    closeThread()
  },
  wouldLose: () => hasDraft() || hasUnsent() || sending.stage !== 'idle',
}
