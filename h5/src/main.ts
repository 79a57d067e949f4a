import { createPinia } from 'pinia'
import { createApp, watch } from 'vue'
import App from './App.vue'
import { i18n, speak } from './locales'
import { router } from './router'
import { useCatalogue } from './stores/catalogue'
import { useOutbox } from './stores/outbox'
import { usePreferences } from './stores/preferences'
import { useSession } from './stores/session'
import './styles/tokens.css'
import './styles/base.css'

const app = createApp(App).use(createPinia()).use(i18n)
const preferences = usePreferences()
const session = useSession()

watch(() => preferences.locale, speak)
watch(
  () => session.state,
  (state, before) => {
    if (state === 'in') {
      void useOutbox().flush()
      // A page that cannot do without the kinds asks again and says so.
      useCatalogue().load().catch(() => undefined)
    }
    if (state === 'out' && before === 'in') void router.push({ path: '/login', query: { to: router.currentRoute.value.fullPath } })
  },
)

void speak(preferences.locale).finally(() => {
  app.use(router).mount('#app')
  void useOutbox().load()
})
