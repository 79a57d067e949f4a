/**
 * The shapes of the API by the names that the screens use. They come from the OpenAPI document;
 * what is written out here narrows a shape that JSON Schema states more loosely.
 */
import type { components, paths } from './schema'

type Schemas = components['schemas']
type Uploads = paths['/api/v1/photos/{sha256}']['put']['requestBody']['content']

export interface Page<T> {
  items: T[]
  next: string | null
}

export type Named = Schemas['Name']
export type AreaRef = Schemas['AreaRef']
export type Area = Schemas['Area']
export type Level = AreaRef['level']

export type Me = Schemas['Me']
export type Session = Schemas['Session']
export type Device = Schemas['Device']
export type KeyedDevice = Schemas['DeviceKeys']
export type Account = Schemas['Account']
export type AccountDraft = Schemas['NewAccount']
export type AccountChange = Schemas['AccountChange']
export type Person = Schemas['Person']
export type Party = Schemas['Party']
export type Giver = Schemas['Giver']
export type Parties = Schemas['Parties']
export type HandedOver = Schemas['HandedOver']
export type TypedArea = Schemas['TypedArea']
export type Opening = Schemas['Opening']
export type SetupStep = Schemas['SetupStep']
export type Role = Schemas['Grant']['role']
export type Force = NonNullable<Me['force']>

/** What the carrier of a parcel is told. */
export type Delivered = Schemas['Delivered']

export type Kind = Schemas['Kind']
export type Question = Schemas['Question']
export type Answer = Schemas['Answer']
export type AnswerValue = Answer['value']

export type Position = [number, number, ...number[]]
export type Geometry =
  | { type: 'Point'; coordinates: Position }
  | { type: 'Polygon'; coordinates: Position[][] }
  | { type: 'MultiPolygon'; coordinates: Position[][][] }
type Shaped<T, G> = Omit<T, 'geometry'> & { geometry: G }

export type GridFeature = Shaped<Schemas['GridFeature'], Geometry>

export type Site = Schemas['Site']
export type SiteStatus = Site['status']
export type SiteDetail = Shaped<Schemas['SiteDetail'], Geometry | null>
export type SiteDraft = Shaped<Schemas['SiteDraft'], Geometry>
export type SitePatch = Omit<SiteDraft, 'kind' | 'grid_id' | 'geometry'> & { geometry?: Geometry }
export type SiteChange = Schemas['SiteChange']
export type SiteChangeDraft = Schemas['SiteChangeDraft']

export type Window = Schemas['Window']
export type Progress = Schemas['Progress']
export type TodaySite = Shaped<Schemas['TodaySite'], Geometry>
export type TodayWindow = Schemas['TodayWindow']
export type TodayItem = Omit<Schemas['TodayItem'], 'site'> & { site: TodaySite }
export type Today = Omit<Schemas['Today'], 'items'> & { items: TodayItem[] }
export type SiteState = TodayItem['state']
export type LastVisit = Schemas['LastVisit']
export type Checkpoint = Schemas['TodayCheckpoint']
export type SiteCheckpoint = Schemas['SiteCheckpoint']
export type SiteCheckpoints = Schemas['SiteCheckpoints']
export type CheckpointDraft = Schemas['CheckpointDraft']
export type CheckpointPatch = Schemas['CheckpointPatch']

/** The etags of what the phone holds, part by part, by id or code. */
export type Manifest = Required<Schemas['Manifest']>
export type Grid = Omit<Schemas['SyncGrid'], 'geometry'> & {
  geometry: Extract<Geometry, { type: 'MultiPolygon' }> | null
}
export type Tiles = Schemas['Tiles']
export type Sync = Omit<Schemas['Sync'], 'items' | 'grids'> & {
  items: { changed: { etag: string; item: TodayItem }[]; gone: number[] }
  grids: { changed: { etag: string; grid: Grid }[]; gone: number[] }
}

export type CheckinBody = Required<Schemas['CheckinDocument2']>
export type PhotoClaim = Schemas['MarkedPhoto']
export type CheckinPhoto = Schemas['ShownPhoto']
export type PhotoMark = Schemas['Marked']
export type PhotoType = Extract<keyof Uploads, string>
export type Photo = Schemas['Photo']
export type PhotoState = Schemas['PhotoState']
export type PhotoSource = PhotoClaim['source']
export type AttemptReason = NonNullable<CheckinBody['attempt_reason']>
export type NoFixReason = NonNullable<CheckinBody['no_fix_reason']>
export type Receipt = Schemas['Receipt']
export type Credit = Receipt['facts']['credit']
export type Place = Receipt['facts']['place']
export type Standing = Receipt['standing']
export type Result = Receipt['result']

export type Checkin = Schemas['Checkin']
export type Verdict = Schemas['Review']['verdict']
export type CheckinDetail = Schemas['CheckinDetail']
export type Flag = NonNullable<NonNullable<paths['/api/v1/checkins']['get']['parameters']['query']>['flag']>
export type PublicReceipt = Schemas['PublicReceipt']

export type Figures = Schemas['Figures']
export type Board = Schemas['Board']
export type PlanBoard = Schemas['PlanBoard']
export type BoardRow = Schemas['BoardRow']
export type TrendPoint = Schemas['TrendPoint']
export type LatestVisit = Schemas['LatestVisit']
export type BoardChild = Schemas['BoardChild']
export type Adjustment = Schemas['Adjustment']
export type AdjustmentVerdict = Schemas['AdjustmentDecision']['verdict']

export type Exemption = Schemas['Exemption']
export type ExemptionDraft = Schemas['ExemptionDraft']
export type ExemptablePlan = Schemas['ExemptablePlan']

export type Redraw = Schemas['Redraw']
export type RedrawDraft = Schemas['RedrawDraft']
export type RedrawPreview = Schemas['RedrawPreview']

export type Finding = Schemas['Finding']
export type FindingDetail = Schemas['FindingDetail']
export type FindingMove = Schemas['FindingMove']
export type FindingMoveDraft = Schemas['FindingMoveDraft']
export type FindingStatus = Finding['status']
export type Given = Schemas['Given']
export type FollowedFinding = Schemas['FollowedFinding']
