"""Notifying members of something unread, and supervising groups of something overdue.

    found in the database                        the job
    notices of the newest slot (08:00 or 14:00)  does nothing
    none                                         writes one notice per member with something
                                                 unread, and at 08:00 per member of a group that
                                                 supervises one with something overdue

A notice says neither how many tips nor which, and is dated at the slot whenever the job ran, so
that no notice tells when a tip came.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from sqlalchemy import select

from backend.core.clock import local_date
from backend.messages.notices import notifying
from backend.staff.extensions import db
from backend.tips.groups.models import TipGroup
from backend.tips.host.models import Tip
from backend.tips.inbox import rules, unread, visibility

RUNG = "tips"

Reader = tuple[str, int, list[Tip]]


def notify_members(now: datetime) -> bool:
    """Once for each slot; the caller commits."""
    slot = rules.last_slot(now)
    last = notifying.find_last_moment(RUNG)
    if last is not None and last >= slot:
        return False
    notices: dict[int, list[notifying.Subject]] = defaultdict(list)
    groups = {group.id: group for group in db.session.scalars(select(TipGroup))}
    readers = list(visibility.open_tips_by_reader())
    for group_id, account_id in _unread(readers):
        notices[account_id].append(_about(groups[group_id], "new"))
    if rules.is_morning(slot):
        for group_id, account_id in _overdue(readers, groups, slot):
            notices[account_id].append(_about(groups[group_id], "overdue"))
    return notifying.notify_at(RUNG, slot, notices)


def _unread(readers: Sequence[Reader]) -> Iterator[tuple[str, int]]:
    counts = unread.count_items({tip.id for _, _, tips in readers for tip in tips})
    for group_id, account_id, tips in readers:
        read = unread.count_seen(account_id) if tips else {}
        if any(rules.unread(counts[tip.id], read.get(tip.id, 0)) for tip in tips):
            yield group_id, account_id


def _overdue(
    readers: Sequence[Reader], groups: Mapping[str, TipGroup], slot: datetime
) -> Iterator[tuple[str, int]]:
    today = local_date(slot)
    late = {
        tip.group_id
        for tip in visibility.open_tips()
        if rules.is_overdue(tip.state, tip.due_day, today)
    }
    for group_id in sorted(late & groups.keys()):
        for reader_group, account_id, _ in readers:
            if reader_group == groups[group_id].supervisor_id:
                yield group_id, account_id


def _about(group: TipGroup, matter: str) -> notifying.Subject:
    return notifying.Subject(id=group.id, name=group.name, name_en=group.name_en, matter=matter)
