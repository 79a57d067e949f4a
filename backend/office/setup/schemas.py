"""Setting up, on the wire."""

from marshmallow import fields

from backend.core.wire import Code, Name, NameSchema, Schema, at_most, between, one_of
from backend.office.setup.steps import STEPS
from backend.registry.accounts.rules import PASSWORD_MAX
from backend.registry.areas.schemas import AreaCode


class SetupSchema(Schema):
    """`is_open` while there is no account. A `county` that was loaded need not be named."""

    is_open = fields.Boolean(required=True)
    county = fields.Nested(NameSchema, required=True, allow_none=True)


class OpeningSchema(Schema):
    """`code` is printed where the server was started."""

    code = fields.String(required=True, validate=at_most(64))
    county_name = Name(load_default=None, allow_none=True, validate=between(1, 80))
    county_code = Code(load_default=None, allow_none=True, validate=AreaCode)
    username = fields.String(required=True, validate=at_most(64))
    name = Name(required=True, validate=between(1, 40))
    password = fields.String(required=True, validate=at_most(PASSWORD_MAX))


class SetupStepSchema(Schema):
    """`done` of `of` things are there; `of` is null where nobody can say how many are wanted."""

    step = fields.String(required=True, validate=one_of(*STEPS))
    done = fields.Integer(required=True)
    of = fields.Integer(required=True, allow_none=True)


class SetupStepsSchema(Schema):
    """In the order in which they are best done."""

    steps = fields.List(fields.Nested(SetupStepSchema), required=True)
