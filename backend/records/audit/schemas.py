"""What the journal looks like on the wire."""

from marshmallow import fields

from backend.core.wire import (
    ROW_ID_MAX,
    Day,
    Instant,
    NameSchema,
    PageQuery,
    Schema,
    at_most,
    in_range,
)


class AuditQuerySchema(PageQuery):
    first_day = Day(
        data_key="from",
        load_default=None,
        metadata={"description": "the first day of Asia/Shanghai"},
    )
    last_day = Day(
        data_key="until",
        load_default=None,
        metadata={"description": "the last day, itself included"},
    )
    actor = fields.Integer(
        load_default=None,
        validate=in_range(1, ROW_ID_MAX),
        metadata={"description": "the account that did it"},
    )
    action = fields.String(load_default=None, validate=at_most(40))
    subject = fields.String(load_default=None, validate=at_most(24))
    subject_id = fields.String(load_default=None, validate=at_most(64))


class AuditRowSchema(Schema):
    """`actor_id` is null for the system itself, `actor` also for people of other territories;
    `position` is null until the job links the row.
    """

    id = fields.Integer(required=True)
    at = Instant(required=True)
    actor_id = fields.Integer(required=True, allow_none=True)
    actor = fields.Nested(NameSchema, required=True, allow_none=True)
    action = fields.String(required=True)
    subject = fields.String(required=True)
    subject_id = fields.String(required=True)
    detail = fields.Dict(keys=fields.String(), required=True)
    position = fields.Integer(required=True, allow_none=True)


class AuditLinkSchema(Schema):
    position = fields.Integer(required=True)
    hash = fields.String(required=True)


class AuditHeadSchema(AuditLinkSchema):
    day = Day(required=True)


class AuditHeadsSchema(Schema):
    """The head as published for the last ended day, and as it is now."""

    published = fields.Nested(AuditHeadSchema, required=True, allow_none=True)
    current = fields.Nested(AuditLinkSchema, required=True, allow_none=True)
