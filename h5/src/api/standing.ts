/** Whether somebody reads tips at all: asked apart from the rest, so that who does not fetches none of it. */
import { call } from './http'
import type { components } from './schema'

export type Standing = components['schemas']['Standing']

export const fetchStanding = () => call('get', '/tip-inbox')
