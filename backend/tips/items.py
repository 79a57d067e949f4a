"""Adding to a thread, which both sides do: the same id twice is the same item."""

from datetime import date
from typing import Any

from sqlalchemy import func, select

from backend.errors import Problem
from backend.tips.database import insert_new, session
from backend.tips.models import TipItem

ITEMS_MAX = 400


def add_item(tip_id: bytes, item_id: bytes, sealed: bytes, day: date, *, photo: bool) -> bool:
    """Puts an item into the tip's thread; False when this very item is there already.

    Raises Problem("conflict") for an id of another tip or a text with other content, and
    Problem("tip-full") when the thread is full. A photo is sealed anew at each try: there the
    first seal stands.
    """
    written = session().scalar(
        insert_new(TipItem).returning(TipItem.id),
        {"id": item_id, "tip_id": tip_id, "day": day, "photo": photo, "sealed": sealed},
    )
    if written is None:
        there = session().execute(
            select(TipItem.tip_id, TipItem.photo, TipItem.sealed).where(TipItem.id == item_id)
        )
        if not _same(tuple(there.one()), (tip_id, photo, sealed)):
            raise Problem("conflict")
        return False
    many = select(func.count()).select_from(TipItem).where(TipItem.tip_id == tip_id)
    if (session().scalar(many) or 0) > ITEMS_MAX:
        raise Problem("tip-full")
    return True


def _same(there: tuple[Any, ...], given: tuple[bytes, bool, bytes]) -> bool:
    photo = there[1] and given[1]
    return there[:2] == given[:2] if photo else there == given
