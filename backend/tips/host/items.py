"""Adding to a thread, which both sides do: the same id twice is the same item."""

import os
from datetime import date
from typing import Any

from sqlalchemy import func, select

from backend.core.errors import Problem
from backend.tips.host.database import insert_new, session
from backend.tips.host.models import TipItem

ITEMS_MAX = 200
STAFF_RESERVE = 200  # a citizen who has filled her thread can still be answered
PHOTOS_MAX = 40
MARK = 16


def add_item(
    tip_id: bytes,
    item_id: bytes,
    sealed: bytes,
    day: date,
    *,
    photo: bool,
    mark: bytes | None = None,
    most: int = ITEMS_MAX + STAFF_RESERVE,
) -> bool:
    """Puts an item into the tip's thread; False when this very item is there already.

    Raises Problem("conflict") for an id of another tip or a text with other content, and
    Problem("tip-full") when the thread is full. A photo is encrypted anew at each try: there the
    first one stands. `mark` and `most` are the citizens' host's affair.
    """
    row = {
        "id": item_id,
        "tip_id": tip_id,
        "day": day,
        "photo": photo,
        "mark": mark or os.urandom(MARK),
        "sealed": sealed,
    }
    if session().scalar(insert_new(TipItem).returning(TipItem.id), row) is None:
        there = session().execute(
            select(TipItem.tip_id, TipItem.photo, TipItem.sealed).where(TipItem.id == item_id)
        )
        if not _same(tuple(there.one()), (tip_id, photo, sealed)):
            raise Problem("conflict")
        return False
    if _count(tip_id) > most or (photo and _count(tip_id, photos=True) > PHOTOS_MAX):
        raise Problem("tip-full")
    return True


def _same(there: tuple[Any, ...], given: tuple[bytes, bool, bytes]) -> bool:
    photo = there[1] and given[1]
    return there[:2] == given[:2] if photo else there == given


def _count(tip_id: bytes, *, photos: bool = False) -> int:
    many = select(func.count()).select_from(TipItem).where(TipItem.tip_id == tip_id)
    return session().scalar(many.where(TipItem.photo) if photos else many) or 0
