/** The sentences of the board, which an officer's phone never needs. */
import { bring } from '..'
import en from './en.json'
import zh from './zh-CN.json'

bring({ 'zh-CN': zh, en })
