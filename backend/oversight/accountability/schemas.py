"""Supervision on the wire."""

from marshmallow import fields, validate

from backend.core.wire import (
    ROW_ID_MAX,
    Instant,
    NameSchema,
    PageQuery,
    RowId,
    Schema,
    at_most,
    in_range,
    one_of,
    page_of,
)
from backend.oversight.accountability.rules import MEASURES, MOVES, STATUSES, STEPS
from backend.patrol.checkins.rules import Place, Result
from backend.patrol.cycles.schemas import WindowSchema
from backend.registry.areas.schemas import AreaRefSchema
from backend.staff.access import Role

LEVELS = ("town", "village", "grid")
WINDOWS_MAX = 40


class SettledWindowSchema(WindowSchema):
    """`settled`: late visits no longer change its figures by themselves."""

    settled = fields.Boolean(required=True)


class RanksSchema(Schema):
    """From 1 on, equals share one; null where there is nothing to compare."""

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
    """`settled`: all windows are. `least` obligations are needed to be ranked."""

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


class GroundSchema(Schema):
    """A window that led to a step, as it stood then."""

    number = fields.Integer(required=True)
    covered = fields.Integer(required=True)
    due = fields.Integer(required=True)


class StepSchema(Schema):
    """An accountability step against an area. `by_deadline`: a listing passed its time.

    `due_at` is the midnight that ends the last day for the answer.
    """

    id = fields.Integer(required=True)
    area = fields.Nested(AreaRefSchema, required=True)
    plan = fields.String(required=True)
    step = fields.String(required=True, validate=one_of(*STEPS))
    status = fields.String(required=True, validate=one_of(*STATUSES))
    by_deadline = fields.Boolean(required=True)
    grounds = fields.List(fields.Nested(GroundSchema), required=True)
    proposed_at = Instant(required=True)
    decided_at = Instant(required=True, allow_none=True)
    measure = fields.String(required=True, allow_none=True, validate=one_of(*MEASURES))
    document_no = fields.String(required=True)
    text = fields.String(required=True)
    due_at = Instant(required=True, allow_none=True)
    overdue = fields.Boolean(required=True)


StepsSchema = page_of("Steps", StepSchema)


class StepMoveSchema(Schema):
    """`by` is null where the sweep proposed."""

    move = fields.String(required=True, validate=one_of(*MOVES))
    by = fields.Nested(NameSchema, required=True, allow_none=True)
    at = Instant(required=True)
    text = fields.String(required=True)
    due_at = Instant(required=True, allow_none=True)


class ResponsiblePostSchema(Schema):
    role = fields.String(required=True, validate=one_of(*Role))
    person = fields.Nested(NameSchema, required=True)


class StepDetailSchema(StepSchema):
    """`responsible` are the posts at the area now; `possible_moves` the caller's own."""

    responsible = fields.List(fields.Nested(ResponsiblePostSchema), required=True)
    moves = fields.List(fields.Nested(StepMoveSchema), required=True)
    possible_moves = fields.List(fields.String(validate=one_of(*MOVES[1:])), required=True)


class StepQuery(PageQuery):
    status = fields.String(
        load_default=None,
        validate=one_of(*STATUSES, "open"),
        metadata={"description": "`open` is proposed, issued or answered"},
    )
    area = fields.Integer(load_default=None, validate=in_range(1, ROW_ID_MAX))


class StepMoveDraftSchema(Schema):
    """`document_no`, `text` and `due_on` for confirm, `measure` too for accountability; `text`
    and `due_on` for return; `text` for dismiss and answer, and welcome for close."""

    move = fields.String(required=True, validate=one_of(*MOVES[1:]))
    text = fields.String(load_default="", validate=at_most(4000))
    document_no = fields.String(load_default="", validate=at_most(60))
    due_on = fields.Date(load_default=None, allow_none=True)
    measure = fields.String(load_default=None, allow_none=True, validate=one_of(*MEASURES))


