"""What citizens may send, read strictly: bytes are base64url without padding, nothing is extra."""

from typing import Any

from flask import Request
from marshmallow import ValidationError, fields, post_load

from backend.core import base64url
from backend.core.bodies import read_json
from backend.core.errors import Problem, faults_of
from backend.core.wire import Schema, at_most, in_range, matches, one_of, some_items
from backend.tips.host import encryption
from backend.tips.host.service import Item, NewTip, Wrap

GROUP = matches("[0-9a-f]{32}", "not_an_id")
ITEM_MAX = 40_000
NUMBER_MAX = 1_000_000


class Bytes(fields.Field[bytes]):
    """`size` bytes, or at most `most`."""

    def __init__(self, size: int | None = None, most: int | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._size, self._most = size, size or most or 0

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if not isinstance(value, str):
            raise ValidationError("not_sealed")
        if len(value) > self._most * 4 // 3 + 2:
            raise ValidationError(f"too_long:{self._most}")
        try:
            raw = base64url.decode(value)
        except ValueError:
            raise ValidationError("not_sealed") from None
        if self._size is not None and len(raw) != self._size:
            raise ValidationError("not_sealed")
        return raw


class ItemForm(Schema):
    id = Bytes(encryption.ID, required=True)
    ct = Bytes(most=ITEM_MAX, required=True)

    @post_load
    def made(self, data: dict[str, Any], **_: Any) -> Item:
        return Item(data["id"], data["ct"])


class WrapForm(Schema):
    group = fields.String(required=True, validate=GROUP)
    version = fields.Integer(required=True, strict=True, validate=in_range(1, 100_000))
    sealed = Bytes(encryption.GROUP_WRAP, required=True)

    @post_load
    def made(self, data: dict[str, Any], **_: Any) -> Wrap:
        return Wrap(**data)


class OpenForm(Schema):
    auth = Bytes(encryption.KEY, required=True)
    purpose = fields.String(required=True, validate=one_of("open", "send"))
    proof = fields.String(required=True, validate=at_most(4000))


class TicketForm(Schema):
    ticket = Bytes(most=200, required=True)


class TipForm(TicketForm):
    pk = Bytes(encryption.KEY, required=True)
    receipt_wrap = Bytes(encryption.RECEIPT_WRAP, required=True)
    group = fields.String(required=True, validate=GROUP)
    version = fields.Integer(required=True, strict=True, validate=in_range(1, 100_000))
    wraps = fields.List(fields.Nested(WrapForm), required=True, validate=some_items(1, 3))
    items = fields.List(fields.Nested(ItemForm), required=True, validate=some_items(1, 4))


class ReadForm(TicketForm):
    after = Bytes(encryption.ID, required=True, allow_none=True)


class MessageForm(TicketForm):
    item = fields.Nested(ItemForm, required=True)


class PhotoForm(TicketForm):
    id = Bytes(encryption.ID, required=True)


class WithdrawForm(TicketForm):
    item = Bytes(encryption.ID, required=True, allow_none=True)


class SlipForm(TicketForm):
    commitment = Bytes(encryption.KEY, required=True)


class ByeForm(Schema):
    """Nothing: that it is JSON shows that a page of this origin asks."""


class ChallengeQuery(Schema):
    purpose = fields.String(required=True, validate=one_of("open", "send"))


class PhotoHeaders(TicketForm):
    item = Bytes(encryption.ID, required=True)
    n = fields.Integer(required=True, validate=in_range(0, NUMBER_MAX))


def read(form: type[Schema], request: Request) -> Any:
    """The JSON body. Raises Problem for another type, for no JSON, and for another form."""
    if request.mimetype != "application/json":
        raise Problem("unsupported-media")
    return checked(form, read_json(request.get_data(cache=False)))


def checked(form: type[Schema], data: Any) -> Any:
    try:
        return form().load(data)
    except ValidationError as error:
        raise Problem("invalid", faults=faults_of(error.messages)) from None


def tip_of(form: dict[str, Any]) -> NewTip:
    return NewTip(
        form["pk"],
        form["receipt_wrap"],
        form["group"],
        form["version"],
        form["wraps"],
        form["items"],
    )
