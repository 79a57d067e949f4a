import { createPinia } from 'pinia'
import { createApp, watch } from 'vue'
import App from './App.vue'
import { tellError } from './device/failed'
import { registerShell, reopenIfRenewed } from './device/shell'
import { trustOwn } from './device/trusted'
import { i18n, setLanguage } from './locales'
import { loadOfflinePages } from './loadPage'
import { router, wantedPath } from './router'
import { useCatalogue } from './stores/catalogue'
import { useNotices } from './stores/notices'
import { useOutbox } from './stores/outbox'
import { usePreferences } from './stores/preferences'
import { useReadiness } from './stores/readiness'
import { useSession } from './stores/session'
import { useToday } from './stores/today'
import { useUpdate } from './stores/update'
import { useWaiting } from './stores/waiting'
import './styles/tokens.css'
import './styles/base.css'
import './styles/boot.css'
import './styles/vant.css'

/** The first page goes first; what comes later on the way can wait this long. */
const FIRST_PAINT_MS = 1_500

// The offline shell, and the drawing by which Leaflet asks what the browser knows.
trustOwn({ scripts: ['/sw.js'], markup: ['<svg/>'] })
const app = createApp(App).use(createPinia()).use(i18n)
const preferences = usePreferences()
const session = useSession()

watch(() => preferences.locale, setLanguage)
watch(
  () => session.state,
  (state, before) => {
    if (state === 'in') {
      void useOutbox().flush()
      const walks = session.may('checkin.create')
      // A page that cannot do without asks again and says so; an officer's kinds come with her day.
      const first = walks ? useToday().open() : useCatalogue().load()
      first.catch(() => undefined)
      window.setTimeout(() => [useNotices(), useWaiting()].forEach((each) => each.watch()), FIRST_PAINT_MS)
      if (walks) window.setTimeout(() => void useReadiness().bringAlong(loadOfflinePages), FIRST_PAINT_MS)
    }
    if (state === 'out' && before === 'in') void router.push({ path: '/login', query: { to: wantedPath() } })
  },
)

// After a new version the server no longer has the parts of the old one.
router.onError((error, to) => {
  tellError(error)
  void reopenIfRenewed(to.fullPath)
})
app.config.errorHandler = (error) => {
  console.error(error)
  tellError(error)
}

void setLanguage(preferences.locale).finally(async () => {
  app.use(router)
  // What index.html shows stays until there is a page to show instead.
  await router.isReady().catch(() => undefined)
  app.mount('#app')
  void useOutbox().load()
  window.setTimeout(() => void registerShell(useUpdate().offer), FIRST_PAINT_MS)
})
