/** The sentences about what the system asks and what it costs; they come with their pages. */
import { bring } from '..'
import en from './en.json'
import zh from './zh-CN.json'

bring({ 'zh-CN': zh, en })
