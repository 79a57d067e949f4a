"""Notices on the wire: facts, worded by whoever shows them."""

from marshmallow import fields

from backend.core.wire import Instant, NameSchema, RowId, Schema, one_of, page_of
from backend.messages.notices.rules import MATTERS, RUNGS
from backend.patrol.cycles.schemas import WindowSchema


class NoticeKindSchema(Schema):
    kind = fields.String(required=True)
    lacking = fields.Integer(required=True)


class NoticeGroupSchema(Schema):
    """A group that reads tips, or the area of a cross-check or step; and what is the matter."""

    id = fields.String(required=True)
    name = fields.String(required=True)
    name_en = fields.String(required=True)
    matter = fields.String(required=True, validate=one_of(*MATTERS))


class NoticeSchema(Schema):
    """A digest: of `required` sites `lacking` were unvisited when it was written.

    `missed` were not visited in the window; `skipped` are windows whose digest never came.
    Those of other rungs have no window and count nothing: they name `groups`.
    """

    id = fields.Integer(required=True)
    rung = fields.String(required=True, validate=one_of(*RUNGS))
    window = fields.Nested(WindowSchema, required=True, allow_none=True)
    written_at = Instant(required=True)
    read_at = Instant(required=True, allow_none=True)
    required = fields.Integer(required=True)
    missed = fields.Integer(required=True)
    lacking = fields.Integer(required=True)
    kinds = fields.List(fields.Nested(NoticeKindSchema), required=True)
    grids_lacking = fields.Integer(required=True)
    skipped = fields.List(fields.Integer(), required=True)
    groups = fields.List(fields.Nested(NoticeGroupSchema), required=True)


NoticesSchema = page_of("Notices", NoticeSchema)


class NoticeGridSchema(Schema):
    grid = fields.Nested(NameSchema, required=True)
    lacking = fields.Integer(required=True)


class NoticeSiteSchema(Schema):
    """`mended`: visited since, or nobody has to go there any more."""

    site = fields.Nested(NameSchema, required=True)
    kind = fields.String(required=True)
    grid = fields.String(required=True)
    gap_from = Instant(required=True)
    mended = fields.Boolean(required=True)


class NoticeDetailSchema(NoticeSchema):
    """The grids that lack most and the sites that have waited longest, as far as the reader
    holds them now. `still_lacking` is null when she no longer holds all of it.
    """

    still_lacking = fields.Integer(required=True, allow_none=True)
    grids = fields.List(fields.Nested(NoticeGridSchema), required=True)
    sites = fields.List(fields.Nested(NoticeSiteSchema), required=True)


class UnreadSchema(Schema):
    """100 stands for that many or more."""

    unread = fields.Integer(required=True)


class ReadSchema(Schema):
    """The newest notice that was seen; it and all before it are read then."""

    up_to = RowId(required=True)
