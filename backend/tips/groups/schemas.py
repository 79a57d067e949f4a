"""Groups, members and keys on the wire. The only secret that ever leaves is the card, once."""

from marshmallow import fields

from backend.core.wire import (
    Instant,
    Name,
    NameSchema,
    RowId,
    Schema,
    Words,
    at_most,
    between,
    one_of,
)
from backend.tips.groups.rules import ACTIVE, PROPOSED

_NAME = between(1, 80)


class NewGroupSchema(Schema):
    """`code` is the group's name in the policy; `supervisor` is notified of overdue tips."""

    code = fields.String(required=True, validate=between(2, 40))
    area_id = RowId(required=True)
    office = Name(required=True, validate=_NAME)
    office_en = Name(required=True, validate=_NAME)
    name = Name(required=True, validate=_NAME)
    name_en = Name(required=True, validate=_NAME)
    supervisor = fields.String(load_default=None, allow_none=True, validate=at_most(32))


class GroupChangeSchema(Schema):
    office = Name(validate=_NAME)
    office_en = Name(validate=_NAME)
    name = Name(validate=_NAME)
    name_en = Name(validate=_NAME)
    supervisor = fields.String(allow_none=True, validate=at_most(32))


class MemberSchema(NameSchema):
    """A `proposed` member can open nothing yet; `has_key`: she has made her own keys."""

    state = fields.String(required=True, validate=one_of(PROPOSED, ACTIVE))
    has_key = fields.Boolean(required=True)


class GroupSchema(Schema):
    """`version` is that of the group's key, null until its first member made one."""

    id = fields.String(required=True)
    code = fields.String(required=True)
    area_id = fields.Integer(required=True)
    office = fields.String(required=True)
    office_en = fields.String(required=True)
    name = fields.String(required=True)
    name_en = fields.String(required=True)
    supervisor = fields.String(required=True, allow_none=True)
    version = fields.Integer(required=True, allow_none=True)
    members = fields.List(fields.Nested(MemberSchema), required=True)


class GroupsSchema(Schema):
    items = fields.List(fields.Nested(GroupSchema), required=True)


class OwnGroupSchema(GroupSchema):
    """`state` is the caller's own membership; while it is proposed, `members` is empty."""

    state = fields.String(required=True, validate=one_of(PROPOSED, ACTIVE))


class StandingSchema(Schema):
    """The caller's own keys and groups. `unlocked_until` is null while the inbox is locked;
    `key_digits` stand for her key, as the holders of the escrow see them.
    """

    has_key = fields.Boolean(required=True)
    key_digits = fields.String(required=True, allow_none=True)
    unlocked_until = Instant(required=True, allow_none=True)
    groups = fields.List(fields.Nested(OwnGroupSchema), required=True)


_PASSPHRASE = at_most(200)


class PassphraseSchema(Schema):
    passphrase = fields.String(required=True, validate=_PASSPHRASE)


class CardSchema(Schema):
    """The recovery card, shown only this once; nothing is stored until part of it is typed back."""

    card = fields.String(required=True)
    ticket = fields.String(required=True)


class TypedBackSchema(Schema):
    """`typed` is the last group of five characters on the card."""

    ticket = fields.String(required=True, validate=at_most(2000))
    typed = fields.String(required=True, validate=at_most(40))


class UnlockedSchema(Schema):
    unlocked_until = Instant(required=True)


class RecoverySchema(Schema):
    card = fields.String(required=True, validate=at_most(80))
    passphrase = fields.String(required=True, validate=_PASSPHRASE)


class NewPassphraseSchema(Schema):
    old = fields.String(required=True, validate=_PASSPHRASE)
    new = fields.String(required=True, validate=_PASSPHRASE)


class EscrowAskSchema(Schema):
    """`recipient_id`: the proposed member with keys of her own who is to get the group's key."""

    recipient_id = RowId(required=True)
    reason = Words(required=True, validate=between(1, 500))


class GroupNameSchema(Schema):
    id = fields.String(required=True)
    name = fields.String(required=True)


class EscrowRequestSchema(Schema):
    id = fields.Integer(required=True)
    group = fields.Nested(GroupNameSchema, required=True)
    recipient = fields.Nested(NameSchema, required=True)
    reason = fields.String(required=True)
    asked_by = fields.Integer(required=True)
    asked_at = Instant(required=True)
    confirmed_at = Instant(required=True, allow_none=True)
    done_at = Instant(required=True, allow_none=True)


class EscrowRequestsSchema(Schema):
    items = fields.List(fields.Nested(EscrowRequestSchema), required=True)
