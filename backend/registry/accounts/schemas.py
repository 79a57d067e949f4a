"""What accounts look like on the wire."""

from marshmallow import fields

from backend.core.wire import (
    ROW_ID_MAX,
    Instant,
    Name,
    NameSchema,
    PageQuery,
    Phone,
    RowId,
    Schema,
    Verdict,
    at_most,
    between,
    in_range,
    one_of,
    page_of,
)
from backend.registry.accounts.rules import FORCES, PASSWORD_MAX
from backend.registry.areas.schemas import AreaRefSchema
from backend.staff.access import Role

_ROW_ID = in_range(1, ROW_ID_MAX)


class GrantSchema(Schema):
    role = fields.String(required=True, validate=one_of(*Role))
    area = fields.Nested(AreaRefSchema, required=True)


class MeSchema(Schema):
    id = fields.Integer(required=True)
    username = fields.String(required=True)
    name = fields.String(required=True)
    force = fields.String(required=True, allow_none=True, validate=one_of(*FORCES))
    grants = fields.List(fields.Nested(GrantSchema), required=True)
    actions = fields.List(fields.String(), required=True)


class SignInSchema(Schema):
    username = fields.String(required=True, validate=at_most(64))
    password = fields.String(required=True, validate=at_most(PASSWORD_MAX))


class TokenRequestSchema(SignInSchema):
    name = fields.String(required=True, validate=between(1, 80))
    days = fields.Integer(required=True, strict=True, validate=in_range(1, ROW_ID_MAX))


class IssuedTokenSchema(Schema):
    token = fields.String(required=True)
    expires_at = Instant(required=True)


class SessionSchema(Schema):
    """`name` is that of a token; of a browser `app/device`, as coarsely as it could be told."""

    id = fields.Integer(required=True)
    kind = fields.String(required=True, validate=one_of("cookie", "token"))
    name = fields.String(required=True)
    created_at = Instant(required=True)
    expires_at = Instant(required=True)
    current = fields.Boolean(required=True)


class OwnPasswordSchema(Schema):
    old = fields.String(required=True, validate=at_most(PASSWORD_MAX))
    new = fields.String(required=True, validate=at_most(PASSWORD_MAX))


class PasswordSchema(Schema):
    password = fields.String(required=True, validate=at_most(PASSWORD_MAX))


class PersonSchema(Schema):
    id = fields.Integer(required=True)
    name = fields.String(required=True)
    force = fields.String(required=True, allow_none=True, validate=one_of(*FORCES))
    role = fields.String(required=True, validate=one_of(*Role))


class PeopleQuerySchema(PageQuery):
    area = fields.Integer(load_default=None, validate=_ROW_ID)


class AccountQuerySchema(PageQuery):
    area = fields.Integer(load_default=None, validate=_ROW_ID)
    q = fields.String(load_default=None, validate=at_most(40))


class AssignmentSchema(Schema):
    id = fields.Integer(required=True)
    role = fields.String(required=True, validate=one_of(*Role))
    area = fields.Nested(AreaRefSchema, required=True)
    since = Instant(required=True)
    until = Instant(required=True, allow_none=True)


class ProposalSchema(Schema):
    """A role that `account` holds once a second person has agreed."""

    id = fields.Integer(required=True)
    account = fields.Nested(NameSchema, required=True)
    role = fields.String(required=True, validate=one_of(*Role))
    area = fields.Nested(AreaRefSchema, required=True)
    since = Instant(required=True, allow_none=True)
    until = Instant(required=True, allow_none=True)
    proposed_by = fields.Nested(NameSchema, required=True)
    proposed_at = Instant(required=True)


ProposalPageSchema = page_of("ProposalPage", ProposalSchema)


class ProposalDecisionSchema(Schema):
    verdict = Verdict(required=True)


class AccountSchema(Schema):
    """`proposals` wait for a second person."""

    id = fields.Integer(required=True)
    username = fields.String(required=True)
    name = fields.String(required=True)
    force = fields.String(required=True, allow_none=True, validate=one_of(*FORCES))
    phone = fields.String(required=True, allow_none=True)
    created_at = Instant(required=True)
    disabled_at = Instant(required=True, allow_none=True)
    version = fields.Integer(required=True)
    assignments = fields.List(fields.Nested(AssignmentSchema), required=True)
    proposals = fields.List(fields.Nested(ProposalSchema), required=True)


class PostSchema(Schema):
    """A role over an area, to be held from `since` until `until`: from now, for good."""

    role = fields.Enum(Role, by_value=True, required=True)
    area_id = RowId(required=True)


class NewAssignmentSchema(PostSchema):
    since = Instant(load_default=None)
    until = Instant(load_default=None)


class NewAccountSchema(Schema):
    """`post` is the first assignment; only who manages the whole county may leave it out."""

    username = fields.String(required=True, validate=at_most(32))
    name = Name(required=True, validate=between(1, 40))
    password = fields.String(required=True, validate=at_most(PASSWORD_MAX))
    force = fields.String(load_default=None, validate=one_of(*FORCES), allow_none=True)
    phone = Phone(load_default=None, validate=between(5, 20), allow_none=True)
    post = fields.Nested(PostSchema, load_default=None, allow_none=True)


class AccountChangeSchema(Schema):
    name = Name(validate=between(1, 40))
    force = fields.String(validate=one_of(*FORCES), allow_none=True)
    phone = Phone(validate=between(5, 20), allow_none=True)
    disabled = fields.Boolean(truthy={True}, falsy={False})
