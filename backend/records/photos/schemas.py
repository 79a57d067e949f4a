"""Photos on the wire."""

from typing import Any

from marshmallow import fields

from backend.core.wire import Schema, at_most_items, matches, one_of


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


def photo_hashes(most: int) -> fields.List[Any]:
    """Photos of the caller, named by their hash; they must have arrived before."""
    return fields.List(
        fields.String(validate=matches("[0-9a-f]{64}", "not_a_hash")),
        load_default=list,
        validate=at_most_items(most),
    )


class SizeQuery(Schema):
    size = fields.String(load_default="full", validate=one_of("full", "thumb"))
