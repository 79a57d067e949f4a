"""A window on the wire."""

from marshmallow import fields

from backend.core.wire import Instant, Schema


class WindowSchema(Schema):
    plan = fields.String(required=True)
    number = fields.Integer(required=True)
    starts_at = Instant(required=True)
    ends_at = Instant(required=True)
