"""The tip inbox on the wire. Everything is decrypted for one answer and stored nowhere."""

from marshmallow import fields

from backend.core.wire import (
    Day,
    PageQuery,
    RowId,
    Schema,
    Words,
    at_most,
    between,
    in_range,
    matches,
    one_of,
    page_of,
    some_items,
)
from backend.tips.host.contents import KINDS, REWARD_STATES, STATUSES
from backend.tips.inbox.rules import GRANT_STATES, SETTABLE

_HEX = matches("[0-9a-f]{32}", "not_an_id")
_TEXT = between(1, 4000)
STATES = ("open", "closed", "spam")


class TipsQuerySchema(PageQuery):
    state = fields.String(load_default="open", validate=one_of(*STATES))
    group = fields.String(load_default=None, validate=at_most(32))


class TipSchema(Schema):
    """Category and status are null while the inbox is locked. Times are days, nothing finer.

    `unreadable`: what the browser encrypted is no statement, or opens with no key; false while
    the inbox is locked. `items` counts texts and photos, `unread` those that the
    caller has not seen.
    """

    id = fields.String(required=True)
    group = fields.String(required=True)
    day = Day(required=True)
    due_day = Day(required=True)
    state = fields.String(required=True, validate=one_of(*STATES))
    assigned = fields.Boolean(required=True)
    overdue = fields.Boolean(required=True)
    delete_after = Day(required=True)
    category = fields.String(required=True, allow_none=True)
    category_name = fields.String(required=True, allow_none=True)
    category_name_en = fields.String(required=True, allow_none=True)
    status = fields.String(required=True, allow_none=True, validate=one_of(*STATUSES))
    unreadable = fields.Boolean(required=True)


class ListedTipSchema(TipSchema):
    """`excerpt`: the first words of the statement, null until the caller has opened the tip."""

    items = fields.Integer(required=True)
    unread = fields.Integer(required=True)
    excerpt = fields.String(required=True, allow_none=True)


TipsSchema = page_of("Tips", ListedTipSchema)


class FoundTipsSchema(Schema):
    """`whole` is false when there was too much to search all: those that are due first were."""

    items = fields.List(fields.Nested(ListedTipSchema), required=True)
    whole = fields.Boolean(required=True)


class TipSearchSchema(Schema):
    text = Words(required=True, validate=between(1, 100))


class TipGroupCountsSchema(Schema):
    group = fields.String(required=True)
    open = fields.Integer(required=True)
    unread = fields.Integer(required=True)
    overdue = fields.Integer(required=True)
    spam = fields.Integer(required=True)


class TipCountsSchema(Schema):
    items = fields.List(fields.Nested(TipGroupCountsSchema), required=True)


class TipPlaceSchema(Schema):
    """As exact as the citizen chose: a point for exact, 100m and 1km, otherwise village or words.

    `village_area` is the id of the village in the tree of areas.
    """

    mode = fields.String(required=True, validate=one_of("exact", "100m", "1km", "village", "words"))
    lon = fields.Float(required=True, allow_none=True)
    lat = fields.Float(required=True, allow_none=True)
    village = fields.String(required=True, allow_none=True)
    village_name = fields.String(required=True, allow_none=True)
    village_area = fields.Integer(required=True, allow_none=True)
    words = fields.String(required=True)


class TipReportSchema(Schema):
    text = fields.String(required=True)
    when = fields.String(required=True)
    place = fields.Nested(TipPlaceSchema, required=True, allow_none=True)


class TipEntrySchema(Schema):
    """One text of a thread, in order; `staff`: one of the staff wrote it, without saying who."""

    id = fields.String(required=True)
    day = Day(required=True)
    kind = fields.String(required=True, validate=one_of(*sorted(KINDS - {"photo"})))
    staff = fields.Boolean(required=True)
    text = fields.String(required=True)
    status = fields.String(required=True, allow_none=True, validate=one_of(*STATUSES))
    reward = fields.String(required=True, allow_none=True, validate=one_of(*REWARD_STATES))
    amount = fields.Integer(required=True, allow_none=True)
    claim_by = Day(required=True, allow_none=True)


