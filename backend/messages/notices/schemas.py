"""Notices on the wire: facts, worded by whoever shows them.

All kinds share one form; what the feature behind a kind does not say is empty.
"""

from marshmallow import fields

from backend.core.wire import Instant, NameSchema, RowId, Schema, one_of, page_of
from backend.messages.notices.rules import KINDS, MATTERS


class NoticeKindSchema(Schema):
    kind = fields.String(required=True)
    lacking = fields.Integer(required=True)


class NoticeGroupSchema(Schema):
    """A group that reads tips, the area of a cross-check or step, or the site of a finding or
    visit; and what has happened."""

    id = fields.String(required=True)
    name = fields.String(required=True)
    name_en = fields.String(required=True)
    matter = fields.String(required=True, validate=one_of(*MATTERS))


class NoticeSchema(Schema):
    """A digest: of `required` sites `lacking` were unvisited when it was written.

    To `missed` nobody came in the window, into `attempted` nobody got; `skipped` are windows whose
    digest never came.
    Notices of other kinds have no window and count nothing: they name `groups`.
    """

    id = fields.Integer(required=True)
    rung = fields.String(required=True, validate=one_of(*KINDS))
    # Named, not imported: windows belong to a wing above.
    window = fields.Nested("WindowSchema", required=True, allow_none=True, dump_default=None)
    written_at = Instant(required=True)
    read_at = Instant(required=True, allow_none=True)
    required = fields.Integer(required=True, dump_default=0)
    missed = fields.Integer(required=True, dump_default=0)
    attempted = fields.Integer(required=True, dump_default=0)
    lacking = fields.Integer(required=True, dump_default=0)
    kinds = fields.List(fields.Nested(NoticeKindSchema), required=True, dump_default=list)
    grids_lacking = fields.Integer(required=True, dump_default=0)
    skipped = fields.List(fields.Integer(), required=True, dump_default=list)
    groups = fields.List(fields.Nested(NoticeGroupSchema), required=True)


NoticesSchema = page_of("Notices", NoticeSchema)


class NoticeGridSchema(Schema):
    grid = fields.Nested(NameSchema, required=True)
    lacking = fields.Integer(required=True)


class NoticeSiteSchema(Schema):
    """`mended`: visited since, or no visit is required any more."""

    site = fields.Nested(NameSchema, required=True)
    kind = fields.String(required=True)
    grid = fields.String(required=True)
    gap_from = Instant(required=True)
    mended = fields.Boolean(required=True)


class NoticeDetailSchema(NoticeSchema):
    """The grids that lack most and the sites that have waited longest, within the reader's
    territory now. `still_lacking` is null when part of the notice lies outside it.
    """

    still_lacking = fields.Integer(required=True, allow_none=True, dump_default=None)
    grids = fields.List(fields.Nested(NoticeGridSchema), required=True, dump_default=list)
    sites = fields.List(fields.Nested(NoticeSiteSchema), required=True, dump_default=list)


class UnreadSchema(Schema):
    """100 means 100 or more."""

    unread = fields.Integer(required=True)


class ReadSchema(Schema):
    """The newest notice that was seen; it and all before it become read."""

    up_to = RowId(required=True)
