import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router'
import TodayPage from '@/pages/today/TodayPage.vue'
import { useSession } from '@/stores/session'
import { loadOfflinePages, loadTips, pageLoader } from './loadPage'

/**
 * `tab`: the page shows the sections under the thumb. `bare`: no frame, for visitors without a session.
 * `full`: the page takes the whole screen.
 * `needs`: the action without which the page has nothing to show.
 */
const routes: RouteRecordRaw[] = [
  { path: '/login', component: pageLoader('login/LoginPage'), meta: { bare: true } },
  { path: '/receipts', component: pageLoader('receipt/ReceiptCheckPage'), meta: { bare: true } },
  { path: '/setup', component: pageLoader('setup/SetupPage'), meta: { bare: true } },
  { path: '/county-setup', component: pageLoader('setup/CountySetupPage'), meta: { needs: 'account.manage' } },
  { path: '/areas', component: pageLoader('areas/AreasPage'), meta: { needs: 'area.write' } },
  { path: '/today', component: TodayPage, meta: { tab: true, needs: 'checkin.create' } },
  { path: '/map', component: pageLoader('map/MapPage'), meta: { tab: true, needs: 'checkin.create' } },
  { path: '/sites', component: pageLoader('sites/SitesPage'), meta: { tab: true, needs: 'site.write' } },
  { path: '/sites/new', component: pageLoader('sites/SiteEditPage'), meta: { needs: 'site.write' } },
  { path: '/sites/:id(\\d+)', component: pageLoader('site/SitePage') },
  {
    path: '/sites/:id(\\d+)/edit',
    component: pageLoader('sites/SiteEditPage'),
    meta: { needs: 'site.write' },
  },
  {
    path: '/sites/:id(\\d+)/checkpoints',
    component: pageLoader('sites/SiteCheckpointsPage'),
    meta: { needs: 'site.write' },
  },
  {
    path: '/sites/:id(\\d+)/check-in',
    component: pageLoader('checkin/CheckinPage'),
    meta: { needs: 'checkin.create' },
  },
  { path: '/sites/:id(\\d+)/status', component: pageLoader('sites/SiteStatusPage') },
  {
    path: '/site-changes',
    component: pageLoader('sites/SiteChangesPage'),
    meta: { needs: 'site.approve' },
  },
  { path: '/visits/:uid', component: pageLoader('receipt/VisitPage') },
  {
    path: '/prepare',
    component: pageLoader('prepare/PreparePage'),
    props: { fetchCode: loadOfflinePages },
    meta: { needs: 'checkin.create' },
  },
  { path: '/carry', component: pageLoader('carry/CarryPage'), meta: { needs: 'rescue.carry' } },
  { path: '/outbox', component: pageLoader('outbox/OutboxPage'), meta: { tab: true, needs: 'checkin.create' } },
  { path: '/outbox/rescue', component: pageLoader('outbox/RescuePage'), meta: { needs: 'checkin.create' } },
  { path: '/photo-marks', component: pageLoader('marks/MarkCheckPage'), meta: { needs: 'checkin.read' } },
  { path: '/checkins/:number(\\d+)', component: pageLoader('me/CheckinDetailPage') },
  {
    path: '/coverage',
    component: pageLoader('coverage/CoveragePage'),
    meta: { tab: true, needs: 'coverage.read' },
  },
  {
    path: '/coverage/rows',
    component: pageLoader('coverage/RowsPage'),
    meta: { needs: 'coverage.read' },
  },
  {
    path: '/wall',
    component: pageLoader('coverage/WallPage'),
    meta: { needs: 'coverage.read', full: true },
  },
  {
    path: '/handover',
    component: pageLoader('handover/HandoverPage'),
    meta: { needs: 'grid.hand_over' },
  },
  { path: '/redraws', component: pageLoader('redraws/RedrawsPage'), meta: { needs: 'coverage.read' } },
  {
    path: '/exemptions',
    component: pageLoader('exemptions/ExemptionsPage'),
    meta: { needs: 'coverage.read' },
  },
  {
    path: '/reviews',
    component: pageLoader('reviews/ReviewsPage'),
    meta: { tab: true, needs: 'checkin.review' },
    children: [{ path: ':number(\\d+)', component: pageLoader('reviews/ReviewPage'), meta: { tab: false } }],
  },
  {
    path: '/adjustments',
    component: pageLoader('adjustments/AdjustmentsPage'),
    meta: { needs: 'coverage.read' },
    children: [{ path: ':id(\\d+)', component: pageLoader('adjustments/AdjustmentPage') }],
  },
  {
    path: '/findings',
    component: pageLoader('findings/FindingsPage'),
    meta: { tab: true },
    children: [{ path: ':id(\\d+)', component: pageLoader('findings/FindingPage'), meta: { tab: false } }],
  },
  {
    path: '/proposals',
    component: pageLoader('accounts/ProposalsPage'),
    meta: { needs: 'account.confirm' },
  },
  { path: '/journal', component: pageLoader('journal/JournalPage'), meta: { needs: 'audit.read' } },
  {
    path: '/accounts',
    component: pageLoader('accounts/AccountsPage'),
    meta: { tab: true, needs: 'account.manage' },
    children: [
      { path: ':id(new)', component: pageLoader('accounts/AccountNewPage'), meta: { tab: false } },
      { path: ':id(\\d+)', component: pageLoader('accounts/AccountPage'), meta: { tab: false } },
    ],
  },
  {
    path: '/cross-checks',
    component: pageLoader('supervision/DuePage'),
    meta: { needs: 'checkin.create' },
  },
  {
    path: '/supervision',
    redirect: '/supervision/rankings',
    children: [
      {
        path: 'rankings',
        component: pageLoader('supervision/RankingPage'),
        meta: { needs: 'coverage.read' },
      },
      {
        path: 'checks',
        component: pageLoader('supervision/ChecksPage'),
        meta: { needs: 'cross_check.read' },
        children: [
          { path: ':id(\\d+)', component: pageLoader('supervision/CheckPage') },
          {
            path: 'new',
            component: pageLoader('supervision/CheckDrawPage'),
            meta: { needs: 'cross_check.draw' },
          },
        ],
      },
      {
        path: 'steps',
        component: pageLoader('supervision/StepsPage'),
        meta: { needs: 'step.read' },
        children: [{ path: ':id(\\d+)', component: pageLoader('supervision/StepPage') }],
      },
    ],
  },
  {
    path: '/notices',
    component: pageLoader('notices/NoticesPage'),
    children: [{ path: ':id(\\d+)', component: pageLoader('notices/NoticePage') }],
  },
  { path: '/burden', component: pageLoader('burden/BurdenPage'), meta: { needs: 'coverage.read' } },
  { path: '/asks', component: pageLoader('burden/AsksPage') },
  { path: '/help', component: pageLoader('help/HelpPage') },
  { path: '/help/tour', component: pageLoader('help/TourPage') },
  { path: '/help/location', component: pageLoader('help/LocationHelpPage') },
  { path: '/me', component: pageLoader('me/MePage'), meta: { tab: true } },
  { path: '/me/display', component: pageLoader('me/DisplayPage') },
  { path: '/me/visits', component: pageLoader('me/VisitsPage') },
  { path: '/me/sessions', component: pageLoader('me/SessionsPage') },
  { path: '/me/password', component: pageLoader('me/PasswordPage') },
  { path: '/:section(tips|tip-groups|pay)/:rest(.*)*', name: 'tips', component: { render: () => null } },
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
    for (const route of (await loadTips()).routes) router.addRoute(route)
    router.removeRoute('tips')
    return to.fullPath
  }
  const session = useSession()
  if (session.state === 'unknown') await session.load()
  const home = `/${session.sections[0] ?? 'me'}`
  if (to.path === '/login' && session.state === 'in') return home
  if (to.meta['bare']) return true
  wanted = to.fullPath
  const isHome = to.name === 'home'
  if (session.state === 'out') return { path: '/login', query: isHome ? {} : { to: to.fullPath } }
  const needs = to.meta['needs']
  const isClosed = typeof needs === 'string' && !session.may(needs)
  return isHome || isClosed ? home : true
})
