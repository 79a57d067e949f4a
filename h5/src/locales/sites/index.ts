/** The sentences of those who keep the list of sites; what an officer reads of it came with the first page. */
import { bring } from '..'
import en from './en.json'
import zh from './zh-CN.json'

bring({ 'zh-CN': zh, en })
