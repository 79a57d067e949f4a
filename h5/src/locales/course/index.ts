/** The sentences of exemptions, new boundaries, handing over and accounts: an officer's phone never needs them. */
import { bring } from '..'
import en from './en.json'
import zh from './zh-CN.json'

bring({ 'zh-CN': zh, en })
