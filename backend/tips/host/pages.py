"""A page of a thread: always 65536 bytes, whatever is in it, and for a code of nobody too.

Texts come along sealed as they lie in the database, as many as there is room for; photos are named
only. The same questions are asked and the same work is done for an unknown code, whose page is
sealed under a key that is thrown away; and a page is handed out no sooner than PACE_S after it was
asked for, so that the few milliseconds by which a long thread takes longer do not show.
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
from backend.tips.host import sealing
from backend.tips.host.database import session
from backend.tips.host.models import OPEN, Tip, TipItem

NOBODY = bytes(16)
# As much as a page of texts holds: what is read at once. Photos are read without their seals.
AT_ONCE = 60
PACE_S = 0.06


@contextmanager
def pace() -> Iterator[None]:
    """What is done inside takes PACE_S."""
    begun = time.monotonic()
    try:
        yield
    finally:
        time.sleep(max(0.0, begun + PACE_S - time.monotonic()))


def page(lookup: bytes, share: bytes, after: bytes | None) -> bytes:
    """The page of the tip with this lookup that begins after an item of it."""
    tip = session().scalar(select(Tip).where(Tip.lookup == lookup))
    items = list(_items(tip.id if tip else NOBODY, after))
    if tip is None:
        return sealing.seal_page(os.urandom(32), _dump(_content(_stranger(), items)))
    return sealing.seal_page(share, _dump(_content(tip, items)))


def _items(tip_id: bytes, after: bytes | None) -> Iterable[TipItem]:
    """In the order (day, id), which tells no more than the day. Two questions."""
    begin = select(TipItem.day, TipItem.id).where(TipItem.id == after, TipItem.tip_id == tip_id)
    row = session().execute(begin).one_or_none()
    query = select(TipItem).where(TipItem.tip_id == tip_id)
    if row is not None:
        query = query.where(tuple_(TipItem.day, TipItem.id) > tuple_(row.day, row.id))
    ids = session().scalars(query.order_by(TipItem.day, TipItem.id).limit(AT_ONCE + 1)).all()
    texts = [each.id for each in ids if not each.photo][: sealing.PAGE // sealing.TEXT_BLOCK]
    session().scalars(
        select(TipItem).where(TipItem.id.in_(texts)).options(undefer(TipItem.sealed))
    ).all()
    return ids


def _content(tip: Tip, items: list[TipItem]) -> dict[str, Any]:
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
    room = sealing.PAGE_ROOM - 1 - len(_dump(content))
    for item in items[:AT_ONCE]:
        described = _described(item)
        room -= len(_dump(described)) + 1
        if room < 0:
            break
        content["items"].append(described)
    content["more"] = len(content["items"]) < len(items)
    return content


def _described(item: TipItem) -> dict[str, Any]:
    described = {"id": encode(item.id), "day": item.day.isoformat(), "photo": item.photo}
    sealed = item.__dict__.get("sealed")
    # One that no page holds is fetched by itself, as photos are.
    if not item.photo and sealed is not None and len(sealed) * 4 // 3 < sealing.PAGE_ROOM - 1000:
        described["ct"] = encode(sealed)
    return described


def _stranger() -> Tip:
    wrap, day = bytes(sealing.RECEIPT_WRAP), date(2026, 1, 1)
    return Tip(
        public=bytes(32), receipt_wrap=wrap, state=OPEN, day=day, delete_after=day, assigned=False
    )


def _dump(content: Any) -> bytes:
    return json.dumps(content, separators=(",", ":")).encode()
