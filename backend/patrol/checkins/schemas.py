"""What the API tells of check-ins, and what may be asked of it."""

from marshmallow import fields, validate

from backend.core.wire import (
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
from backend.patrol.checkins.document_schemas import (
    ATTEMPT_REASONS,
    NO_FIX_REASONS,
    RESULT,
    AnswerSchema,
)
from backend.patrol.checkins.rules import Credit, Flag, Place, Standing
from backend.patrol.cycles.schemas import WindowSchema

_CREDIT = one_of(*Credit)
_PLACE = one_of(*Place)
_STANDING = one_of(*Standing)
# Signed times stay the texts that were signed.
_TIME = {"format": "date-time"}


class PhotoStateSchema(Schema):
    """To be fetched from /checkins/{number}/photos/{sha256} once it has arrived."""

    sha256 = fields.String(required=True)
    arrived = fields.Boolean(required=True)
    problem = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "why it was refused, or shows less than it should: a code"},
    )


class ShownMarkSchema(Schema):
    """What is printed on a photo, and whether a device of its author made the code of it."""

    at = fields.String(required=True)
    fix = fields.String(required=True, allow_none=True)
    code = fields.String(required=True)
    genuine = fields.Boolean(required=True)


class ShownPhotoSchema(PhotoStateSchema):
    note = fields.String(required=True)
    mark = fields.Nested(ShownMarkSchema, required=True, allow_none=True)


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
    result = fields.String(required=True, validate=RESULT)
    standing = fields.String(required=True, validate=_STANDING)
    late = fields.Boolean(
        required=True,
        metadata={"description": "after the cut-off: changes no sealed figure, see /adjustments"},
    )
    photos = fields.List(fields.Nested(PhotoStateSchema), required=True)


class PublicReceiptSchema(Schema):
    """What anybody with the code may see: nothing personal, no place."""

    received_at = Instant(required=True)
    window = fields.Nested(WindowSchema, required=True)
    credit = fields.String(required=True, validate=_CREDIT)
    place = fields.String(required=True, validate=_PLACE)
    standing = fields.String(required=True, validate=_STANDING)
    late = fields.Boolean(required=True)
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
    result = fields.String(required=True, validate=RESULT)
    attempt_reason = fields.String(
        required=True, allow_none=True, validate=one_of(*ATTEMPT_REASONS)
    )
    checklist = fields.Integer(required=True, allow_none=True)
    answers = fields.List(fields.Nested(AnswerSchema), required=True)
    note = fields.String(required=True)
    flags = fields.List(fields.String(), required=True)
    standing = fields.String(required=True, validate=_STANDING)
    late = fields.Boolean(required=True)
    awaits_review = fields.Boolean(required=True)
    verdict = Verdict(required=True, allow_none=True)
    review_note = fields.String(required=True)
    code = fields.String(required=True)
    photos = fields.List(fields.Nested(ShownPhotoSchema), required=True)
    carrier = fields.Nested(
        NameSchema,
        required=True,
        allow_none=True,
        metadata={"description": "who brought it in a parcel, when the author's phone could not"},
    )


class ReuseSchema(Schema):
    """Another visit that brought a photo of this one; `sha256` is the photo's in this one."""

    sha256 = fields.String(required=True)
    number = fields.Integer(required=True)
    captured_at = Instant(required=True)
    site = fields.Nested(NameSchema, required=True)
    author = fields.Nested(NameSchema, required=True)


class CheckinDetailSchema(CheckinSchema):
    """`reuses` has the newest ones of the territory, at most 20."""

    reuses = fields.List(fields.Nested(ReuseSchema), required=True)


CheckinPageSchema = page_of("CheckinPage", CheckinSchema)


class MarkedSchema(Schema):
    """A photo that bears the code; fetched from /checkins/{number}/photos/{sha256}."""

    number = fields.Integer(required=True)
    sha256 = fields.String(required=True)
    at = fields.String(required=True)
    fix = fields.String(required=True, allow_none=True)
    genuine = fields.Boolean(required=True)
    site = fields.Nested(NameSchema, required=True)
    author = fields.Nested(NameSchema, required=True)


class MarkedPhotosSchema(Schema):
    items = fields.List(fields.Nested(MarkedSchema), required=True)


class CheckinQuery(PageQuery):
    mine = fields.Boolean(load_default=False)
    area = fields.Integer(load_default=None, validate=in_range(1, 2**31 - 1))
    site = fields.Integer(load_default=None, validate=in_range(1, 2**31 - 1))
    standing = fields.String(load_default=None, validate=_STANDING)
    awaits_review = fields.Boolean(load_default=False)
    flag = fields.String(load_default=None, validate=one_of(*Flag))


class ReviewSchema(Schema):
    verdict = Verdict(required=True)
    note = Words(
        required=True,
        validate=validate.And(
            validate.Length(min=1, error="reason_needed"),
            at_most(500),
        ),
    )
