"""The check-in document as phones send it, in each of its formats."""

from typing import Any

from marshmallow import ValidationError, fields, validate

from backend.core.wire import (
    FreeText,
    Instant,
    Number,
    RowId,
    Schema,
    TextOrNumber,
    at_most,
    at_most_items,
    between,
    in_range,
    matches,
    one_of,
)
from backend.patrol.checkins.rules import Result
from backend.staff import codes

NO_FIX_REASONS = ("denied", "timeout", "unavailable", "insecure")
ATTEMPT_REASONS = ("locked", "road_closed", "nobody", "unsafe", "turned_away")
PHOTOS_MAX = 20
EFFORT_MAX = 86_400  # of a form that lay open overnight

RESULT = one_of(*Result)
_SHA256 = matches("[0-9a-f]{64}", "not_a_hash")
_UUID = matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "not_a_uuid")
_CODE = matches(f"[{codes.ALPHABET}]{{{codes.LENGTH}}}", f"not_a_code:{codes.LENGTH}")


def _one_line(text: str) -> None:
    if not text.isprintable():
        raise ValidationError("not_one_line")


def _format(number: int) -> validate.OneOf:
    return validate.OneOf((number,), error="not_allowed")


_PRINTED = (between(1, 40), _one_line)


class ClockSchema(Schema):
    token = fields.String(required=True, validate=at_most(400))
    elapsed_ms = Number(required=True, allow_none=True)


class FixSchema(Schema):
    """WGS-84 degrees; accuracy as a radius in metres."""

    lon = Number(required=True)
    lat = Number(required=True)
    accuracy = Number(load_default=None, allow_none=True)
    at = fields.String(load_default=None, allow_none=True, validate=at_most(40))


class AnswerSchema(Schema):
    question = fields.String(required=True, validate=at_most(64))
    value = TextOrNumber(required=True, metadata={"type": ["string", "number"]})
    given = fields.String(load_default="each", validate=one_of("each", "all_normal"))


class CaptureTime(Instant):
    """When a file says that it was taken; null for what cannot be read.

    Files of an album say anything, and a visit is never refused for it.
    """

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        try:
            return super()._deserialize(value, attr, data, **kwargs)
        except ValidationError:
            return None


class AnnouncedPhotoSchema(Schema):
    sha256 = fields.String(required=True, validate=_SHA256)
    original_sha256 = fields.String(load_default=None, allow_none=True, validate=_SHA256)
    captured_at = CaptureTime(load_default=None, allow_none=True)
    source = fields.String(required=True, validate=one_of("camera", "album"))


class PrintedMarkSchema(Schema):
    """What is burnt into a photo: texts exactly as printed, and the code made of them."""

    at = fields.String(required=True, validate=_PRINTED)
    fix = fields.String(load_default=None, allow_none=True, validate=_PRINTED)
    code = fields.String(required=True, validate=_CODE)


class MarkedPhotoSchema(AnnouncedPhotoSchema):
    note = FreeText(load_default="", validate=at_most(200))
    mark = fields.Nested(PrintedMarkSchema, load_default=None, allow_none=True)


class CheckinDocumentSchema(Schema):
    """Format 1. The phone serialises it once and sends the same bytes on every try."""

    format = fields.Integer(required=True, strict=True, validate=_format(1))
    id = fields.String(required=True, validate=_UUID)
    site = RowId(required=True)
    device_time = fields.String(load_default=None, allow_none=True, validate=at_most(40))
    clock = fields.Nested(ClockSchema, load_default=None, allow_none=True)
    fix = fields.Nested(FixSchema, load_default=None, allow_none=True)
    no_fix_reason = fields.String(
        load_default=None, allow_none=True, validate=one_of(*NO_FIX_REASONS)
    )
    place_reason = FreeText(load_default="", allow_none=True, validate=at_most(500))
    result = fields.String(required=True, validate=RESULT)
    attempt_reason = fields.String(
        load_default=None, allow_none=True, validate=one_of(*ATTEMPT_REASONS)
    )
    checklist = RowId(load_default=None, allow_none=True)
    answers = fields.List(
        fields.Nested(AnswerSchema),
        load_default=list,
        validate=at_most_items(100),
    )
    note = FreeText(load_default="", validate=at_most(2000))
    photos = fields.List(
        fields.Nested(AnnouncedPhotoSchema),
        load_default=list,
        validate=at_most_items(PHOTOS_MAX),
    )


class EffortSchema(Schema):
    """What the form cost, as the phone counted it from opening to sending; nothing of a person."""

    taps = fields.Integer(required=True, strict=True, validate=in_range(0, EFFORT_MAX))
    seconds = fields.Integer(required=True, strict=True, validate=in_range(0, EFFORT_MAX))


class CheckinDocument2Schema(CheckinDocumentSchema):
    """Format 2: as format 1, with notes and marks on the photos, and the effort if it was counted.

    `device` is the phone whose key made the marks.
    """

    format = fields.Integer(required=True, strict=True, validate=_format(2))
    device = fields.String(load_default=None, allow_none=True, validate=_UUID)
    effort = fields.Nested(EffortSchema, load_default=None, allow_none=True)
    photos = fields.List(
        fields.Nested(MarkedPhotoSchema),
        load_default=list,
        validate=at_most_items(PHOTOS_MAX),
    )


# A visit may have waited on a phone for weeks: every format that was ever sent stays accepted.
FORMATS: dict[int, CheckinDocumentSchema] = {
    1: CheckinDocumentSchema(),
    2: CheckinDocument2Schema(),
}
