"""Photos on the wire."""

from marshmallow import fields

from backend.core.wire import Schema, one_of


class PhotoSchema(Schema):
    """A stored photo; width and height in pixels, upright."""

    sha256 = fields.String(required=True)
    size = fields.Integer(required=True, metadata={"description": "bytes"})
    media_type = fields.String(required=True)
    width = fields.Integer(required=True)
    height = fields.Integer(required=True)
    complete = fields.Boolean(
        required=True,
        metadata={"description": "false: the file breaks off; only what is there can be shown"},
    )


class SizeQuery(Schema):
    size = fields.String(load_default="full", validate=one_of("full", "thumb"))
