"""What a citizen does with a tip. Nothing here knows who it is, and none of it commits.

What a browser sends is encrypted; only its form can be checked. A second try answers as the first.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import delete, select

from backend.core.errors import Fault, Problem
from backend.tips.host import contents, encryption, rules
from backend.tips.host.budgets import Payer
from backend.tips.host.database import insert_new, session
from backend.tips.host.items import ITEMS_MAX, MARK, add_item
from backend.tips.host.keys import Keys
from backend.tips.host.models import OPEN, Tip, TipItem, TipWrap
from backend.tips.host.picture import Picture
from backend.tips.host.published import Published
from backend.tips.host.tickets import Ticket

TEXT_BLOCKS_MAX = 8


@dataclass(frozen=True)
class Wrap:
    group: str
    version: int
    sealed: bytes


@dataclass(frozen=True)
class Item:
    id: bytes
    sealed: bytes


@dataclass(frozen=True)
class NewTip:
    """A tip as the browser encrypted it."""

    public: bytes
    receipt_wrap: bytes
    group: str
    version: int
    wraps: Sequence[Wrap]
    items: Sequence[Item]

    @property
    def digest(self) -> bytes:
        wraps = [(each.group, each.version, each.sealed.hex()) for each in self.wraps]
        items = [(each.id.hex(), each.sealed.hex()) for each in self.items]
        head = (self.public.hex(), self.receipt_wrap.hex(), self.group, self.version)
        content = json.dumps((head, wraps, items)).encode()
        return hashlib.blake2b(content, digest_size=32, person=b"p369 content 1").digest()


def receive(new: NewTip, ticket: Ticket, keys: Keys, published: Published, payer: Payer) -> Tip:
    """Stores a tip once; the same again answers the first.

    Raises Problem("tip-ticket") with a ticket that is not for sending, Problem("tip-differs") for
    another content under this code or key, Problem("tip-keys-changed") when it was encrypted to
    keys that are no longer published, and, as all that stores here, what `payer` raises.
    """
    if not ticket.sending:
        raise Problem("tip-ticket")
    _check(new)
    tip_id = encryption.tip_id(new.public)
    there = _known(tip_id, ticket)
    if there is not None:
        return _same(there, new, ticket)
    _check_versions(new, published)
    row = _row(tip_id, new, ticket, published, payer.day)
    if session().scalar(insert_new(Tip).returning(Tip.id), row) is None:
        # At the same moment, by another process: its row is visible now.
        return _same(_known(tip_id, ticket), new, ticket)
    session().add_all(
        TipWrap(tip_id=tip_id, group_id=each.group, version=each.version, sealed=each.sealed)
        for each in new.wraps
    )
    session().flush()
    for number, item in enumerate(new.items):
        # The first is the statement: it goes with the tip or not at all.
        mark = mark_of(item.id, keys) if number else None
        add_item(tip_id, item.id, item.sealed, payer.day, photo=False, mark=mark, most=ITEMS_MAX)
    payer.pay(*(len(each.sealed) for each in new.items))
    return session().get_one(Tip, tip_id)


def tip_of(ticket: Ticket) -> Tip:
    """Raises Problem("tip-ticket") while, or when, there is no tip: as if it were expired."""
    tip = session().scalar(select(Tip).where(Tip.lookup == ticket.lookup))
    if tip is None:
        raise Problem("tip-ticket")
    return tip


def add_text(tip: Tip, item: Item, keys: Keys, payer: Payer) -> None:
    _check_item(item, "item")
    _add(tip, item, keys, payer, photo=False)


def encrypt_photo(tip: Tip, item_id: bytes, number: int, picture: Picture) -> Item:
    """Encrypts a picture to the tip, in memory."""
    head = {"n": number, "from": "citizen", "removed": picture.removed}
    plain = contents.photo_bytes(head, picture.jpeg)
    return Item(
        item_id, encryption.encrypt_item(tip.public, item_id, plain, encryption.PHOTO_BLOCK)
    )


def add_photo(tip: Tip, item: Item, keys: Keys, payer: Payer) -> None:
    _add(tip, item, keys, payer, photo=True)


def _add(tip: Tip, item: Item, keys: Keys, payer: Payer, *, photo: bool) -> None:
    mark = mark_of(item.id, keys)
    if add_item(tip.id, item.id, item.sealed, payer.day, photo=photo, mark=mark, most=ITEMS_MAX):
        payer.pay(len(item.sealed), photo=photo)


def get_encrypted_item(tip: Tip, item_id: bytes) -> bytes:
    """The encrypted bytes of an item of this tip. Raises Problem("not-found")."""
    sealed = session().scalar(
        select(TipItem.sealed).where(TipItem.id == item_id, TipItem.tip_id == tip.id)
    )
    if sealed is None:
        raise Problem("not-found")
    return sealed


def withdraw(tip: Tip) -> None:
    """Takes the whole tip back. Raises Problem("tip-assigned") once somebody works on it."""
    if tip.assigned or tip.state != OPEN:
        raise Problem("tip-assigned")
    erase([tip.id])


def withdraw_item(tip: Tip, item_id: bytes, keys: Keys) -> None:
    """Takes back a message or photo of the citizen's own; one that is gone stays gone.

    Raises Problem("tip-closed") after the tip was closed, and Problem("not-found") for an item of
    the handlers, or the statement itself.
    """
    if tip.state != OPEN:
        raise Problem("tip-closed")
    mine = (TipItem.id == item_id, TipItem.tip_id == tip.id)
    mark = session().scalar(select(TipItem.mark).where(*mine))
    if mark is not None and mark != mark_of(item_id, keys):
        raise Problem("not-found")
    session().execute(delete(TipItem).where(*mine))


def erase(tip_ids: Sequence[bytes]) -> None:
    """Everything of these tips; what cascades would, one table after the other."""
    session().execute(delete(TipItem).where(TipItem.tip_id.in_(tip_ids)))
    session().execute(delete(TipWrap).where(TipWrap.tip_id.in_(tip_ids)))
    session().execute(delete(Tip).where(Tip.id.in_(tip_ids)))


def mark_of(item_id: bytes, keys: Keys) -> bytes:
    """By which the citizens' host knows again what a citizen may take back."""
    return hashlib.blake2b(
        item_id, digest_size=MARK, key=keys.pepper, person=b"p369 own 1"
    ).digest()


