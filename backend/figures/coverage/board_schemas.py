"""The details of a board: rows behind a figure, the last windows, the newest visits."""

from marshmallow import fields

from backend.core.wire import Instant, NameSchema, PageQuery, Schema, in_range, one_of, page_of
from backend.figures.coverage.schemas import ID, BoardLeaderSchema, FiguresSchema, LastVisitSchema
from backend.patrol.checkins.rules import Place, Result, Standing
from backend.patrol.cycles.rules import State
from backend.patrol.cycles.schemas import WindowSchema

STATES = (*State, "lacking")


class RowsQuery(PageQuery):
    """`lacking` stands for open, missed and attempted together.

    `worst`: sites without a visit first, then by gap; `gap`: the longest gap first, without
    exempt sites.
    """

    area = fields.Integer(load_default=None, validate=ID)
    plan = fields.String(load_default="three-day")
    window = fields.Integer(load_default=None, validate=ID)
    state = fields.String(load_default=None, validate=one_of(*STATES))
    kind = fields.String(load_default=None)
    order = fields.String(load_default="worst", validate=one_of("worst", "gap"))


class RowSiteSchema(NameSchema):
    kind = fields.String(required=True)
    address = fields.String(required=True)
    grid = fields.Nested(NameSchema, required=True)


class BoardRowSchema(Schema):
    """`gap_s` as it counts towards the longest gap; null when nothing was required.

    `leader` leads the grid. `call` is the one to call: the officer who came last if she walks the
    grid, else another who does, else the leader; never the caller herself.
    """

    number = fields.Integer(required=True)
    site = fields.Nested(RowSiteSchema, required=True)
    state = fields.String(required=True, validate=one_of(*State))
    gap_s = fields.Integer(required=True, allow_none=True)
    last_visit = fields.Nested(LastVisitSchema, required=True, allow_none=True)
    leader = fields.Nested(BoardLeaderSchema, required=True, allow_none=True)
    call = fields.Nested(BoardLeaderSchema, required=True, allow_none=True)


class BoardRowPageSchema(page_of("BoardRowPage", BoardRowSchema)):  # type: ignore[misc]
    window = fields.Nested(WindowSchema, required=True)


class TrendQuery(Schema):
    area = fields.Integer(load_default=None, validate=ID)
    plan = fields.String(load_default="three-day")
    windows = fields.Integer(load_default=20, validate=in_range(1, 130))


class TrendPointSchema(Schema):
    """`rate_at_this_hour` of a window that has ended: its rate when it was as old, in whole hours,
    as the running one is now; null for the running one, and while none runs."""

    window = fields.Nested(WindowSchema, required=True)
    figures = fields.Nested(FiguresSchema, required=True)
    rate_at_this_hour = fields.Float(required=True, allow_none=True)


class TrendSchema(Schema):
    items = fields.List(fields.Nested(TrendPointSchema), required=True)


class LatestQuery(Schema):
    area = fields.Integer(load_default=None, validate=ID)
    limit = fields.Integer(load_default=20, validate=in_range(1, 50))


class LatestSiteSchema(NameSchema):
    kind = fields.String(required=True)
    grid = fields.Nested(NameSchema, required=True)


class LatestVisitSchema(Schema):
    """Who reported when; `place` is a word, for positions stay in the check-in."""

    number = fields.Integer(required=True)
    site = fields.Nested(LatestSiteSchema, required=True)
    by = fields.String(required=True)
    captured_at = Instant(required=True)
    received_at = Instant(required=True)
    place = fields.String(required=True, validate=one_of(*Place))
    result = fields.String(required=True, validate=one_of(*Result))
    standing = fields.String(required=True, validate=one_of(*Standing))


class LatestSchema(Schema):
    items = fields.List(fields.Nested(LatestVisitSchema), required=True)
