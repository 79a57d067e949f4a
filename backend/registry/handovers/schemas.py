"""Handovers on the wire."""

from marshmallow import fields

from backend.core.wire import Instant, NameSchema, RowId, Schema, one_of
from backend.registry.accounts.rules import FORCES
from backend.registry.areas.schemas import AreaRefSchema
from backend.registry.handovers.rules import OBSTACLES


class PartySchema(Schema):
    """Somebody who gives grids away or takes them."""

    id = fields.Integer(required=True)
    name = fields.String(required=True)
    force = fields.String(required=True, allow_none=True, validate=one_of(*FORCES))


class GiverSchema(PartySchema):
    """With the number of grids of the area that she patrols, and of the sites in them."""

    grids = fields.Integer(required=True)
    sites = fields.Integer(required=True)


class CandidateSchema(PartySchema):
    """`near`: works in the village that the area is or lies in."""

    near = fields.Boolean(required=True)


class HandoverGridSchema(Schema):
    """`obstacle` says why this grid cannot be taken back, or why it was not."""

    area = fields.Nested(AreaRefSchema, required=True)
    sites = fields.Integer(required=True)
    obstacle = fields.String(required=True, allow_none=True, validate=one_of(*OBSTACLES))


class TakenBackSchema(Schema):
    by = fields.Nested(NameSchema, required=True)
    at = Instant(required=True)


class HandedOverSchema(Schema):
    """`at` is the moment from which the grids are the other's."""

    id = fields.Integer(required=True)
    area = fields.Nested(AreaRefSchema, required=True)
    giver = fields.Nested(PartySchema, required=True, data_key="from")
    taker = fields.Nested(PartySchema, required=True, data_key="to")
    by = fields.Nested(NameSchema, required=True)
    at = Instant(required=True)
    grids = fields.List(fields.Nested(HandoverGridSchema), required=True)
    taken_back = fields.Nested(TakenBackSchema, required=True, allow_none=True)


class PartiesSchema(Schema):
    """`officers` patrol very grids of this area; `candidates` could; `handovers` are today's."""

    area = fields.Nested(AreaRefSchema, required=True)
    officers = fields.List(fields.Nested(GiverSchema), required=True)
    candidates = fields.List(fields.Nested(CandidateSchema), required=True)
    handovers = fields.List(fields.Nested(HandedOverSchema), required=True)


class HandoverSchema(Schema):
    giver = RowId(required=True, data_key="from")
    taker = RowId(required=True, data_key="to")
