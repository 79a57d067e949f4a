/** The tips' inbox, its groups and the pay desk as one part, with the addresses that lead into it. */
import type { RouteRecordRaw } from 'vue-router'
import EscrowPage from './EscrowPage.vue'
import GroupAddPage from './GroupAddPage.vue'
import GroupPage from './GroupPage.vue'
import GroupsPage from './GroupsPage.vue'
import KeyPage from './KeyPage.vue'
import PayPage from './PayPage.vue'
import TipPage from './TipPage.vue'
import TipsPage from './TipsPage.vue'

const HEX = '[0-9a-f]{32}'
/** Whoever is signed in may ask for the inbox: that there is none for her is all she learns. */
export const routes: RouteRecordRaw[] = [
  { path: '/tips', component: TipsPage, children: [{ path: `:id(${HEX})`, component: TipPage }] },
  { path: '/tips/key', component: KeyPage },
  {
    path: '/tip-groups',
    component: GroupsPage,
    meta: { tab: true, needs: 'tip_group.manage' },
    children: [
      { path: ':id(new)', component: GroupAddPage, meta: { tab: false } },
      { path: `:id(${HEX})`, component: GroupPage, meta: { tab: false } },
    ],
  },
  { path: '/tip-groups/escrow', component: EscrowPage, meta: { needs: 'escrow.ask' } },
  { path: '/pay', component: PayPage, meta: { needs: 'voucher.pay' } },
]
