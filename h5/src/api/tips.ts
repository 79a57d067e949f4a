/** The inbox of the tips, the groups that read them, and the pay desk: what a member of the staff asks for. */
import { request, requestFile } from './http'
import type { components } from './schema'

type Schemas = components['schemas']
export type OwnGroup = Schemas['OwnGroup']
export type TipGroup = Schemas['Group']
export type TipGroupDraft = Schemas['NewGroup']
export type Unlocked = Schemas['Unlocked']
export type Card = Schemas['Card']
export type EscrowRequest = Schemas['EscrowRequest']
export type ListedTip = Schemas['ListedTip']
export type TipThread = Schemas['TipThread']
export type TipEntry = Schemas['TipEntry']
export type TipPlace = NonNullable<TipThread['report']['place']>
export type TipState = ListedTip['state']
export type TipStatus = NonNullable<ListedTip['status']>
export type SettableStatus = TipThread['next_statuses'][number]
export type TipCounts = Schemas['TipGroupCounts']
export type TipTemplate = Schemas['TipTemplate']
export type Voucher = Schemas['Voucher']

/** Stretching a passphrase takes the server a while, and there may be a queue. */
const SLOW_MS = 60_000
/** A photo or a case file over a thin line. */
const FILE_MS = 120_000

export const draftKeys = (passphrase: string) =>
  request('post', '/tip-inbox/keys', { json: { passphrase }, timeoutMs: SLOW_MS })
export const confirmKeys = (ticket: string, typed: string) =>
  request('post', '/tip-inbox/keys/confirmation', { json: { ticket, typed } })
export const unlockInbox = (passphrase: string) =>
  request('post', '/tip-inbox/unlock', { json: { passphrase }, timeoutMs: SLOW_MS })
export const lockInbox = () => request('post', '/tip-inbox/lock')
export const recoverInbox = (card: string, passphrase: string) =>
  request('post', '/tip-inbox/recovery', { json: { card, passphrase }, timeoutMs: SLOW_MS })
export const changePassphrase = (old: string, fresh: string) =>
  request('post', '/tip-inbox/passphrase', { json: { old, new: fresh }, timeoutMs: SLOW_MS })

export const beginGroup = (group: string) =>
  request('post', '/tip-inbox/groups/{new_group_id}/key', { path: { new_group_id: group } })
export const admitMember = (group: string, account: number) =>
  request('post', '/tip-inbox/groups/{group_id}/members/{newcomer_id}', {
    path: { group_id: group, newcomer_id: account },
  })
export const leaveGroup = (group: string) =>
  request('delete', '/tip-inbox/groups/{group_id}/membership', { path: { group_id: group } })
export const reencryptGroup = (group: string) =>
  request('post', '/tip-inbox/groups/{group_id}/resealing', { path: { group_id: group } })

export const fetchTips = (query: { state: TipState; group?: string; cursor?: string; limit?: number }) =>
  request('get', '/tip-inbox/tips', { query })
export const fetchTipCounts = () => request('get', '/tip-inbox/counts')
export const fetchTemplates = () => request('get', '/tip-inbox/templates')
export const searchTips = (text: string) => request('post', '/tip-inbox/search', { json: { text } })
export const markSpam = (tips: string[]) => request('post', '/tip-inbox/spam', { json: { tips } })
export const unmarkSpam = (tips: string[]) => request('post', '/tip-inbox/spam/return', { json: { tips } })

const of = (id: string) => ({ tip_id: id })
export const openTip = (id: string) => request('post', '/tip-inbox/tips/{tip_id}/open', { path: of(id) })
export const replyTo = (id: string, item: string, text: string) =>
  request('post', '/tip-inbox/tips/{tip_id}/replies', { path: of(id), json: { id: item, text } })
export const redactTip = (id: string, item: string, text: string) =>
  request('post', '/tip-inbox/tips/{tip_id}/redactions', { path: of(id), json: { id: item, text } })
export const setStatus = (id: string, item: string, status: SettableStatus) =>
  request('post', '/tip-inbox/tips/{tip_id}/statuses', { path: of(id), json: { id: item, status } })
export const transferTip = (id: string, group: string) =>
  request('post', '/tip-inbox/tips/{tip_id}/transfer', { path: of(id), json: { group } })
export const recuseFrom = (id: string) => request('post', '/tip-inbox/tips/{tip_id}/recusal', { path: of(id) })
export const proposeReward = (id: string, amount: number) =>
  request('post', '/tip-inbox/tips/{tip_id}/reward', { path: of(id), json: { amount } })
export const decideReward = (id: string, granted: boolean) =>
  request('post', '/tip-inbox/tips/{tip_id}/reward/decision', { path: of(id), json: { granted } })
export const reportFinding = (id: string, site: number, severity: number, text: string) =>
  request('post', '/tip-inbox/tips/{tip_id}/sites/{site_id}/findings', {
    path: { ...of(id), site_id: site },
    json: { severity, text },
  })
export const fetchTipPhoto = (id: string, item: string) =>
  requestFile('/tip-inbox/tips/{tip_id}/photos/{item_id}', { path: { ...of(id), item_id: item }, timeoutMs: FILE_MS })
export const exportTip = (id: string, redacted: boolean) =>
  requestFile('/tip-inbox/tips/{tip_id}/export', { path: of(id), json: { redacted }, timeoutMs: FILE_MS })

export const fetchGroups = () => request('get', '/tip-groups')
export const createGroup = (draft: TipGroupDraft) => request('post', '/tip-groups', { json: draft })
export const proposeMember = (group: string, account: number) =>
  request('put', '/tip-groups/{group_id}/members/{account_id}', { path: { group_id: group, account_id: account } })
export const endMembership = (group: string, account: number) =>
  request('delete', '/tip-groups/{group_id}/members/{account_id}', { path: { group_id: group, account_id: account } })
export const resetKeys = (group: string, account: number) =>
  request('delete', '/tip-groups/{group_id}/members/{member_id}/keys', {
    path: { group_id: group, member_id: account },
  })

export const fetchEscrow = () => request('get', '/escrow-requests')
export const askEscrow = (group: string, recipient: number, reason: string) =>
  request('post', '/tip-groups/{group_id}/escrow-requests', {
    path: { group_id: group },
    json: { recipient_id: recipient, reason },
  })
export const confirmEscrow = (id: number) =>
  request('post', '/escrow-requests/{request_id}/confirmation', { path: { request_id: id } })

export const lookUpVoucher = (voucher: string) => request('post', '/pay-desk/look', { json: { voucher } })
export const redeemVoucher = (voucher: string) => request('post', '/pay-desk/redeem', { json: { voucher } })
