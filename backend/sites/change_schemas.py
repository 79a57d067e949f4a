"""Changes of sites on the wire."""

from marshmallow import fields

from backend.sites.rules import CHANGES
from backend.wire import (
    Instant,
    NameSchema,
    PageQuery,
    RowId,
    Schema,
    at_most,
    one_of,
    page_of,
)


class ChangedSiteSchema(NameSchema):
    kind = fields.String(required=True)
    grid = fields.Nested(NameSchema, required=True)


class SiteChangeSchema(Schema):
    """A change that was asked for; `may_decide` says whether the caller may decide it now."""

    id = fields.Integer(required=True)
    site = fields.Nested(ChangedSiteSchema, required=True)
    change = fields.String(required=True, validate=one_of(*CHANGES))
    grid = fields.Nested(NameSchema, required=True, allow_none=True)
    reason = fields.String(required=True)
    requested_by = fields.Nested(NameSchema, required=True)
    requested_at = Instant(required=True)
    verdict = fields.String(required=True, allow_none=True, validate=one_of("approved", "refused"))
    decided_by = fields.Nested(NameSchema, required=True, allow_none=True)
    decided_at = Instant(required=True, allow_none=True)
    note = fields.String(required=True)
    may_decide = fields.Boolean(required=True)


SiteChangesSchema = page_of("SiteChanges", SiteChangeSchema)


class SiteChangeDraftSchema(Schema):
    """`reason` for suspend and close; `grid_id` for move."""

    change = fields.String(required=True, validate=one_of(*CHANGES))
    reason = fields.String(load_default="", validate=at_most(500))
    grid_id = RowId(load_default=None, allow_none=True)


class SiteChangeQuerySchema(PageQuery):
    pending = fields.Boolean(load_default=False)


class DecisionSchema(Schema):
    verdict = fields.String(required=True, validate=one_of("approved", "refused"))
    note = fields.String(load_default="", validate=at_most(500))
