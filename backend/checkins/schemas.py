"""The check-in document as phones send it, and what the API tells of check-ins."""

from typing import Any

from marshmallow import ValidationError, fields, validate

from backend.checkins.rules import Credit, Place, Result
from backend.cycles.schemas import WindowSchema
from backend.wire import (
    Instant,
    NameSchema,
    PageQuery,
    RowId,
    Schema,
    at_most,
    in_range,
    one_of,
    page_of,
    storable,
)

FORMATS = (1,)
NO_FIX_REASONS = ("denied", "timeout", "unavailable", "insecure")
ATTEMPT_REASONS = ("locked", "road_closed", "nobody", "unsafe")
PHOTOS_MAX = 20

_CREDIT = one_of(*Credit)
_PLACE = one_of(*Place)
_RESULT = one_of(*Result)
_STANDING = one_of("counts", "pending", "accepted", "refused")
# Signed times stay the texts that were signed.
_TIME = {"format": "date-time"}
# The length too: in Python `$` lets a line feed follow.
_SHA256 = (
    validate.Length(equal=64, error="invalid"),
    validate.Regexp("^[0-9a-f]{64}$", error="invalid"),
)
_UUID = (
    validate.Length(equal=36, error="invalid"),
    validate.Regexp("^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", error="invalid"),
)


