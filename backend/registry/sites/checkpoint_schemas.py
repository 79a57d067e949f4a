"""Checkpoints of a site on the wire."""

from marshmallow import fields

from backend.core.wire import Instant, Name, Number, Schema, between, in_range, one_of
from backend.geo.shapes import DATUMS
from backend.registry.sites.checkpoint_rules import (
    CHECKPOINTS_MAX,
    RADIUS_M,
    RADIUS_MAX_M,
    RADIUS_MIN_M,
)

_NAME = between(1, 80)
_LON, _LAT = in_range(-180, 180), in_range(-90, 90)
_RADIUS = in_range(RADIUS_MIN_M, RADIUS_MAX_M)


class SiteCheckpointSchema(Schema):
    """A checkpoint; WGS-84, metres. `since`: null when it came with the site."""

    id = fields.Integer(required=True)
    name = fields.String(required=True)
    lon = fields.Float(required=True)
    lat = fields.Float(required=True)
    radius_m = fields.Float(required=True)
    since = Instant(required=True, allow_none=True)


class SiteCheckpointsSchema(Schema):
    """What the next window will have: `required` of the `items` cover the site.

    `required` is null when one visit does. `version` is that of the site, for If-Match.
    """

    required = fields.Integer(required=True, allow_none=True)
    version = fields.Integer(required=True)
    items = fields.List(fields.Nested(SiteCheckpointSchema), required=True)


class CheckpointDraftSchema(Schema):
    """A new checkpoint, read in the datum of `source_crs`; in the site or next to it."""

    name = Name(required=True, validate=_NAME)
    lon = Number(required=True, validate=_LON)
    lat = Number(required=True, validate=_LAT)
    radius_m = Number(load_default=float(RADIUS_M), validate=_RADIUS)
    source_crs = fields.String(load_default="WGS-84", validate=one_of(*DATUMS))


class CheckpointPatchSchema(Schema):
    """Another name, radius or place; `lon` and `lat` only together."""

    name = Name(validate=_NAME)
    lon = Number(validate=_LON)
    lat = Number(validate=_LAT)
    radius_m = Number(validate=_RADIUS)
    source_crs = fields.String(load_default="WGS-84", validate=one_of(*DATUMS))


class CheckpointsRequiredSchema(Schema):
    """How many checkpoints must be reached; at most as many as the site has."""

    required = fields.Integer(required=True, strict=True, validate=in_range(1, CHECKPOINTS_MAX))
