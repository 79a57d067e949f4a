"""The effort of visits on the wire."""

from marshmallow import fields

from backend.core.wire import ROW_ID_MAX, NameSchema, Schema, at_most, in_range, one_of
from backend.patrol.cycles.schemas import WindowSchema
from backend.registry.areas.rules import LEVELS


class MediansSchema(Schema):
    """Medians of one visit; a measure that too few phones took is left out."""

    taps = fields.Float()
    seconds = fields.Float()
    photos = fields.Float()
    megabytes = fields.Float()


class BurdenFiguresSchema(Schema):
    """`enough` is false under 5 visits or 2 people: then there are no medians."""

    visits = fields.Integer(required=True)
    enough = fields.Boolean(required=True)
    medians = fields.Nested(MediansSchema, required=True)
    duplicates = fields.Integer(required=True, allow_none=True)


class BurdenAreaSchema(NameSchema):
    level = fields.String(required=True, validate=one_of(*LEVELS))
    parent_id = fields.Integer(required=True, allow_none=True)


class BurdenChildSchema(Schema):
    area = fields.Nested(BurdenAreaSchema, required=True)
    burden = fields.Nested(BurdenFiguresSchema, required=True)


class BurdenSchema(BurdenChildSchema):
    window = fields.Nested(WindowSchema, required=True)
    children = fields.List(fields.Nested(BurdenChildSchema), required=True)


class BurdenQuery(Schema):
    area = fields.Integer(load_default=None, validate=in_range(1, ROW_ID_MAX))
    window = fields.Integer(load_default=None, validate=in_range(1, ROW_ID_MAX))
    plan = fields.String(load_default="three-day", validate=at_most(32))