class TipPhotoSchema(Schema):
    """POST /tip-inbox/tips/{tip_id}/photos/{item_id} answers the picture."""

    id = fields.String(required=True)
    day = Day(required=True)


class TipDestinationSchema(Schema):
    """`excluded`: the citizen asked that this group must not see the tip."""

    id = fields.String(required=True)
    name = fields.String(required=True)
    name_en = fields.String(required=True)
    office = fields.String(required=True)
    excluded = fields.Boolean(required=True)


class TipRewardRuleSchema(Schema):
    mode = fields.String(
        required=True,
        validate=one_of("none", "code_only", "code_plus_contact", "real_id_at_desk"),
    )
    max_yuan = fields.Integer(required=True)
    notify_days = fields.Integer(required=True)
    claim_days = fields.Integer(required=True)
    first_only = fields.Boolean(required=True)


class TipGrantSchema(Schema):
    """`own`: the caller proposed it, so another member decides."""

    state = fields.String(required=True, validate=one_of(*GRANT_STATES))
    amount = fields.Integer(required=True)
    own = fields.Boolean(required=True)
    can_decide = fields.Boolean(required=True)


class TipThreadSchema(TipSchema):
    """A decrypted tip. `redaction` is the newest copy without the names of others."""

    report = fields.Nested(TipReportSchema, required=True)
    redaction = fields.String(required=True, allow_none=True)
    entries = fields.List(fields.Nested(TipEntrySchema), required=True)
    photos = fields.List(fields.Nested(TipPhotoSchema), required=True)
    next_statuses = fields.List(fields.String(validate=one_of(*SETTABLE)), required=True)
    destinations = fields.List(fields.Nested(TipDestinationSchema), required=True)
    reward_policy = fields.Nested(TipRewardRuleSchema, required=True, allow_none=True)
    grant = fields.Nested(TipGrantSchema, required=True, allow_none=True)


class TipTextDraftSchema(Schema):
    """`id`: 16 random bytes that the caller draws, in hexadecimal; a retry adds nothing."""

    id = fields.String(required=True, validate=_HEX)
    text = Words(required=True, validate=_TEXT)


class TipStatusDraftSchema(Schema):
    id = fields.String(required=True, validate=_HEX)
    status = fields.String(required=True, validate=one_of(*SETTABLE))


class TipTransferSchema(Schema):
    group = fields.String(required=True, validate=_HEX)


class TipChosenSchema(Schema):
    tips = fields.List(fields.String(validate=_HEX), required=True, validate=some_items(1, 500))


class TipChangedSchema(Schema):
    changed = fields.Integer(required=True)


class TipExportSchema(Schema):
    """`redacted` leaves out the statement, the citizen's messages and the photos."""

    redacted = fields.Boolean(load_default=False)


class ReportedFindingSchema(Schema):
    """The handler's own words; nothing of the tip is copied."""

    severity = fields.Integer(required=True, strict=True, validate=in_range(1, 3))
    text = Words(required=True, validate=between(1, 2000))


class FindingMadeSchema(Schema):
    finding = RowId(required=True)


class TipRewardDraftSchema(Schema):
    """`amount` is in yuan."""

    amount = fields.Integer(required=True, strict=True, validate=in_range(1, 1_000_000))


class TipVerdictSchema(Schema):
    granted = fields.Boolean(required=True)


class ReencryptedSchema(Schema):
    """`done` tips were re-encrypted; `stuck` ones need a key version that the caller lacks."""

    done = fields.Integer(required=True)
    stuck = fields.Integer(required=True)


class TipTemplateSchema(Schema):
    id = fields.String(required=True)
    text = fields.String(required=True)
    text_en = fields.String(required=True)


class TipTemplatesSchema(Schema):
    items = fields.List(fields.Nested(TipTemplateSchema), required=True)
