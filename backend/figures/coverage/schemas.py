"""The board, the officer's day, and the windows they speak of."""

from marshmallow import fields

from backend.core.wire import Instant, NameSchema, Schema, in_range, one_of
from backend.patrol.checkins.rules import Result
from backend.patrol.cycles.schemas import WindowSchema
from backend.registry.areas.rules import LEVELS

ID = in_range(1, 2**31 - 1)


class FiguresSchema(Schema):
    """required = covered + attempted + exempt + missed + open.

    rate = covered / (required - exempt), rate_all = covered / required; both 0 to 1, null when
    nothing is required.
    """

    required = fields.Integer(required=True)
    covered = fields.Integer(required=True)
    attempted = fields.Integer(required=True)
    exempt = fields.Integer(required=True)
    missed = fields.Integer(required=True)
    open = fields.Integer(required=True)
    rate = fields.Float(required=True, allow_none=True)
    rate_all = fields.Float(required=True, allow_none=True)
    longest_gap_s = fields.Integer(required=True, allow_none=True)


class ProgressSchema(FiguresSchema):
    class Meta:
        exclude = ("rate", "rate_all", "longest_gap_s")


class BoardAreaSchema(NameSchema):
    level = fields.String(required=True, validate=one_of(*LEVELS))
    parent_id = fields.Integer(required=True, allow_none=True)


class BoardLeaderSchema(NameSchema):
    phone = fields.String(required=True, allow_none=True)


class BoardChildSchema(Schema):
    area = fields.Nested(BoardAreaSchema, required=True)
    leader = fields.Nested(BoardLeaderSchema, required=True, allow_none=True)
    figures = fields.Nested(FiguresSchema, required=True)


class BoardKindSchema(Schema):
    kind = fields.String(required=True)
    figures = fields.Nested(FiguresSchema, required=True)


class AdjustedFiguresSchema(FiguresSchema):
    class Meta:
        exclude = ("longest_gap_s",)


class SealedBoardSchema(Schema):
    """Figures frozen 72 hours after the end of the window, and the same after adjustments.

    `digest` is the SHA-256 over all obligations of the window and the visits that count in
    them; `waiting` adjustments wait for a leader's decision.
    """

    sealed_at = Instant(required=True)
    digest = fields.String(required=True)
    sealed = fields.Nested(FiguresSchema, required=True)
    adjusted = fields.Nested(AdjustedFiguresSchema, required=True)
    waiting = fields.Integer(required=True)


class PlanBoardSchema(Schema):
    window = fields.Nested(WindowSchema, required=True)
    figures = fields.Nested(FiguresSchema, required=True)
    sealed = fields.Nested(SealedBoardSchema, required=True, allow_none=True)
    kinds = fields.List(fields.Nested(BoardKindSchema), required=True)
    children = fields.List(fields.Nested(BoardChildSchema), required=True)


class BoardSchema(Schema):
    area = fields.Nested(BoardAreaSchema, required=True)
    leader = fields.Nested(BoardLeaderSchema, required=True, allow_none=True)
    now = Instant(required=True)
    plans = fields.List(fields.Nested(PlanBoardSchema), required=True)


class BoardQuery(Schema):
    """`level` asks for all parts of that level in the area instead of its direct children."""

    area = fields.Integer(load_default=None, validate=ID)
    window = fields.Integer(load_default=None, validate=ID)
    level = fields.String(load_default=None, validate=one_of(*LEVELS))


class WindowsQuery(Schema):
    plan = fields.String(load_default="three-day")
    limit = fields.Integer(load_default=20, validate=in_range(1, 200))


class WindowListSchema(Schema):
    items = fields.List(fields.Nested(WindowSchema), required=True)


class TodaySiteSchema(NameSchema):
    kind = fields.String(required=True)
    trade = fields.String(required=True, allow_none=True)
    address = fields.String(required=True)
    contact_name = fields.String(required=True)
    contact_phone = fields.String(required=True)
    lon = fields.Float(required=True)
    lat = fields.Float(required=True)
    geometry = fields.Dict(required=True, metadata={"description": "GeoJSON, WGS-84"})
    radius_m = fields.Float(required=True)
    risk = fields.Integer(required=True)
    grid = fields.Nested(NameSchema, required=True)


class LastVisitSchema(Schema):
    """The newest visit that counts, whoever made it; `by` is a name."""

    at = Instant(required=True)
    result = fields.String(required=True, validate=one_of(*Result))
    by = fields.String(required=True)


class TodayCheckpointSchema(NameSchema):
    """A checkpoint of a large site, and who reached it first in the running window."""

    lon = fields.Float(required=True)
    lat = fields.Float(required=True)
    radius_m = fields.Float(required=True)
    reached_at = Instant(required=True, allow_none=True)
    reached_by = fields.String(required=True, allow_none=True)


class TodayItemSchema(Schema):
    """`checkpoints_required` of the `checkpoints` cover the site; if null, one visit does."""

    site = fields.Nested(TodaySiteSchema, required=True)
    plan = fields.String(required=True)
    state = fields.String(
        required=True,
        validate=one_of("covered", "attempted", "exempt", "missed", "open", "not_required"),
    )
    window = fields.Integer(required=True, allow_none=True)
    due_at = Instant(required=True, allow_none=True)
    awaits_review = fields.Boolean(
        required=True,
        metadata={
            "description": "it lacks, but a visit of this window waits for a leader's decision"
        },
    )
    missed_last = fields.Boolean(required=True)
    attempted_last = fields.Boolean(required=True)
    follow_up = fields.Boolean(
        required=True,
        metadata={"description": "nobody has got in since an attempt of an earlier day"},
    )
    last_visit = fields.Nested(LastVisitSchema, required=True, allow_none=True)
    gap_from = Instant(required=True, allow_none=True)
    checkpoints_required = fields.Integer(required=True, allow_none=True)
    checkpoints = fields.List(fields.Nested(TodayCheckpointSchema), required=True)


class TimeTokenSchema(Schema):
    token = fields.String(required=True)


class TodayWindowSchema(WindowSchema):
    """A running window, and how far its plan has come; plans are never added up.

    `awaiting_review` of the sites that lack in `progress` have a visit that waits for a leader.
    """

    progress = fields.Nested(ProgressSchema, required=True)
    awaiting_review = fields.Integer(required=True)


class TodaySchema(Schema):
    now = Instant(required=True)
    clock = fields.Nested(TimeTokenSchema, required=True)
    windows = fields.List(fields.Nested(TodayWindowSchema), required=True)
    items = fields.List(fields.Nested(TodayItemSchema), required=True)
