/** The sentences of the notices, which come with their pages. */
import { bring } from '@/locales'
import en from './en.json'
import zh from './zh-CN.json'

bring({ 'zh-CN': zh, en })
