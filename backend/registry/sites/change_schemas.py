"""Changes of sites on the wire."""

from marshmallow import fields

from backend.core.wire import (
    ROW_ID_MAX,
    Instant,
    NameSchema,
    PageQuery,
    RowId,
    Schema,
    Verdict,
    Words,
    at_most,
    in_range,
    one_of,
    page_of,
)
from backend.records.photos.schemas import photo_hashes
from backend.registry.sites.rules import CHANGES, PHOTOS_MAX


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
    photos = fields.List(fields.String(), required=True)
    requested_by = fields.Nested(NameSchema, required=True)
    requested_at = Instant(required=True)
    verdict = Verdict(required=True, allow_none=True)
    decided_by = fields.Nested(NameSchema, required=True, allow_none=True)
    decided_at = Instant(required=True, allow_none=True)
    note = fields.String(required=True)
    may_decide = fields.Boolean(required=True)


SiteChangesSchema = page_of("SiteChanges", SiteChangeSchema)


class SiteChangeDraftSchema(Schema):
    """`reason` for suspend and close, `photos` for close, `grid_id` for move.

    `version` is that of the site as the caller saw it: of two changes at once one wins. Photos
    are named by their hash and must have arrived before.
    """

    change = fields.String(required=True, validate=one_of(*CHANGES))
    reason = Words(load_default="", validate=at_most(500))
    grid_id = RowId(load_default=None, allow_none=True)
    photos = photo_hashes(PHOTOS_MAX)
    version = fields.Integer(required=True, strict=True, validate=in_range(0, ROW_ID_MAX))


class SiteChangeQuerySchema(PageQuery):
    pending = fields.Boolean(load_default=False)


class DecisionSchema(Schema):
    verdict = Verdict(required=True)
    note = Words(load_default="", validate=at_most(500))
