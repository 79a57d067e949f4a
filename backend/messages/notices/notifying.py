"""Writing notices.

    kind     notified                               when
    tips     who has something unread in a group,   at two fixed moments of the day
             or supervises one that is overdue
    escrow   the members of the group whose key     at once: it is a matter among staff
             was asked for, or in which a
             membership ended or keys were reset;
             those of the group above it, too
    check    officers drawn for a cross-check       at once
    step     who leads or supervises the area       at once
             that a step is taken against
    finding  whoever is to mend it, to look at      at once
             it again or to give it to somebody
    visit    its author, of a leader's decision     at once

A notice of these kinds says only which group, area or site it is about and what has happened; of
tips neither how many nor which. What a notice of escalation says is composed by that feature.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, TypedDict

from sqlalchemy import select

from backend.messages.notices.models import Notice, NoticeOccasion
from backend.staff.extensions import db, insert_new


class Subject(TypedDict):
    """What a notice is about: a group, the area of a cross-check or step, or the site of a
    finding or visit.

    `id` is that of the group, cross-check, step, finding or visit; `matter` is one of
    `rules.MATTERS`.
    """

    id: str
    name: str
    name_en: str
    matter: str


def notify(kind: str, now: datetime, accounts: Collection[int], subject: Subject) -> None:
    """Writes the same notice for all of them, whatever else is written at this very moment."""
    if accounts:
        subjects = dict.fromkeys(accounts, (subject,))
        while not notify_at(kind, now, subjects):
            now += timedelta(microseconds=1)


def notify_at(kind: str, at: datetime, subjects: Mapping[int, Sequence[Subject]]) -> bool:
    """Writes one notice for each account; False when there is an occasion at `at` already.

    Late or twice it leaves the same rows: an occasion is unique by its kind and moment.
    """
    columns = {"rung": kind, "window_id": None, "due_at": at, "settled_at": at}
    new = insert_new(NoticeOccasion).values(state="told", told_up_to=0, **columns)
    occasion_id: int | None = db.session.scalar(new.returning(NoticeOccasion.id))
    if occasion_id is None:
        return False
    contents = {
        account_id: {"groups": list(groups)} for account_id, groups in subjects.items() if groups
    }
    write_notices(occasion_id, contents, at)
    return True


def write_notices(
    occasion_id: int, contents: Mapping[int, Mapping[str, Any]], now: datetime
) -> None:
    """Writes a notice with each of these contents, by account; it is in the inbox at once."""
    rows = [
        {
            "account_id": account_id,
            "occasion_id": occasion_id,
            "content": content,
            "written_at": now,
            "channel": "inbox",
            "delivered_at": now,
        }
        for account_id, content in contents.items()
    ]
    if rows:
        db.session.execute(insert_new(Notice), rows)


def find_last_moment(kind: str) -> datetime | None:
    """The newest moment for which notices of this kind were written."""
    query = select(NoticeOccasion.due_at).where(NoticeOccasion.kind == kind)
    return db.session.scalar(query.order_by(NoticeOccasion.due_at.desc()).limit(1))
