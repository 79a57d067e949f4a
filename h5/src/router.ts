import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router'
import TodayPage from '@/pages/today/TodayPage.vue'
import { useSession } from '@/stores/session'

const MapPage = () => import('@/pages/map/MapPage.vue')
const SitePage = () => import('@/pages/site/SitePage.vue')
const CheckinPage = () => import('@/pages/checkin/CheckinPage.vue')
const VisitPage = () => import('@/pages/receipt/VisitPage.vue')
const OutboxPage = () => import('@/pages/outbox/OutboxPage.vue')
const RescuePage = () => import('@/pages/outbox/RescuePage.vue')
const PreparePage = () => import('@/pages/prepare/PreparePage.vue')
const MePage = () => import('@/pages/me/MePage.vue')
const VisitsPage = () => import('@/pages/me/VisitsPage.vue')

const board = () => import('@/pages/coverage')

/** One part for all its pages, with the words that only they need. */
const supervision = () => import('@/pages/supervision')

/** A room whose addresses come along with its pages: nobody else carries them. */
const tips = () => import('@/pages/tips')

/** Fetches what an officer opens on the way, while there still is signal. Rejects when a part could not be had. */
export async function fetchFieldPages(): Promise<void> {
  const pages = [MapPage, SitePage, CheckinPage, VisitPage, OutboxPage, RescuePage, PreparePage, MePage, VisitsPage]
  await Promise.all([...pages.map((page) => page()), import('@/device/seal'), import('@/components/QrCode.vue')])
}

/**
 * `tab`: the page shows the rooms under the thumb. `bare`: no frame, for visitors without a session.
 * `full`: the page takes the whole screen.
 * `needs`: the action without which the page has nothing to show.
 */
