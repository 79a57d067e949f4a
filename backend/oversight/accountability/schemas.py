"""Accountability steps on the wire."""

from marshmallow import fields

from backend.core.wire import (
    ROW_ID_MAX,
    Day,
    Instant,
    NameSchema,
    PageQuery,
    Schema,
    Words,
    at_most,
    in_range,
    one_of,
    page_of,
)
from backend.oversight.accountability.rules import MEASURES, MOVES, STATUSES, STEPS
from backend.registry.areas.schemas import AreaRefSchema
from backend.staff.access import Role


class GroundSchema(Schema):
    """The figures, at that time, of a window that led to a step."""

    number = fields.Integer(required=True)
    covered = fields.Integer(required=True)
    due = fields.Integer(required=True)


class StepSchema(Schema):
    """An accountability step against an area. `by_deadline`: a listing passed its time.

    `due_at` is the midnight that ends the last day for the answer. The measure `extend` stands in
    steps of earlier days only.
    """

    id = fields.Integer(required=True)
    area = fields.Nested(AreaRefSchema, required=True)
    plan = fields.String(required=True)
    step = fields.String(required=True, validate=one_of(*STEPS))
    status = fields.String(required=True, validate=one_of(*STATUSES))
    by_deadline = fields.Boolean(required=True)
    grounds = fields.List(fields.Nested(GroundSchema), required=True)
    proposed_at = Instant(required=True)
    decided_at = Instant(required=True, allow_none=True)
    measure = fields.String(required=True, allow_none=True, validate=one_of(*MEASURES))
    document_no = fields.String(required=True)
    text = fields.String(required=True)
    due_at = Instant(required=True, allow_none=True)
    overdue = fields.Boolean(required=True)


StepsSchema = page_of("Steps", StepSchema)


class StepMoveSchema(Schema):
    """`by` is null when the step was proposed by the program."""

    move = fields.String(required=True, validate=one_of(*MOVES))
    by = fields.Nested(NameSchema, required=True, allow_none=True)
    at = Instant(required=True)
    document_no = fields.String(required=True)
    text = fields.String(required=True)
    due_at = Instant(required=True, allow_none=True)


class ResponsiblePostSchema(Schema):
    role = fields.String(required=True, validate=one_of(*Role))
    person = fields.Nested(NameSchema, required=True)


class StepDetailSchema(StepSchema):
    """`responsible` for the area now; `possible_moves` are those of the caller."""

    responsible = fields.List(fields.Nested(ResponsiblePostSchema), required=True)
    moves = fields.List(fields.Nested(StepMoveSchema), required=True)
    possible_moves = fields.List(fields.String(validate=one_of(*MOVES[1:])), required=True)


class StepQuery(PageQuery):
    status = fields.String(
        load_default=None,
        validate=one_of(*STATUSES, "open"),
        metadata={"description": "`open` is proposed, issued or answered"},
    )
    area = fields.Integer(load_default=None, validate=in_range(1, ROW_ID_MAX))


class StepMoveDraftSchema(Schema):
    """`document_no`, `text` and `due_on` for confirm and extend, for confirm of accountability
    `measure` too; `text` and `due_on` for return; `text` for dismiss and answer, and welcome for
    close. To confirm with the measure `extend` is to extend."""

    move = fields.String(required=True, validate=one_of(*MOVES[1:]))
    text = Words(load_default="", validate=at_most(4000))
    document_no = fields.String(load_default="", validate=at_most(60))
    due_on = Day(load_default=None, allow_none=True)
    measure = fields.String(load_default=None, allow_none=True, validate=one_of(*MEASURES))
