/** The sentences of sealed windows and of what came after them. */
import { bring } from '..'
import en from './en.json'
import zh from './zh-CN.json'

bring({ 'zh-CN': zh, en })