const routes: RouteRecordRaw[] = [
  { path: '/login', component: () => import('@/pages/login/LoginPage.vue'), meta: { bare: true } },
  { path: '/receipts', component: () => import('@/pages/receipt/ReceiptCheckPage.vue'), meta: { bare: true } },
  { path: '/today', component: TodayPage, meta: { tab: true, needs: 'checkin.create' } },
  { path: '/map', component: MapPage, meta: { tab: true, needs: 'checkin.create' } },
  { path: '/sites', component: () => import('@/pages/sites/SitesPage.vue'), meta: { tab: true, needs: 'site.write' } },
  { path: '/sites/new', component: () => import('@/pages/sites/SiteEditPage.vue'), meta: { needs: 'site.write' } },
  { path: '/sites/:id(\\d+)', component: SitePage },
  {
    path: '/sites/:id(\\d+)/edit',
    component: () => import('@/pages/sites/SiteEditPage.vue'),
    meta: { needs: 'site.write' },
  },
  { path: '/sites/:id(\\d+)/check-in', component: CheckinPage, meta: { needs: 'checkin.create' } },
  { path: '/sites/:id(\\d+)/status', component: () => import('@/pages/sites/SiteStatusPage.vue') },
  {
    path: '/site-changes',
    component: () => import('@/pages/sites/SiteChangesPage.vue'),
    meta: { needs: 'site.approve' },
  },
  { path: '/visits/:uid', component: VisitPage },
  {
    path: '/prepare',
    component: PreparePage,
    props: { fetchCode: fetchFieldPages },
    meta: { needs: 'checkin.create' },
  },
  { path: '/carry', component: () => import('@/pages/carry/CarryPage.vue'), meta: { needs: 'rescue.carry' } },
  { path: '/outbox', component: OutboxPage, meta: { tab: true, needs: 'checkin.create' } },
  { path: '/outbox/rescue', component: RescuePage, meta: { needs: 'checkin.create' } },
  { path: '/photo-marks', component: () => import('@/pages/marks/MarkCheckPage.vue'), meta: { needs: 'checkin.read' } },
  { path: '/checkins/:number(\\d+)', component: () => import('@/pages/me/CheckinView.vue') },
  {
    path: '/coverage',
    component: () => board().then((pages) => pages.CoveragePage),
    meta: { tab: true, needs: 'coverage.read' },
  },
  {
    path: '/coverage/rows',
    component: () => board().then((pages) => pages.RowsPage),
    meta: { needs: 'coverage.read' },
  },
  {
    path: '/wall',
    component: () => board().then((pages) => pages.WallPage),
    meta: { needs: 'coverage.read', full: true },
  },
  {
    path: '/handover',
    component: () => import('@/pages/handover/HandoverPage.vue'),
    meta: { needs: 'grid.hand_over' },
  },
  { path: '/redraws', component: () => import('@/pages/redraws/RedrawsPage.vue'), meta: { needs: 'coverage.read' } },
  {
    path: '/exemptions',
    component: () => import('@/pages/exemptions/ExemptionsPage.vue'),
    meta: { needs: 'coverage.read' },
  },
  {
    path: '/reviews',
    component: () => import('@/pages/reviews/ReviewsPage.vue'),
    meta: { tab: true, needs: 'checkin.review' },
    children: [
      { path: ':number(\\d+)', component: () => import('@/pages/reviews/ReviewPage.vue'), meta: { tab: false } },
    ],
  },
  {
    path: '/adjustments',
    component: () => import('@/pages/adjustments/AdjustmentsPage.vue'),
    meta: { needs: 'coverage.read' },
    children: [{ path: ':id(\\d+)', component: () => import('@/pages/adjustments/AdjustmentPage.vue') }],
  },
  {
    path: '/findings',
    component: () => import('@/pages/findings/FindingsPage.vue'),
    meta: { tab: true },
    children: [
      { path: ':id(\\d+)', component: () => import('@/pages/findings/FindingPage.vue'), meta: { tab: false } },
    ],
  },
  {
    path: '/accounts',
    component: () => import('@/pages/accounts/AccountsPage.vue'),
    meta: { tab: true, needs: 'account.manage' },
    children: [
      { path: ':id(new)', component: () => import('@/pages/accounts/AccountNew.vue'), meta: { tab: false } },
      { path: ':id(\\d+)', component: () => import('@/pages/accounts/AccountPage.vue'), meta: { tab: false } },
    ],
  },
  {
    path: '/cross-checks',
    component: () => supervision().then((pages) => pages.DuePage),
    meta: { needs: 'checkin.create' },
  },
  {
    path: '/supervision',
    redirect: '/supervision/rankings',
    children: [
      {
        path: 'rankings',
        component: () => supervision().then((pages) => pages.RankingPage),
        meta: { needs: 'coverage.read' },
      },
      {
        path: 'checks',
        component: () => supervision().then((pages) => pages.ChecksPage),
        meta: { needs: 'cross_check.read' },
        children: [
          { path: ':id(\\d+)', component: () => supervision().then((pages) => pages.CheckPage) },
          {
            path: 'new',
            component: () => supervision().then((pages) => pages.CheckDraw),
            meta: { needs: 'cross_check.draw' },
          },
        ],
      },
      {
        path: 'steps',
        component: () => supervision().then((pages) => pages.StepsPage),
        meta: { needs: 'step.read' },
        children: [{ path: ':id(\\d+)', component: () => supervision().then((pages) => pages.StepPage) }],
      },
    ],
  },
  {
    path: '/notices',
    component: () => import('@/pages/notices/NoticesPage.vue'),
    children: [{ path: ':id(\\d+)', component: () => import('@/pages/notices/NoticePage.vue') }],
  },
  { path: '/burden', component: () => import('@/pages/burden/BurdenPage.vue'), meta: { needs: 'coverage.read' } },
  { path: '/asks', component: () => import('@/pages/burden/AsksPage.vue') },
  { path: '/me', component: MePage, meta: { tab: true } },
  { path: '/me/display', component: () => import('@/pages/me/DisplayPage.vue') },
  { path: '/me/visits', component: VisitsPage },
  { path: '/me/sessions', component: () => import('@/pages/me/SessionsPage.vue') },
  { path: '/me/password', component: () => import('@/pages/me/PasswordPage.vue') },
  { path: '/:room(tips|tip-groups|pay)/:rest(.*)*', name: 'tips', component: { render: () => null } },
  // Every other address leads home, which only the guard knows.
  { path: '/:rest(.*)*', name: 'home', component: { render: () => null } },
]

export const router = createRouter({
  history: createWebHistory(),
  routes,
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
})

/** Where the person last meant to be, even if a lost session cut the way there short. */
let wanted = '/'
export const wantedPath = (): string => wanted

router.beforeEach(async (to) => {
  if (to.name === 'tips') {
    for (const route of (await tips()).routes) router.addRoute(route)
    router.removeRoute('tips')
    return to.fullPath
  }
  const session = useSession()
  if (session.state === 'unknown') await session.load()
  const home = `/${session.rooms[0] ?? 'me'}`
  if (to.path === '/login' && session.state === 'in') return home
  if (to.meta['bare']) return true
  wanted = to.fullPath
  const isHome = to.name === 'home'
  if (session.state === 'out') return { path: '/login', query: isHome ? {} : { to: to.fullPath } }
  const needs = to.meta['needs']
  const isClosed = typeof needs === 'string' && !session.may(needs)
  return isHome || isClosed ? home : true
})
