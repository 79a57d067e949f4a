"""What a phone has, and what it gets."""

from typing import Any

from marshmallow import fields

from backend.core.wire import Instant, NameSchema, RowIdKey, Schema, at_most
from backend.figures.coverage.schemas import TimeTokenSchema, TodayItemSchema, TodayWindowSchema
from backend.patrol.findings.schemas import GivenSchema
from backend.registry.areas.schemas import GridGeometrySchema
from backend.registry.kinds.schemas import KindSchema

# More than anybody walks; a body of this many is near the limit of bodies anyway.
PIECES_MAX = 10_000


def _etags(key: fields.Field[Any]) -> fields.Dict:
    return fields.Dict(
        keys=key,
        values=fields.String(validate=at_most(64)),
        load_default=dict,
        validate=at_most(PIECES_MAX),
    )


class ManifestSchema(Schema):
    """The etag of each piece that the phone holds, by the site's id, the grid's id, the kind's
    code. What is left out counts as not held."""

    items = _etags(RowIdKey())
    grids = _etags(RowIdKey())
    kinds = _etags(fields.String(validate=at_most(32)))


class SyncGridSchema(NameSchema):
    """A grid that the caller patrols; `geometry` is null when the grid was never drawn."""

    geometry = fields.Nested(GridGeometrySchema, required=True, allow_none=True)


class ChangedItemSchema(Schema):
    etag = fields.String(required=True)
    item = fields.Nested(TodayItemSchema, required=True)


class ChangedGridSchema(Schema):
    etag = fields.String(required=True)
    grid = fields.Nested(SyncGridSchema, required=True)


class ChangedKindSchema(Schema):
    etag = fields.String(required=True)
    kind = fields.Nested(KindSchema, required=True)


class SyncItemsSchema(Schema):
    changed = fields.List(fields.Nested(ChangedItemSchema), required=True)
    gone = fields.List(fields.Integer(), required=True)


class SyncGridsSchema(Schema):
    changed = fields.List(fields.Nested(ChangedGridSchema), required=True)
    gone = fields.List(fields.Integer(), required=True)


class SyncKindsSchema(Schema):
    changed = fields.List(fields.Nested(ChangedKindSchema), required=True)
    gone = fields.List(fields.String(), required=True)


class TilesSchema(Schema):
    """The base maps that the server can fetch, and the approval number to be shown on them."""

    layers = fields.List(fields.String(), required=True)
    approval = fields.String(required=True)


class _CommonSchema(Schema):
    now = Instant(required=True)
    clock = fields.Nested(TimeTokenSchema, required=True)
    windows = fields.List(fields.Nested(TodayWindowSchema), required=True)
    tiles = fields.Nested(TilesSchema, required=True, allow_none=True)
    to_mend = fields.Nested(GivenSchema, required=True)


class PackSchema(_CommonSchema):
    """Everything; only differences from it are sent."""

    items = fields.List(fields.Nested(TodayItemSchema), required=True)
    grids = fields.List(fields.Nested(SyncGridSchema), required=True)
    kinds = fields.List(fields.Nested(KindSchema), required=True)


class SyncSchema(_CommonSchema):
    """The phone stores what is in `changed` and deletes what is in `gone`."""

    items = fields.Nested(SyncItemsSchema, required=True)
    grids = fields.Nested(SyncGridsSchema, required=True)
    kinds = fields.Nested(SyncKindsSchema, required=True)
