"""Sites on the wire."""

from marshmallow import EXCLUDE, fields, validate

from backend.core.wire import (
    ROW_ID_MAX,
    Instant,
    Name,
    NameSchema,
    PageQuery,
    Phone,
    RowId,
    Schema,
    at_most,
    in_range,
    one_of,
    page_of,
)
from backend.geo.shapes import DATUMS
from backend.registry.sites.change_schemas import SiteChangeSchema
from backend.registry.sites.rules import STATUSES

_ID = in_range(1, ROW_ID_MAX)
_NAME = [validate.Length(min=1, error="required"), at_most(80)]


class GeometrySchema(Schema):
    """GeoJSON, longitude first: a point, a polygon (holes too) or several polygons.

    `bbox` and foreign members are left unread (RFC 7946, sections 5 and 6.1).
    """

    class Meta:
        unknown = EXCLUDE

    type = fields.String(required=True, validate=one_of("Point", "Polygon", "MultiPolygon"))
    coordinates = fields.Raw(
        required=True, metadata={"type": "array", "items": {"type": ["number", "array"]}}
    )


class SiteSchema(Schema):
    """A site; `lon` and `lat` are a point inside it, WGS-84.

    Name and telephone of the contact are masked for those who need not reach them.
    """

    id = fields.Integer(required=True)
    name = fields.String(required=True)
    kind = fields.String(required=True)
    trade = fields.String(required=True, allow_none=True)
    grid = fields.Nested(NameSchema, required=True)
    status = fields.String(required=True, validate=one_of(*STATUSES))
    risk = fields.Integer(required=True, validate=in_range(1, 3))
    address = fields.String(required=True)
    contact_name = fields.String(required=True)
    contact_phone = fields.String(required=True)
    lon = fields.Float(required=True)
    lat = fields.Float(required=True)
    version = fields.Integer(required=True)


SitesSchema = page_of("Sites", SiteSchema)


class SpellSchema(Schema):
    """A stretch of time in one status and one grid, from `since` up to `until`."""

    since = Instant(required=True)
    until = Instant(required=True, allow_none=True)
    status = fields.String(required=True, validate=one_of(*STATUSES))
    grid = fields.Nested(NameSchema, required=True)
    reason = fields.String(required=True)
    by = fields.Nested(NameSchema, required=True, allow_none=True)
    approved_by = fields.Nested(NameSchema, required=True, allow_none=True)


class SiteDetailSchema(SiteSchema):
    """`version` goes into If-Match when the site is changed.

    `checkpoints_required` is what the next window will ask for.
    """

    geometry = fields.Nested(GeometrySchema, required=True, allow_none=True)
    source_crs = fields.String(required=True, validate=one_of(*DATUMS))
    radius_m = fields.Float(required=True)
    checkpoints_allowed = fields.Boolean(required=True)
    checkpoints_required = fields.Integer(required=True, allow_none=True)
    created_at = Instant(required=True)
    spells = fields.List(fields.Nested(SpellSchema), required=True)
    pending_change = fields.Nested(SiteChangeSchema, required=True, allow_none=True)


class SitePatchSchema(Schema):
    """What of a site may be corrected; a new shape is read in the datum of `source_crs`."""

    name = Name(validate=_NAME)
    trade = fields.String(allow_none=True, validate=at_most(32))
    risk = fields.Integer(strict=True, validate=in_range(1, 3))
    address = fields.String(validate=at_most(200))
    contact_name = Name(validate=at_most(40))
    contact_phone = Phone(validate=at_most(20))
    geometry = fields.Nested(GeometrySchema)
    source_crs = fields.String(load_default="WGS-84", validate=one_of(*DATUMS))


class SiteDraftSchema(Schema):
    """A new site; its shape is read in the datum of `source_crs`."""

    name = Name(required=True, validate=_NAME)
    kind = fields.String(required=True, validate=at_most(32))
    grid_id = RowId(required=True)
    geometry = fields.Nested(GeometrySchema, required=True)
    source_crs = fields.String(load_default="WGS-84", validate=one_of(*DATUMS))
    trade = fields.String(load_default=None, allow_none=True, validate=at_most(32))
    risk = fields.Integer(load_default=2, strict=True, validate=in_range(1, 3))
    address = fields.String(load_default="", validate=at_most(200))
    contact_name = Name(load_default="", validate=at_most(40))
    contact_phone = Phone(load_default="", validate=at_most(20))


class SiteQuerySchema(PageQuery):
    area = fields.Integer(load_default=None, validate=_ID)
    kind = fields.String(load_default=None, validate=at_most(32))
    status = fields.String(load_default=None, validate=one_of(*STATUSES))
    q = fields.String(
        load_default=None,
        validate=at_most(80),
        metadata={"description": "Part of the name or of the address"},
    )