class VisitBriefSchema(Schema):
    """A visit as a cross-check shows it; all of it is at /checkins/{number}."""

    number = fields.Integer(required=True)
    by = fields.String(required=True)
    captured_at = Instant(required=True)
    place = fields.String(required=True, validate=one_of(*Place))
    result = fields.String(required=True, validate=one_of(*Result))
    attempt_reason = fields.String(required=True, allow_none=True)
    note = fields.String(required=True)


class DifferenceSchema(Schema):
    """A question that the two visits answered differently."""

    question = fields.String(required=True)
    text = fields.String(required=True)
    text_en = fields.String(required=True)
    original = fields.Raw(required=True, metadata={"type": ["string", "number"]})
    visit = fields.Raw(required=True, metadata={"type": ["string", "number"]})


class ComparisonSchema(Schema):
    """`compared`: how many questions both were asked."""

    agrees = fields.Boolean(required=True)
    same_result = fields.Boolean(required=True)
    compared = fields.Integer(required=True)
    differing = fields.List(fields.Nested(DifferenceSchema), required=True)


class DrawnSiteSchema(NameSchema):
    kind = fields.String(required=True)
    risk = fields.Integer(required=True)


class CheckedSiteSchema(Schema):
    """`original`: the visit that stood when the site was drawn; `visit`: the cross-check's."""

    site = fields.Nested(DrawnSiteSchema, required=True)
    grid = fields.Nested(NameSchema, required=True)
    original = fields.Nested(VisitBriefSchema, required=True, allow_none=True)
    visit = fields.Nested(VisitBriefSchema, required=True, allow_none=True)
    comparison = fields.Nested(ComparisonSchema, required=True, allow_none=True)


class CrossCheckSchema(Schema):
    """Sites of `town` for officers of `by_town`; how to draw them again: see `sampling.py`."""

    id = fields.Integer(required=True)
    town = fields.Nested(NameSchema, required=True)
    by_town = fields.Nested(NameSchema, required=True)
    size = fields.Integer(required=True)
    drawn = fields.Integer(required=True)
    visited = fields.Integer(required=True)
    population = fields.Integer(required=True)
    population_sha256 = fields.String(required=True)
    seed = fields.String(required=True)
    starts_at = Instant(required=True)
    ends_at = Instant(required=True)
    running = fields.Boolean(required=True)
    stopped = fields.Boolean(required=True)


CrossChecksSchema = page_of("CrossChecks", CrossCheckSchema)


class CrossCheckDetailSchema(CrossCheckSchema):
    """While it runs, the town sees of `sites` what has been visited alone."""

    officers = fields.List(fields.Nested(NameSchema), required=True)
    sites = fields.List(fields.Nested(CheckedSiteSchema), required=True)
    may_stop = fields.Boolean(required=True)


_SOME = validate.Length(1, 20, error="out_of_range")


class CrossCheckDraftSchema(Schema):
    """It begins at once and ends with the last of `days` days."""

    town_id = RowId(required=True)
    by_town_id = RowId(required=True)
    officer_ids = fields.List(RowId(), required=True, validate=_SOME)
    size = fields.Integer(required=True, strict=True, validate=in_range(1, 60))
    days = fields.Integer(required=True, strict=True, validate=in_range(1, 14))


class DueSiteSchema(DrawnSiteSchema):
    """What leads there and what is asked; nobody's name and number."""

    trade = fields.String(required=True, allow_none=True)
    address = fields.String(required=True)
    lon = fields.Float(required=True)
    lat = fields.Float(required=True)
    geometry = fields.Dict(required=True, metadata={"description": "GeoJSON, WGS-84"})
    radius_m = fields.Float(required=True)
    grid = fields.Nested(NameSchema, required=True)


class DueCheckSchema(Schema):
    done = fields.Boolean(required=True)
    ends_at = Instant(required=True)
    site = fields.Nested(DueSiteSchema, required=True)


class DueChecksSchema(Schema):
    now = Instant(required=True)
    items = fields.List(fields.Nested(DueCheckSchema), required=True)
