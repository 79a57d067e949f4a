"""What the carrier of a parcel is told."""

from marshmallow import fields

from backend.core.wire import Schema, one_of


class DeliveredSchema(Schema):
    what = fields.String(required=True, validate=one_of("visit", "photo"))
    new = fields.Boolean(required=True)
    code = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "of a visit's receipt, for its author"},
    )
