/** The words of the pages of supervision: they come with these pages, not with the first one. */
import { bring } from '..'
import en from './en.json'
import zh from './zh-CN.json'

bring({ 'zh-CN': zh, en })
