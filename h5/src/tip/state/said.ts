/** The message that is being written; it outlives the screen, not the page. */
import { ref } from 'vue'
import { forgetBy } from './memory'
import { atStake } from './stake'

export const said = ref('')

forgetBy(() => (said.value = ''))
atStake(() => said.value.trim() !== '')
