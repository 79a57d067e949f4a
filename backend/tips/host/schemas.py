"""What the staff's side publishes for citizens, and what citizens may send."""

from marshmallow import fields

from backend.core.wire import Day, Schema, at_most, between, in_range, matches, one_of

_ID = matches("[0-9a-f]{32}", "not_an_id")
_WORD = matches("[a-z][a-z0-9_]{0,39}", "not_a_word")
_KEY = matches("[A-Za-z0-9_-]{43}", "not_sealed")
_DAYS = in_range(1, 3660)
_MONTH = matches("[0-9]{4}-(0[1-9]|1[0-2])", "not_a_month")
_DIGEST = matches("[A-Za-z0-9_-]{16}", "not_sealed")
MODES = ("none", "code_only", "code_plus_contact", "real_id_at_desk")


class NamedSchema(Schema):
    name = fields.String(required=True, validate=between(1, 120))
    name_en = fields.String(required=True, validate=at_most(120))


class GroupSchema(NamedSchema):
    id = fields.String(required=True, validate=_ID)
    office = fields.String(required=True, validate=at_most(120))
    office_en = fields.String(required=True, validate=at_most(120))
    version = fields.Integer(required=True, strict=True, validate=in_range(1, 100_000))
    key = fields.String(required=True, validate=_KEY)


class RewardPolicySchema(Schema):
    mode = fields.String(required=True, validate=one_of(*MODES))
    max_yuan = fields.Integer(required=True, strict=True, validate=in_range(0, 10_000_000))
    notify_days = fields.Integer(required=True, strict=True, validate=in_range(0, 3660))
    claim_days = fields.Integer(required=True, strict=True, validate=in_range(0, 3660))
    first_only = fields.Boolean(required=True)


class CategorySchema(NamedSchema):
    id = fields.String(required=True, validate=_WORD)
    groups = fields.List(fields.String(validate=_ID), required=True)
    due_days = fields.Integer(required=True, strict=True, validate=_DAYS)
    reward = fields.Nested(RewardPolicySchema, required=True)


class RetentionSchema(Schema):
    spam_days = fields.Integer(required=True, strict=True, validate=_DAYS)
    closed_days = fields.Integer(required=True, strict=True, validate=_DAYS)
    photo_days = fields.Integer(required=True, strict=True, validate=_DAYS)
    cap_months = fields.Integer(required=True, strict=True, validate=in_range(1, 120))
    backup_days = fields.Integer(required=True, strict=True, validate=_DAYS)


class VillageSchema(Schema):
    id = fields.String(required=True, validate=between(1, 40))
    name = fields.String(required=True, validate=between(1, 120))


class TownSchema(NamedSchema):
    id = fields.String(required=True, validate=between(1, 40))
    villages = fields.List(fields.Nested(VillageSchema), required=True)


class ContactSchema(NamedSchema):
    phone = fields.String(required=True, validate=between(1, 60))


class PublishedSchema(Schema):
    format = fields.Integer(required=True, strict=True, validate=in_range(1, 1))
    day = Day(required=True)
    county = fields.Nested(NamedSchema, required=True)
    groups = fields.List(fields.Nested(GroupSchema), required=True)
    categories = fields.List(fields.Nested(CategorySchema), required=True)
    retention = fields.Nested(RetentionSchema, required=True)
    towns = fields.List(fields.Nested(TownSchema), required=True)
    contacts = fields.List(fields.Nested(ContactSchema), required=True)
    fingerprint = fields.String(required=True, validate=between(1, 120))


class PaidListSchema(Schema):
    """Digests of vouchers that were paid in a month, among decoys."""

    month = fields.String(required=True, validate=_MONTH)
    digests = fields.List(fields.String(validate=_DIGEST), required=True)


class PaidListsSchema(Schema):
    format = fields.Integer(required=True, strict=True, validate=in_range(1, 1))
    lists = fields.List(fields.Nested(PaidListSchema), required=True)