def _check(new: NewTip) -> None:
    if not encryption.is_public(new.public):
        raise Problem("invalid", faults=[Fault("pk", "not_sealed")])
    for number, item in enumerate(new.items):
        _check_item(item, f"items.{number}")
    if len({item.id for item in new.items}) != len(new.items):
        raise Problem("invalid", faults=[Fault("items", "duplicate")])
    groups = [wrap.group for wrap in new.wraps]
    if new.group not in groups or len(set(groups)) != len(groups):
        raise Problem("invalid", faults=[Fault("wraps", "not_sealed")])
    sealed = [new.receipt_wrap, *(wrap.sealed for wrap in new.wraps)]
    if any(each[:1] != encryption.SUITE for each in sealed):
        raise Problem("invalid", faults=[Fault("receipt_wrap", "not_sealed")])


def _check_item(item: Item, where: str) -> None:
    size_max = encryption.ITEM_HEAD + TEXT_BLOCKS_MAX * encryption.TEXT_BLOCK + encryption.TAG
    if not encryption.fits(item.sealed, encryption.TEXT_BLOCK) or len(item.sealed) > size_max:
        raise Problem("invalid", faults=[Fault(f"{where}.ct", "not_sealed")])


def _check_versions(new: NewTip, published: Published) -> None:
    named = [(new.group, new.version), *((each.group, each.version) for each in new.wraps)]
    if any(published.version(group) != version for group, version in named):
        raise Problem("tip-keys-changed")


def _known(tip_id: bytes, ticket: Ticket) -> Tip | None:
    return session().scalar(
        select(Tip).where((Tip.id == tip_id) | (Tip.lookup == ticket.lookup)).limit(1)
    )


def _same(there: Tip | None, new: NewTip, ticket: Ticket) -> Tip:
    if there is None or there.lookup != ticket.lookup or there.digest != new.digest:
        raise Problem("tip-differs")
    return there


def _row(
    tip_id: bytes, new: NewTip, ticket: Ticket, published: Published, day: date
) -> dict[str, Any]:
    return {
        "id": tip_id,
        "lookup": ticket.lookup,
        "receipt_wrap": new.receipt_wrap,
        "public": new.public,
        "group_id": new.group,
        "digest": new.digest,
        "statement_id": new.items[0].id,
        "day": day,
        "due_day": rules.due(day, published.due_days(new.group)),
        "state": OPEN,
        "assigned": False,
        "delete_after": rules.cap(day, published.retention),
    }
