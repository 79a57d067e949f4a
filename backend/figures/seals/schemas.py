"""Adjustments and sealed figures on the wire."""

from marshmallow import fields, validate

from backend.core.wire import (
    ROW_ID_MAX,
    Instant,
    NameSchema,
    PageQuery,
    Schema,
    Verdict,
    Words,
    at_most,
    in_range,
    one_of,
    page_of,
)
from backend.patrol.checkins.rules import Result
from backend.patrol.cycles.rules import Outcome
from backend.patrol.cycles.schemas import WindowSchema

_STATE = one_of("waiting", "approved", "refused")
_OUTCOME = one_of(*Outcome)


class AdjustedSiteSchema(NameSchema):
    kind = fields.String(required=True)


class AdjustmentSchema(Schema):
    """A visit that came too late for its sealed window.

    `sealed` is the outcome in the sealed figures; `before` and `after` are the adjusted outcome
    before and after the approval. `arrived_at` is its arrival, or the leader's acceptance when
    that was later.
    """

    id = fields.Integer(required=True)
    checkin = fields.Integer(required=True, metadata={"description": "the visit's number"})
    site = fields.Nested(AdjustedSiteSchema, required=True)
    grid = fields.Nested(NameSchema, required=True)
    window = fields.Nested(WindowSchema, required=True)
    author = fields.Nested(NameSchema, required=True)
    captured_at = Instant(required=True)
    received_at = Instant(required=True)
    arrived_at = Instant(required=True)
    result = fields.String(required=True, validate=one_of(*Result))
    sealed = fields.String(required=True, validate=_OUTCOME)
    state = fields.String(required=True, validate=_STATE)
    before = fields.String(required=True, allow_none=True, validate=_OUTCOME)
    after = fields.String(required=True, allow_none=True, validate=_OUTCOME)
    by = fields.Nested(NameSchema, required=True, allow_none=True)
    decided_at = Instant(required=True, allow_none=True)
    note = fields.String(required=True)


AdjustmentPageSchema = page_of("AdjustmentPage", AdjustmentSchema)


class AdjustmentQuery(PageQuery):
    state = fields.String(load_default=None, validate=_STATE)
    area = fields.Integer(load_default=None, validate=in_range(1, ROW_ID_MAX))


class AdjustmentDecisionSchema(Schema):
    """`note` gives the reason, whichever the verdict."""

    verdict = Verdict(required=True)
    note = Words(
        required=True,
        validate=validate.And(
            validate.Length(min=1, error="reason_needed"),
            at_most(500),
        ),
    )
