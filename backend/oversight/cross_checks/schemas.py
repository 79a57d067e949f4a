"""Cross-checks on the wire."""

from marshmallow import fields

from backend.core.wire import (
    Instant,
    NameSchema,
    RowId,
    Schema,
    in_range,
    one_of,
    page_of,
    some_items,
)
from backend.patrol.checkins.rules import Place, Result


class VisitBriefSchema(Schema):
    """The main facts of a visit; get all of it at /checkins/{number}."""

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
    """`compared` counts the questions that both visits answered."""

    agrees = fields.Boolean(required=True)
    same_result = fields.Boolean(required=True)
    compared = fields.Integer(required=True)
    differing = fields.List(fields.Nested(DifferenceSchema), required=True)


class DrawnSiteSchema(NameSchema):
    kind = fields.String(required=True)
    risk = fields.Integer(required=True)


class CheckedSiteSchema(Schema):
    """`original`: the visit that counted when the site was drawn; `visit`: the cross-check's."""

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
    """While it runs, the town sees only those `sites` that have been visited."""

    officers = fields.List(fields.Nested(NameSchema), required=True)
    sites = fields.List(fields.Nested(CheckedSiteSchema), required=True)
    may_stop = fields.Boolean(required=True)


_SOME = some_items(1, 20)


class CrossCheckDraftSchema(Schema):
    """The cross-check begins at once and lasts `days` days, today included."""

    town_id = RowId(required=True)
    by_town_id = RowId(required=True)
    officer_ids = fields.List(RowId(), required=True, validate=_SOME)
    size = fields.Integer(required=True, strict=True, validate=in_range(1, 60))
    days = fields.Integer(required=True, strict=True, validate=in_range(1, 14))


class DueSiteSchema(DrawnSiteSchema):
    """How to get there and what to check; no contact names and numbers."""

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
