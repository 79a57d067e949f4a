/**
 * Takes the place of Vant's icon, whose font is not here either: of an icon only its box is left. The
 * original brings a badge and a provider of settings into the first page that nothing here uses.
 */
import { h, type FunctionalComponent } from 'vue'

export const Icon: FunctionalComponent<{ name?: string; classPrefix?: string }> = ({ name }) =>
  h('i', { class: ['van-icon', `van-icon-${name ?? ''}`] })
Icon.props = ['name', 'classPrefix']
