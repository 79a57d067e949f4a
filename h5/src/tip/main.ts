import { createApp } from 'vue'
import '@/styles/tokens.css'
import '@/styles/base.css'
import '@/styles/boot.css'
import './styles.css'
import TipApp from './TipApp.vue'
import { coverWhenHidden, coverWhenIdle } from './device/cover'
import { speaksEnglish } from './device/here'
import { askBeforeClosing, blankWhenGone, leave, watchBack } from './device/leave'
import { speak, words } from './locales'
import { bringRest } from './rooms'
import { bringBy } from './state/begin'
import { loadCounty } from './state/county'
import { wearLook } from './state/look'
import { forgetAll } from './state/memory'
import { goBack, isPrivate, onQuickExit } from './state/screen'
import { wouldLose } from './state/stake'

const app = createApp(TipApp).use(words)

function forget(): void {
  app.unmount()
  forgetAll()
}

bringBy(bringRest)
onQuickExit(() => leave(forget))
blankWhenGone(forget)
coverWhenHidden(isPrivate)
coverWhenIdle(isPrivate)
askBeforeClosing(wouldLose)
watchBack(goBack)
wearLook()
void loadCounty()
void speak(speaksEnglish() ? 'en' : 'zh-CN').finally(() => app.mount('#app'))
