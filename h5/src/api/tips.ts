/** The inbox of the tips, the groups that read them, and the pay desk: what a member of the staff asks for. */
import { ApiError, address, asProblem, fetched, outgoing } from './http'
import type { components } from './schema'
import type { Standing } from './standing'
import type { Page } from './types'

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
interface Items<T> {
  items: T[]
}

const inbox = '/tip-inbox'
const post = <T>(path: string, json?: unknown) => fetched<T>(path, { method: 'POST', json })

/** Stretching a passphrase takes the server a while, and there may be a queue. */
const slow = <T>(path: string, json: unknown) => fetched<T>(inbox + path, { method: 'POST', json, timeoutMs: 60_000 })
export const draftKeys = (passphrase: string) => slow<Card>('/keys', { passphrase })
export const confirmKeys = (ticket: string, typed: string) =>
  post<void>(`${inbox}/keys/confirmation`, { ticket, typed })
export const unlockInbox = (passphrase: string) => slow<Unlocked>('/unlock', { passphrase })
export const lockInbox = () => post<void>(`${inbox}/lock`)
export const recoverInbox = (card: string, passphrase: string) => slow<Unlocked>('/recovery', { card, passphrase })
export const changePassphrase = (old: string, fresh: string) => slow<Unlocked>('/passphrase', { old, new: fresh })

const own = (group: string) => `${inbox}/groups/${group}`
export const beginGroup = (group: string) => post<Standing>(`${own(group)}/key`)
export const admitMember = (group: string, account: number) => post<Standing>(`${own(group)}/members/${account}`)
export const leaveGroup = (group: string) => fetched<void>(`${own(group)}/membership`, { method: 'DELETE' })
export const resealGroup = (group: string) => post<{ done: number; stuck: number }>(`${own(group)}/resealing`)

export const fetchTips = (query: { state: TipState; group?: string; cursor?: string; limit?: number }) =>
  fetched<Page<ListedTip>>(`${inbox}/tips`, { query: { ...query } })
export const fetchTipCounts = () => fetched<Items<TipCounts>>(`${inbox}/counts`)
export const fetchTemplates = () => fetched<Items<TipTemplate>>(`${inbox}/templates`)
export const searchTips = (text: string) => post<Items<ListedTip>>(`${inbox}/search`, { text })
export const markSpam = (tips: string[]) => post<{ changed: number }>(`${inbox}/spam`, { tips })
export const takeFromShelf = (tips: string[]) => post<{ changed: number }>(`${inbox}/spam/return`, { tips })

const tip = (id: string) => `${inbox}/tips/${id}`
export const openTip = (id: string) => post<TipThread>(`${tip(id)}/open`)
export const replyTo = (id: string, item: string, text: string) =>
  post<TipThread>(`${tip(id)}/replies`, { id: item, text })
export const redactTip = (id: string, item: string, text: string) =>
  post<TipThread>(`${tip(id)}/redactions`, { id: item, text })
export const setStatus = (id: string, item: string, status: SettableStatus) =>
  post<TipThread>(`${tip(id)}/statuses`, { id: item, status })
export const transferTip = (id: string, group: string) => post<void>(`${tip(id)}/transfer`, { group })
export const recuseFrom = (id: string) => post<void>(`${tip(id)}/recusal`)
export const proposeReward = (id: string, amount: number) => post<TipThread>(`${tip(id)}/reward`, { amount })
export const decideReward = (id: string, granted: boolean) => post<TipThread>(`${tip(id)}/reward/decision`, { granted })
export const reportFinding = (id: string, site: number, severity: number, text: string) =>
  post<{ finding: number }>(`${tip(id)}/sites/${site}/findings`, { severity, text })
export const tipPhoto = (id: string, item: string) => file(`${tip(id)}/photos/${item}`)
export const exportTip = (id: string, redacted: boolean) => file(`${tip(id)}/export`, { redacted })

export const fetchGroups = () => fetched<Items<TipGroup>>('/tip-groups')
export const createGroup = (draft: TipGroupDraft) => post<TipGroup>('/tip-groups', draft)
const member = (group: string, account: number) => `/tip-groups/${group}/members/${account}`
export const proposeMember = (group: string, account: number) =>
  fetched<TipGroup>(member(group, account), { method: 'PUT' })
export const endMembership = (group: string, account: number) =>
  fetched<TipGroup>(member(group, account), { method: 'DELETE' })
export const resetKeys = (group: string, account: number) =>
  fetched<TipGroup>(`${member(group, account)}/keys`, { method: 'DELETE' })

export const fetchEscrow = () => fetched<Items<EscrowRequest>>('/escrow-requests')
export const askEscrow = (group: string, recipient: number, reason: string) =>
  post<Items<EscrowRequest>>(`/tip-groups/${group}/escrow-requests`, { recipient_id: recipient, reason })
export const confirmEscrow = (request: number) => post<Items<EscrowRequest>>(`/escrow-requests/${request}/confirmation`)

export const lookAtVoucher = (voucher: string) => post<Voucher>('/pay-desk/look', { voucher })
export const redeemVoucher = (voucher: string) => post<Voucher>('/pay-desk/redeem', { voucher })

/** What was opened for this answer alone: it is asked for by POST and lies in no cache. */
async function file(path: string, json?: unknown): Promise<Blob> {
  const answer = await fetch(address(path), outgoing({ method: 'POST', json })).catch(() => {
    throw new ApiError({ kind: 'network' })
  })
  if (!answer.ok) throw new ApiError(await asProblem(answer))
  return answer.blob()
}
