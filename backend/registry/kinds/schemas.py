"""Kinds and their checklists on the wire."""

from marshmallow import fields

from backend.core.wire import Schema, one_of
from backend.registry.kinds.questions import TYPES

_VALUE = {"type": ["string", "number"]}


class OptionSchema(Schema):
    value = fields.String(required=True)
    text = fields.String(required=True)
    text_en = fields.String(required=True)


class QuestionSchema(Schema):
    """One question; `abnormal` holds the answers, or the span of numbers, that alarm."""

    code = fields.String(required=True)
    text = fields.String(required=True)
    text_en = fields.String(required=True)
    type = fields.String(required=True, validate=one_of(*TYPES))
    options = fields.List(fields.Nested(OptionSchema), required=True)
    normal = fields.Raw(required=True, allow_none=True, metadata={"type": ["string", "number"]})
    abnormal = fields.Raw(
        required=True,
        metadata={
            "oneOf": [
                {"type": "array", "items": _VALUE},
                {
                    "type": "object",
                    "properties": {"min": {"type": "number"}, "max": {"type": "number"}},
                    "additionalProperties": False,
                },
            ]
        },
    )
    when = fields.Raw(
        required=True,
        allow_none=True,
        metadata={
            "oneOf": [
                {
                    "type": "object",
                    "required": ["question", "is"],
                    "properties": {
                        "question": {"type": "string"},
                        "is": {"type": "array", "items": _VALUE},
                    },
                },
                {
                    "type": "object",
                    "required": ["trade"],
                    "properties": {"trade": {"type": "array", "items": {"type": "string"}}},
                },
                {"type": "null"},
            ]
        },
    )
    optional = fields.Boolean(required=True)
    help = fields.String(required=True, allow_none=True)


class ChecklistSchema(Schema):
    """`photos_min` is how many photos the phone asks for."""

    id = fields.Integer(required=True)
    version = fields.Integer(required=True)
    questions = fields.List(fields.Nested(QuestionSchema), required=True)
    photos_min = fields.Integer(required=True)


class KindSchema(Schema):
    """A kind of site with the newest version of its checklist; lengths in metres."""

    code = fields.String(required=True)
    name = fields.String(required=True)
    name_en = fields.String(required=True)
    mark = fields.String(required=True)
    mark_en = fields.String(required=True)
    radius_m = fields.Float(required=True)
    coarse_m = fields.Float(
        required=True, metadata={"description": "a fix with a larger error waits for review"}
    )
    plan = fields.String(required=True)
    checklist = fields.Nested(ChecklistSchema, required=True)


class KindsSchema(Schema):
    items = fields.List(fields.Nested(KindSchema), required=True)
