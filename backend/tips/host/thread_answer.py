"""What a citizen gets when she reads her thread: always 65536 bytes, also for an unknown code.

The answer holds as many encrypted texts as fit, and only the names of photos. For an unknown code
the same queries run and the same work is done, and the answer is encrypted under a key that is
thrown away. Every answer takes at least DURATION_S, so that the few milliseconds that a long thread
takes longer do not show.
"""

import json
import os
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from sqlalchemy import select, tuple_
from sqlalchemy.orm import undefer

from backend.core.base64url import encode
from backend.tips.host import encryption
from backend.tips.host.database import session
from backend.tips.host.models import OPEN, Tip, TipItem

NOBODY = bytes(16)
# How many items are read at once: more than the texts that fit. Photos are read without content.
ITEMS_AT_ONCE = 60
DURATION_S = 0.06


@contextmanager
def fixed_duration() -> Iterator[None]:
    """The block takes at least DURATION_S."""
    begun = time.monotonic()
    try:
        yield
    finally:
        time.sleep(max(0.0, begun + DURATION_S - time.monotonic()))


def create_answer(lookup: bytes, share: bytes, after: bytes | None) -> bytes:
    """The encrypted answer about the tip with this lookup, from the item behind `after` on."""
    tip = session().scalar(select(Tip).where(Tip.lookup == lookup))
    items = list(_items(tip.id if tip else NOBODY, after))
    if tip is None:
        return encryption.encrypt_answer(
            os.urandom(32), _dump(_thread_content(_nobodys_tip(), items))
        )
    return encryption.encrypt_answer(share, _dump(_thread_content(tip, items)))


def _items(tip_id: bytes, after: bytes | None) -> Iterable[TipItem]:
    """In the order (day, id), which tells no more than the day; two queries."""
    begin = select(TipItem.day, TipItem.id).where(TipItem.id == after, TipItem.tip_id == tip_id)
    row = session().execute(begin).one_or_none()
    query = select(TipItem).where(TipItem.tip_id == tip_id)
    if row is not None:
        query = query.where(tuple_(TipItem.day, TipItem.id) > tuple_(row.day, row.id))
    ids = session().scalars(query.order_by(TipItem.day, TipItem.id).limit(ITEMS_AT_ONCE + 1)).all()
    texts = [each.id for each in ids if not each.photo][
        : encryption.ANSWER // encryption.TEXT_BLOCK
    ]
    session().scalars(
        select(TipItem).where(TipItem.id.in_(texts)).options(undefer(TipItem.sealed))
    ).all()
    return ids


def _thread_content(tip: Tip, items: list[TipItem]) -> dict[str, Any]:
    content: dict[str, Any] = {
        "pk": encode(tip.public),
        "receipt_wrap": encode(tip.receipt_wrap),
        "state": "open" if tip.state == OPEN else "closed",
        "day": tip.day.isoformat(),
        "delete_after": tip.delete_after.isoformat(),
        "can_withdraw": tip.state == OPEN and not tip.assigned,
        "items": [],
        "more": False,
    }
    left = encryption.ANSWER_CONTENT_MAX - 1 - len(_dump(content))
    for item in items[:ITEMS_AT_ONCE]:
        shown = _describe(item)
        left -= len(_dump(shown)) + 1
        if left < 0:
            break
        content["items"].append(shown)
    content["more"] = len(content["items"]) < len(items)
    return content


def _describe(item: TipItem) -> dict[str, Any]:
    shown = {"id": encode(item.id), "day": item.day.isoformat(), "photo": item.photo}
    sealed = item.__dict__.get("sealed")
    # A text that fits into no answer is fetched by itself, as photos are.
    if (
        not item.photo
        and sealed is not None
        and len(sealed) * 4 // 3 < encryption.ANSWER_CONTENT_MAX - 1000
    ):
        shown["ct"] = encode(sealed)
    return shown


def _nobodys_tip() -> Tip:
    wrap, day = bytes(encryption.RECEIPT_WRAP), date(2026, 1, 1)
    return Tip(
        public=bytes(32), receipt_wrap=wrap, state=OPEN, day=day, delete_after=day, assigned=False
    )


def _dump(content: Any) -> bytes:
    return json.dumps(content, separators=(",", ":")).encode()
