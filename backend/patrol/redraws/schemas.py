"""New boundaries on the wire."""

from typing import Any

from marshmallow import ValidationError, fields

from backend.core.wire import Day, Instant, NameSchema, Schema, Words, between, one_of, page_of
from backend.geo.shapes import DATUMS, ShapeError, check_crs

GRIDS_MAX = 300


class RedrawFeatureSchema(Schema):
    """A grid by its code, and how it is to be drawn: a GeoJSON Polygon or MultiPolygon."""

    code = fields.String(required=True, validate=between(1, 32))
    geometry = fields.Dict(required=True, metadata={"description": "GeoJSON, longitude first"})


def _know_crs(crs: Any) -> None:
    try:
        check_crs({"crs": crs})
    except ShapeError as error:
        raise ValidationError(error.code) from None


class RedrawPlanSchema(Schema):
    """`crs` as it stands in the file, if it does: another system than that of WGS-84 is refused."""

    features = fields.List(
        fields.Nested(RedrawFeatureSchema), required=True, validate=between(1, GRIDS_MAX)
    )
    datum = fields.String(load_default="WGS-84", validate=one_of(*DATUMS))
    crs = fields.Raw(load_default=None, allow_none=True, validate=_know_crs)


class RedrawDraftSchema(RedrawPlanSchema):
    """`effective_on` is one of the days that `/redraws/options` names."""

    effective_on = Day(required=True)
    reason = Words(required=True, validate=between(1, 500))


class RedrawDaysSchema(Schema):
    """Local days on which a window of every plan begins."""

    days = fields.List(Day(), required=True)


class RedrawSiteSchema(NameSchema):
    kind = fields.String(required=True)


class RedrawMoveSchema(Schema):
    site = fields.Nested(RedrawSiteSchema, required=True)
    before = fields.Nested(NameSchema, required=True)
    after = fields.Nested(NameSchema, required=True)


class RedrawPreviewSchema(Schema):
    """`outside`: sites that would lie in no grid any more; they stay where they are counted."""

    grids = fields.List(fields.Nested(NameSchema), required=True)
    moves = fields.List(fields.Nested(RedrawMoveSchema), required=True)
    outside = fields.List(fields.Nested(RedrawSiteSchema), required=True)


class RedrawSchema(Schema):
    """In force from `effective_on` on, unless it was called off before."""

    id = fields.Integer(required=True)
    effective_on = Day(required=True)
    reason = fields.String(required=True)
    grids = fields.List(fields.Nested(NameSchema), required=True)
    moves = fields.Integer(required=True)
    by = fields.Nested(NameSchema, required=True)
    at = Instant(required=True)
    state = fields.String(required=True, validate=one_of("waiting", "in_force", "cancelled"))
    cancelled_by = fields.Nested(NameSchema, required=True, allow_none=True)
    cancelled_at = Instant(required=True, allow_none=True)
    may_cancel = fields.Boolean(required=True)


RedrawsSchema = page_of("Redraws", RedrawSchema)
