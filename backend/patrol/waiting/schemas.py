"""What waits for one person, on the wire."""

from marshmallow import fields

from backend.core.wire import Schema


class WaitingSchema(Schema):
    """Visits to review and findings to move on. 100 means 100 or more."""

    reviews = fields.Integer(required=True)
    findings = fields.Integer(required=True)
