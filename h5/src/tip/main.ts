import { createApp } from 'vue'
import { tellError } from '@/device/failed'
import { trustOwn } from '@/device/trusted'
import '@/styles/tokens.css'
import '@/styles/base.css'
import '@/styles/boot.css'
import './styles.css'
import TipApp from './TipApp.vue'
import { coverWhenHidden, coverWhenIdle } from './device/cover'
import { speaksEnglish } from './device/here'
import { askBeforeClosing, blankWhenGone, leave, watchBack } from './device/leave'
import { setLanguage, words } from './locales'
import { loadRest } from './screens'
import { loadCounty } from './state/county'
import { applyAppearance, forgetAll, setLoader, wouldLose } from './state/page'
import { goBack, isPrivate, onQuickExit } from './state/screen'

// The worker that computes the proof is a built file.
trustOwn({})
const app = createApp(TipApp).use(words)

app.config.errorHandler = (error) => {
  console.error(error)
  tellError(error)
}

function forget(): void {
  app.unmount()
  forgetAll()
}

setLoader(loadRest)
onQuickExit(() => leave(forget))
blankWhenGone(forget)
coverWhenHidden(isPrivate)
coverWhenIdle(isPrivate)
askBeforeClosing(wouldLose)
watchBack(goBack)
applyAppearance()
void loadCounty()
void setLanguage(speaksEnglish() ? 'en' : 'zh-CN').finally(() => app.mount('#app'))
