"""Notices that belong to no window: for groups that read tips, and of supervision.

    rung     told                                   when
    tips     who has something unread in a group,   at two fixed moments of the day
             or supervises one that is overdue
    escrow   the group whose key was asked for, or  at once: it is a matter among staff
             of which a membership was ended or
             keys were reset; that above, too
    check    officers drawn for a cross-check       at once
    step     who leads or supervises the area       at once
             that a step is taken against

`content` holds only what it is about, by name, and what is the matter; of tips never how much,
nor which.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from backend.messages.notices.models import Notice, NoticeOccasion
from backend.staff.extensions import db, insert_new

Told = dict[str, str]


def about_group(group_id: str, name: str, name_en: str, matter: str) -> Told:
    """`matter` is new, overdue, escrow, ended or reset."""
    return {"id": group_id, "name": name, "name_en": name_en, "matter": matter}


def about_area(number: int, name: str, matter: str) -> Told:
    """`number` is that of the cross-check or step; `matter` is drawn, issued or returned."""
    return {"id": str(number), "name": name, "name_en": name, "matter": matter}


def tell_now(rung: str, now: datetime, accounts: Collection[int], about: Told) -> None:
    """The same for all of them, beside whatever else is told at this very moment."""
    if accounts:
        told = dict.fromkeys(accounts, (about,))
        while not tell(rung, now, told):
            now += timedelta(microseconds=1)


def tell(rung: str, at: datetime, told: Mapping[int, Sequence[Told]]) -> bool:
    """Writes one notice for each account; false when this moment has been told already.

    Late or twice, the same rows: an occasion is unique by its rung and moment.
    """
    occasion = {"rung": rung, "window_id": None, "due_at": at, "state": "told", "told_up_to": 0}
    new: Any = db.session.scalar(
        insert_new(NoticeOccasion).values(**occasion, settled_at=at).returning(NoticeOccasion.id)
    )
    if new is None:
        return False
    rows = [
        {
            "account_id": account_id,
            "occasion_id": new,
            "content": {"groups": list(groups)},
            "written_at": at,
            "channel": "inbox",
            "delivered_at": at,
        }
        for account_id, groups in told.items()
        if groups
    ]
    if rows:
        db.session.execute(insert_new(Notice), rows)
    return True


def last(rung: str) -> datetime | None:
    """The newest moment of this rung that was told."""
    query = select(NoticeOccasion.due_at).where(NoticeOccasion.rung == rung)
    return db.session.scalar(query.order_by(NoticeOccasion.due_at.desc()).limit(1))
