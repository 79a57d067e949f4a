"""Findings on the wire."""

from marshmallow import fields

from backend.core.wire import (
    ROW_ID_MAX,
    Instant,
    NameSchema,
    PageQuery,
    RowId,
    Schema,
    Words,
    at_most,
    in_range,
    one_of,
    page_of,
)
from backend.patrol.checkins.schemas import PhotoStateSchema
from backend.patrol.findings.rules import MOVES, PHOTOS_MAX, STATUSES
from backend.records.photos.schemas import photo_hashes

# The first move is made by a visit or a report, not by a request.
MADE = MOVES[1:]


class AlarmSchema(Schema):
    """An abnormal answer, in the words of the checklist that was asked.

    `label` words the chosen option of a choice.
    """

    question = fields.String(required=True)
    text = fields.String(required=True)
    text_en = fields.String(required=True)
    value = fields.Raw(required=True, metadata={"type": ["string", "number"]})
    label = fields.String(required=True, allow_none=True)
    label_en = fields.String(required=True, allow_none=True)


class FoundSiteSchema(NameSchema):
    kind = fields.String(required=True)


class FindingSchema(Schema):
    """Something wrong at a site; `checkin` is the number of the visit that found it.

    Null when it was reported to an office: by whom is nowhere, `author` is who wrote it down.
    """

    id = fields.Integer(required=True)
    checkin = fields.Integer(required=True, allow_none=True)
    origin = fields.String(required=True, validate=one_of("visit", "report"))
    site = fields.Nested(FoundSiteSchema, required=True)
    grid = fields.Nested(NameSchema, required=True)
    status = fields.String(required=True, validate=one_of(*STATUSES))
    severity = fields.Integer(required=True, validate=in_range(1, 3))
    summary = fields.List(fields.Nested(AlarmSchema), required=True)
    opened_at = Instant(required=True)
    due_at = Instant(required=True)
    overdue = fields.Boolean(required=True)
    assignee = fields.Nested(NameSchema, required=True, allow_none=True)
    closed_at = Instant(required=True, allow_none=True)
    version = fields.Integer(required=True)


FindingsSchema = page_of("Findings", FindingSchema)


class FindingMoveSchema(Schema):
    move = fields.String(required=True, validate=one_of(*MOVES))
    by = fields.Nested(NameSchema, required=True)
    at = Instant(required=True)
    assignee = fields.Nested(NameSchema, required=True, allow_none=True)
    text = fields.String(required=True)
    photos = fields.List(fields.String(), required=True, metadata={"description": "their hashes"})


class FindingDetailSchema(FindingSchema):
    """`possible_moves` are those that the caller can make now."""

    address = fields.String(required=True)
    author = fields.Nested(NameSchema, required=True)
    captured_at = Instant(required=True)
    note = fields.String(required=True)
    photos = fields.List(fields.Nested(PhotoStateSchema), required=True)
    moves = fields.List(fields.Nested(FindingMoveSchema), required=True)
    possible_moves = fields.List(fields.String(validate=one_of(*MADE)), required=True)


class FindingQuerySchema(PageQuery):
    status = fields.String(
        load_default=None,
        validate=one_of(*STATUSES, "open"),
        metadata={"description": "`open` is everything that is not closed"},
    )
    area = fields.Integer(load_default=None, validate=in_range(1, ROW_ID_MAX))
    severity = fields.Integer(load_default=None, validate=in_range(1, 3))
    mine = fields.Boolean(
        load_default=False, metadata={"description": "only those given to you to mend"}
    )


class FindingMoveDraftSchema(Schema):
    """`assignee_id` for assign; `text` for note, return and reopen, welcome with the others.

    `photos`, named by their hash, for rectify, welcome with note; they must have arrived before.
    """

    move = fields.String(required=True, validate=one_of(*MADE))
    assignee_id = RowId(load_default=None, allow_none=True)
    text = Words(load_default="", validate=at_most(2000))
    photos = photo_hashes(PHOTOS_MAX)


class FollowedFindingSchema(Schema):
    """What became of an abnormal visit; `with_people` are the names of those who are to act."""

    id = fields.Integer(required=True)
    status = fields.String(required=True, validate=one_of(*STATUSES))
    severity = fields.Integer(required=True, validate=in_range(1, 3))
    due_at = Instant(required=True)
    overdue = fields.Boolean(required=True)
    with_people = fields.List(fields.String(), required=True)


class GivenSchema(Schema):
    """What the caller is to mend; `first_due_at` is null when there is nothing."""

    count = fields.Integer(required=True)
    first_due_at = Instant(required=True, allow_none=True)
    overdue = fields.Integer(required=True)