class Number(fields.Float):
    """Any JSON number, infinite ones too: the rules decide what a measurement is worth."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(allow_nan=True, **kwargs)

    def _validated(self, value: Any) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.make_error("invalid")
        try:
            return float(value)
        except OverflowError:
            return float("inf")


class ClockSchema(Schema):
    token = fields.String(required=True, validate=at_most(400))
    elapsed_ms = Number(required=True, allow_none=True)


class FixSchema(Schema):
    """WGS-84 degrees; accuracy as a radius in metres."""

    lon = Number(required=True)
    lat = Number(required=True)
    accuracy = Number(load_default=None, allow_none=True)
    at = fields.String(load_default=None, allow_none=True, validate=at_most(40))


def _answerable(value: Any) -> None:
    if isinstance(value, str):
        storable(value)
    elif value is None or not isinstance(value, int | float):
        raise ValidationError("type")


class AnswerSchema(Schema):
    question = fields.String(required=True, validate=at_most(64))
    value = fields.Raw(required=True, validate=_answerable, metadata={"type": ["string", "number"]})
    given = fields.String(load_default="each", validate=one_of("each", "all_normal"))


class AnnouncedPhotoSchema(Schema):
    sha256 = fields.String(required=True, validate=_SHA256)
    original_sha256 = fields.String(load_default=None, allow_none=True, validate=_SHA256)
    captured_at = Instant(load_default=None, allow_none=True)
    source = fields.String(required=True, validate=one_of("camera", "album"))


class CheckinDocumentSchema(Schema):
    """Format 1. The phone serialises it once and sends the same bytes on every try."""

    format = fields.Integer(
        required=True, strict=True, validate=validate.OneOf(FORMATS, error="not_allowed")
    )
    id = fields.String(required=True, validate=_UUID)
    site = RowId(required=True)
    device_time = fields.String(load_default=None, allow_none=True, validate=at_most(40))
    clock = fields.Nested(ClockSchema, load_default=None, allow_none=True)
    fix = fields.Nested(FixSchema, load_default=None, allow_none=True)
    no_fix_reason = fields.String(
        load_default=None, allow_none=True, validate=one_of(*NO_FIX_REASONS)
    )
    place_reason = fields.String(load_default="", allow_none=True, validate=at_most(500))
    result = fields.String(required=True, validate=_RESULT)
    attempt_reason = fields.String(
        load_default=None, allow_none=True, validate=one_of(*ATTEMPT_REASONS)
    )
    checklist = RowId(load_default=None, allow_none=True)
    answers = fields.List(
        fields.Nested(AnswerSchema),
        load_default=list,
        validate=validate.Length(max=100, error="too_long"),
    )
    note = fields.String(load_default="", validate=at_most(2000))
    photos = fields.List(
        fields.Nested(AnnouncedPhotoSchema),
        load_default=list,
        validate=validate.Length(max=PHOTOS_MAX, error="too_long"),
    )


class PhotoStateSchema(Schema):
    sha256 = fields.String(required=True)
    arrived = fields.Boolean(required=True)


class SignedWindowSchema(Schema):
    plan = fields.String(required=True)
    number = fields.Integer(required=True)
    starts_at = fields.String(required=True, metadata=_TIME)
    ends_at = fields.String(required=True, metadata=_TIME)


class FactsSchema(Schema):
    """The signed part of a receipt, readable."""

    id = fields.String(required=True)
    content = fields.String(required=True)
    site = fields.Integer(required=True)
    received_at = fields.String(required=True, metadata=_TIME)
    captured_at = fields.String(required=True, metadata=_TIME)
    window = fields.Nested(SignedWindowSchema, required=True)
    credit = fields.String(required=True, validate=_CREDIT)
    place = fields.String(required=True, validate=_PLACE)


class ReceiptSchema(Schema):
    id = fields.String(required=True)
    number = fields.Integer(required=True)
    signed = fields.String(required=True, metadata={"description": "Compact JWS, EdDSA"})
    facts = fields.Nested(FactsSchema, required=True)
    code = fields.String(required=True)
    result = fields.String(required=True, validate=_RESULT)
    standing = fields.String(required=True, validate=_STANDING)
    photos = fields.List(fields.Nested(PhotoStateSchema), required=True)


class PublicReceiptSchema(Schema):
    """What anybody with the code may see: nothing personal, no place."""

    received_at = Instant(required=True)
    window = fields.Nested(WindowSchema, required=True)
    credit = fields.String(required=True, validate=_CREDIT)
    place = fields.String(required=True, validate=_PLACE)
    standing = fields.String(required=True, validate=_STANDING)
    photos_expected = fields.Integer(required=True)
    photos_arrived = fields.Integer(required=True)


class KeySchema(Schema):
    """RFC 8037: the key against which `signed` verifies, also without this server."""

    kty = fields.String(required=True)
    crv = fields.String(required=True)
    x = fields.String(required=True)


class TimeSchema(Schema):
    now = Instant(required=True)
    token = fields.String(required=True)


class VisitedSiteSchema(NameSchema):
    kind = fields.String(required=True)
    grid = fields.Nested(NameSchema, required=True)


class CheckinSchema(Schema):
    number = fields.Integer(required=True)
    id = fields.String(required=True)
    site = fields.Nested(VisitedSiteSchema, required=True)
    author = fields.Nested(NameSchema, required=True)
    captured_at = Instant(required=True)
    received_at = Instant(required=True)
    window = fields.Nested(WindowSchema, required=True)
    credit = fields.String(required=True, validate=_CREDIT)
    place = fields.String(required=True, validate=_PLACE)
    distance_m = fields.Float(required=True, allow_none=True)
    accuracy_m = fields.Float(required=True, allow_none=True)
    no_fix_reason = fields.String(required=True, allow_none=True, validate=one_of(*NO_FIX_REASONS))
    place_reason = fields.String(required=True)
    result = fields.String(required=True, validate=_RESULT)
    attempt_reason = fields.String(
        required=True, allow_none=True, validate=one_of(*ATTEMPT_REASONS)
    )
    checklist = fields.Integer(required=True, allow_none=True)
    answers = fields.List(fields.Nested(AnswerSchema), required=True)
    note = fields.String(required=True)
    flags = fields.List(fields.String(), required=True)
    standing = fields.String(required=True, validate=_STANDING)
    review_note = fields.String(required=True)
    code = fields.String(required=True)
    photos = fields.List(fields.Nested(PhotoStateSchema), required=True)


CheckinPageSchema = page_of("CheckinPage", CheckinSchema)


class CheckinQuery(PageQuery):
    mine = fields.Boolean(load_default=False)
    area = fields.Integer(load_default=None, validate=in_range(1, 2**31 - 1))
    site = fields.Integer(load_default=None, validate=in_range(1, 2**31 - 1))
    standing = fields.String(load_default=None, validate=_STANDING)


class SizeQuery(Schema):
    size = fields.String(load_default="full", validate=one_of("full", "thumb"))


class ReviewSchema(Schema):
    verdict = fields.String(required=True, validate=one_of("accept", "refuse"))
    note = fields.String(
        required=True,
        validate=validate.And(
            validate.Length(min=1, error="reason_needed"),
            validate.Length(max=500, error="too_long"),
        ),
    )
