"""Areas on the wire."""

from marshmallow import fields

from backend.core.wire import (
    ROW_ID_MAX,
    Code,
    Day,
    Name,
    NameSchema,
    PageQuery,
    RowId,
    Schema,
    at_most,
    between,
    in_range,
    matches,
    one_of,
    page_of,
    some_items,
)
from backend.registry.areas.rules import AREA_CODE, LEVELS

TYPED_MAX = 200

Level = one_of(*LEVELS)
AreaCode = matches(AREA_CODE, "not_an_area_code")


class AreaSchema(Schema):
    """A node of the tree; `path` has the names from the county down to the area itself."""

    id = fields.Integer(required=True)
    parent_id = fields.Integer(required=True, allow_none=True)
    level = fields.String(required=True, validate=Level)
    code = fields.String(required=True)
    name = fields.String(required=True)
    path = fields.List(fields.String(), required=True)


class AreaRefSchema(NameSchema):
    """An area as others refer to it."""

    level = fields.String(required=True, validate=Level)


AreasSchema = page_of("Areas", AreaSchema)


class AreaQuerySchema(PageQuery):
    parent = fields.Integer(validate=in_range(1, ROW_ID_MAX))
    level = fields.String(validate=Level)


class TypedAreaSchema(Schema):
    """Without a code the area gets its parent's and three digits more."""

    name = Name(required=True, validate=between(1, 80))
    code = Code(load_default=None, allow_none=True, validate=AreaCode)


class TypedAreasSchema(Schema):
    parent_id = RowId(required=True)
    areas = fields.List(
        fields.Nested(TypedAreaSchema), required=True, validate=some_items(1, TYPED_MAX)
    )


class AreaListSchema(Schema):
    items = fields.List(fields.Nested(AreaSchema), required=True)


class AreaNameSchema(Schema):
    """`was` is the name that was read."""

    name = Name(required=True, validate=between(1, 80))
    was = fields.String(required=True, validate=at_most(80))


class GridsQuery(Schema):
    on = Day(load_default=None)


class GridGeometrySchema(Schema):
    """WGS-84, longitude first, six digits."""

    type = fields.String(required=True, validate=one_of("MultiPolygon"))
    coordinates = fields.List(fields.List(fields.List(fields.List(fields.Float()))), required=True)


class GridSchema(NameSchema):
    """`ancestors` are the ids of the areas above the grid; by its `code` a redraw names it."""

    code = fields.String(required=True)
    ancestors = fields.List(fields.Integer(), required=True)


class GridFeatureSchema(Schema):
    type = fields.String(required=True, validate=one_of("Feature"))
    geometry = fields.Nested(GridGeometrySchema, required=True)
    properties = fields.Nested(GridSchema, required=True)


class GridsSchema(Schema):
    """A GeoJSON FeatureCollection of grids."""

    type = fields.String(required=True, validate=one_of("FeatureCollection"))
    features = fields.List(fields.Nested(GridFeatureSchema), required=True)
