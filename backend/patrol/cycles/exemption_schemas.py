"""Exemptions on the wire."""

from marshmallow import fields

from backend.core.wire import (
    ROW_ID_MAX,
    Instant,
    NameSchema,
    PageQuery,
    RowId,
    Schema,
    Words,
    at_most,
    between,
    in_range,
    one_of,
    page_of,
)
from backend.patrol.cycles.exemption_rules import CAUSES
from backend.patrol.cycles.schemas import WindowSchema
from backend.registry.areas.schemas import AreaRefSchema


class ExemptionSchema(Schema):
    """Nothing is asked of the area in this window; in force while `withdrawn_at` is null."""

    id = fields.Integer(required=True)
    area = fields.Nested(AreaRefSchema, required=True)
    window = fields.Nested(WindowSchema, required=True)
    cause = fields.String(required=True, validate=one_of(*CAUSES))
    reason = fields.String(required=True)
    by = fields.Nested(NameSchema, required=True)
    at = Instant(required=True)
    withdrawn_by = fields.Nested(NameSchema, required=True, allow_none=True)
    withdrawn_at = Instant(required=True, allow_none=True)
    withdrawal = fields.String(required=True)
    may_withdraw = fields.Boolean(required=True)


ExemptionsSchema = page_of("Exemptions", ExemptionSchema)


class ExemptionQuery(PageQuery):
    """`area`: what waives any part of it, also from above."""

    area = fields.Integer(load_default=None, validate=in_range(1, ROW_ID_MAX))
    plan = fields.String(load_default=None, validate=at_most(32))
    window = fields.Integer(load_default=None, validate=in_range(1, ROW_ID_MAX))


class ExemptionDraftSchema(Schema):
    """`window` is the number of one of those that `/exemptions/options` names."""

    area_id = RowId(required=True)
    plan = fields.String(load_default="three-day", validate=at_most(32))
    window = fields.Integer(required=True, strict=True, validate=in_range(-ROW_ID_MAX, ROW_ID_MAX))
    cause = fields.String(required=True, validate=one_of(*CAUSES))
    reason = Words(required=True, validate=between(1, 500))


class WithdrawalSchema(Schema):
    reason = Words(required=True, validate=between(1, 500))


class ExemptablePlanSchema(Schema):
    code = fields.String(required=True)
    name = fields.String(required=True)
    name_en = fields.String(required=True)
    windows = fields.List(fields.Nested(WindowSchema), required=True)


class ExemptablePlansSchema(Schema):
    items = fields.List(fields.Nested(ExemptablePlanSchema), required=True)
