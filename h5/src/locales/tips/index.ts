/** The sentences of the tips' inbox, its groups and the pay desk. */
import { bring } from '..'
import en from './en.json'
import zh from './zh-CN.json'

bring({ 'zh-CN': zh, en })
