"""Rankings on the wire."""

from marshmallow import fields

from backend.core.wire import ROW_ID_MAX, Instant, Schema, at_most, in_range, one_of
from backend.patrol.cycles.schemas import WindowSchema
from backend.registry.areas.schemas import AreaRefSchema

LEVELS = ("town", "village", "grid")
WINDOWS_MAX = 40


class SettledWindowSchema(WindowSchema):
    """`settled`: late visits no longer change its figures by themselves."""

    settled = fields.Boolean(required=True)


class RanksSchema(Schema):
    """Ranks start at 1 and equals share one; null when there is nothing to compare."""

    rate = fields.Integer(required=True, allow_none=True)
    gap = fields.Integer(required=True, allow_none=True)
    findings = fields.Integer(required=True, allow_none=True)


class RankedAreaSchema(Schema):
    """An area over the period; `trend` has its rate in each window.

    rate = covered / (required - exempt); findings_rate = findings_in_time / findings. `apart`:
    too few obligations to be ranked.
    """

    area = fields.Nested(AreaRefSchema, required=True)
    ranks = fields.Nested(RanksSchema, required=True)
    apart = fields.Boolean(required=True)
    required = fields.Integer(required=True)
    exempt = fields.Integer(required=True)
    covered = fields.Integer(required=True)
    rate = fields.Float(required=True, allow_none=True)
    longest_gap_s = fields.Integer(required=True, allow_none=True)
    findings = fields.Integer(required=True)
    findings_in_time = fields.Integer(required=True)
    findings_rate = fields.Float(required=True, allow_none=True)
    trend = fields.List(fields.Float(allow_none=True), required=True)


class RankingSchema(Schema):
    """`settled`: all windows are settled. An area needs `least` obligations to be ranked."""

    area = fields.Nested(AreaRefSchema, required=True, allow_none=True)
    level = fields.String(required=True, validate=one_of(*LEVELS))
    plan = fields.String(required=True)
    now = Instant(required=True)
    windows = fields.List(fields.Nested(SettledWindowSchema), required=True)
    settled = fields.Boolean(required=True)
    least = fields.Integer(required=True)
    items = fields.List(fields.Nested(RankedAreaSchema), required=True)


class OwnRankingQuery(Schema):
    """The newest `windows` that have ended, or that had when the one numbered `until` did."""

    level = fields.String(load_default="grid", validate=one_of(*LEVELS))
    plan = fields.String(load_default="three-day", validate=at_most(32))
    windows = fields.Integer(load_default=10, validate=in_range(1, WINDOWS_MAX))
    until = fields.Integer(load_default=None, validate=in_range(1, ROW_ID_MAX))


class RankingQuery(OwnRankingQuery):
    level = fields.String(load_default="town", validate=one_of(*LEVELS))
    area = fields.Integer(load_default=None, validate=in_range(1, ROW_ID_MAX))
