/** The shapes of the API, by the names that the screens use. */

export type Role = 'officer' | 'leader' | 'supervisor' | 'office' | 'auditor' | 'admin'
export type Level = 'county' | 'town' | 'village' | 'grid'
export type Force = 'liaison' | 'police' | 'committee' | 'militia'
export type SiteState = 'covered' | 'attempted' | 'exempt' | 'missed' | 'open' | 'not_required'
export type SiteStatus = 'active' | 'suspended' | 'closed'
export type Credit = 'certain' | 'probable' | 'disputed'
export type Place = 'on_site' | 'near' | 'far' | 'no_fix'
export type Result = 'normal' | 'abnormal' | 'attempted'
export type AttemptReason = 'locked' | 'road_closed' | 'nobody' | 'unsafe'
export type NoFixReason = 'denied' | 'timeout' | 'unavailable' | 'insecure'
export type Standing = 'counts' | 'pending' | 'accepted' | 'refused'
export type FindingStatus = 'found' | 'assigned' | 'closed'
export type PhotoSource = 'camera' | 'album'

export interface Page<T> {
  items: T[]
  next: string | null
}

export interface AreaRef {
  id: number
  name: string
  level: Level
}

export interface Area extends AreaRef {
  parent_id: number | null
  code: string
  path: string[]
}

export interface Grant {
  role: Role
  area: AreaRef
}

export interface Me {
  id: number
  username: string
  name: string
  force: Force | null
  grants: Grant[]
  actions: string[]
}

export interface Session {
  id: number
  kind: 'cookie' | 'token'
  name: string
  created_at: string
  expires_at: string
  current: boolean
}

export type QuestionType = 'yes_no_na' | 'choice' | 'number' | 'text'
export type AnswerValue = string | number

export interface QuestionOption {
  value: string
  text: string
  text_en: string
}

export interface Question {
  code: string
  text: string
  text_en: string
  type: QuestionType
  options?: QuestionOption[] | null
  normal?: AnswerValue | null
  abnormal?: AnswerValue[] | { min?: number | null; max?: number | null } | null
  when?: { question: string; is: AnswerValue[] } | { trade: string[] } | null
  optional?: boolean
  help?: string | null
}

export interface Kind {
  code: string
  name: string
  name_en: string
  mark: string
  mark_en: string
  radius_m: number
  plan: string
  photos_min: number
  checklist: { id: number; version: number; questions: Question[] } | null
}

export type Position = [number, number, ...number[]]
export type Geometry =
  | { type: 'Point'; coordinates: Position }
  | { type: 'Polygon'; coordinates: Position[][] }
  | { type: 'MultiPolygon'; coordinates: Position[][][] }

export interface Window {
  plan: string
  number: number
  starts_at: string
  ends_at: string
}

export interface TodaySite {
  id: number
  name: string
  kind: string
  trade: string | null
  address: string
  contact_name: string
  contact_phone: string
  lon: number
  lat: number
  geometry: Geometry | null
  radius_m: number
  risk: number
  grid: { id: number; name: string }
}

export interface TodayItem {
  site: TodaySite
  state: SiteState
  window: number
  due_at: string
  missed_last: boolean
  last_visit_at: string | null
  gap_s: number | null
}

export interface Progress {
  required: number
  covered: number
  attempted: number
  exempt: number
  missed: number
  open: number
}

export interface Today {
  now: string
  clock: { token: string }
  windows: Window[]
  progress: Progress
  items: TodayItem[]
}

export interface Site {
  id: number
  name: string
  kind: string
  trade: string | null
  grid: { id: number; name: string }
  status: SiteStatus
  risk: number
  address: string
  contact_name: string
  contact_phone: string
  lon: number
  lat: number
  version: number
}

export interface SiteDetail extends Site {
  geometry: Geometry | null
  radius_m: number
  source_crs: string
  spells: { since: string; until: string | null; status: SiteStatus; grid: { id: number; name: string }; reason: string }[]
  pending_change: SiteChange | null
}

export interface SiteChange {
  id: number
  site: { id: number; name: string; kind: string }
  change: 'suspend' | 'resume' | 'close' | 'reopen' | 'move'
  reason: string
  requested_by: { id: number; name: string }
  requested_at: string
  may_decide: boolean
  verdict: 'approved' | 'refused' | null
  note: string | null
}

export interface Answer {
  question: string
  value: AnswerValue
  given: 'each' | 'all_normal'
}

export interface PhotoClaim {
  sha256: string
  original_sha256: string | null
  captured_at: string
  source: PhotoSource
}

export interface CheckinBody {
  format: 1
  id: string
  site: number
  device_time: string | null
  clock: { token: string; elapsed_ms: number | null } | null
  fix: { lon: number; lat: number; accuracy: number | null; at: string | null } | null
  no_fix_reason: NoFixReason | null
  place_reason: string
  result: Result
  attempt_reason: AttemptReason | null
  checklist: number | null
  answers: Answer[]
  note: string
  photos: PhotoClaim[]
}

export interface Receipt {
  id: string
  number: number
  signed: string
  facts: {
    id: string
    content: string
    site: number
    received_at: string
    captured_at: string
    window: Window
    credit: Credit
    place: Place
  }
  code: string
  standing: Standing
  result: Result
  photos: { sha256: string; arrived: boolean }[]
}

export interface Checkin {
  number: number
  id: string
  site: { id: number; name: string; kind: string }
  author: { id: number; name: string }
  captured_at: string
  received_at: string
  window: Window
  credit: Credit
  place: Place
  distance_m: number | null
  accuracy_m: number | null
  result: Result
  attempt_reason: AttemptReason | null
  answers: Answer[]
  note: string
  standing: Standing
  code: string
  photos: { sha256: string; arrived: boolean }[]
  flags: string[]
  place_reason: string
  no_fix_reason: NoFixReason | null
}

export interface PublicReceipt {
  received_at: string
  window: Window
  credit: Credit
  place: Place
  standing: Standing
  photos_expected: number
  photos_arrived: number
}

export interface Figures extends Progress {
  rate: number | null
  longest_gap_s: number | null
}

export interface PlanCoverage {
  area: AreaRef
  window: Window
  figures: Figures
  kinds: { kind: string; figures: Figures }[]
  children: { area: AreaRef; leader: { name: string; phone: string } | null; figures: Figures }[]
}

export interface Coverage {
  plans: PlanCoverage[]
}

export interface FindingMove {
  move: 'found' | 'assign' | 'note' | 'close' | 'reopen'
  by: { id: number; name: string } | null
  at: string
  assignee: { id: number; name: string } | null
  text: string
}

export interface Finding {
  id: number
  site: { id: number; name: string; kind: string }
  status: FindingStatus
  severity: number
  opened_at: string
  grid: { id: number; name: string }
  due_at: string
  overdue: boolean
  assignee: { id: number; name: string } | null
  summary: { question: string; text: string; text_en: string; value: AnswerValue }[]
}

export interface FindingDetail extends Finding {
  checkin: number
  photos: { sha256: string; arrived: boolean }[]
  moves: FindingMove[]
}

export interface Person {
  id: number
  name: string
  force: Force | null
  role: Role
}

export interface Account {
  id: number
  username: string
  name: string
  force: Force | null
  phone: string | null
  disabled_at: string | null
  version: number
  assignments: { id: number; role: Role; area: AreaRef; since: string; until: string | null }[]
}
