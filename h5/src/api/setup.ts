import { request } from './http'
import type { Opening } from './types'

export const fetchSetup = () => request('get', '/setup')
export const openInstallation = (opening: Opening) => request('post', '/setup', { json: opening })
export const fetchSetupSteps = () => request('get', '/setup/steps')
