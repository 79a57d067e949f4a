"""Telling handlers that something is unread, and supervising groups that something is overdue.

    found in the database                        the sweep
    the newest slot (08:00 or 14:00) is told     does nothing
    else                                         one notice per member with something unread, and
                                                 at 08:00 per member of a group that supervises
                                                 one with something overdue; dated at the slot

No notice is written for a tip; a notice says neither how many nor which, and its moment is that of
the slot, whenever the worker came.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import select

from backend.core.clock import local_date
from backend.messages.notices import notifying
from backend.staff.extensions import db
from backend.tips.groups import keyring
from backend.tips.groups.models import TipGroup, TipMember
from backend.tips.host import handling
from backend.tips.host.models import Tip
from backend.tips.inbox import rules, seen
from backend.tips.inbox.models import TipRecusal

RUNG = "tips"


def tell(now: datetime) -> bool:
    """Once for each slot; the caller commits."""
    slot = rules.last_slot(now)
    last = notifying.find_last_moment(RUNG)
    if last is not None and last >= slot:
        return False
    told: dict[int, list[notifying.Subject]] = defaultdict(list)
    groups = {group.id: group for group in db.session.scalars(select(TipGroup))}
    tips = handling.tips_of(groups)
    members = _members()
    for group_id, account_id in _unread(tips, members):
        told[account_id].append(_about(groups[group_id], "new"))
    if rules.is_morning(slot):
        for group_id, account_id in _overdue(tips, members, groups, slot):
            told[account_id].append(_about(groups[group_id], "overdue"))
    return notifying.notify_at(RUNG, slot, told)


def _members() -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    rows = keyring.readers(TipMember).order_by(TipMember.account_id)
    for member in db.session.scalars(rows):
        found[member.group_id].append(member.account_id)
    return found


def _unread(tips: Sequence[Tip], members: dict[str, list[int]]) -> Iterator[tuple[str, int]]:
    items = seen.items([tip.id for tip in tips])
    recused = set(db.session.execute(select(TipRecusal.account_id, TipRecusal.tip_id)))
    for group_id, accounts in sorted(members.items()):
        here = [tip for tip in tips if tip.group_id == group_id]
        for account_id in accounts:
            read = seen.by(account_id) if here else {}
            if any(
                rules.unread(items[tip.id], read.get(tip.id, 0))
                and (account_id, tip.id) not in recused
                for tip in here
            ):
                yield group_id, account_id


def _overdue(
    tips: Sequence[Tip],
    members: dict[str, list[int]],
    groups: dict[str, TipGroup],
    slot: datetime,
) -> Iterator[tuple[str, int]]:
    today = local_date(slot)
    late = {tip.group_id for tip in tips if rules.is_overdue(tip.state, tip.due_day, today)}
    for group_id in sorted(late):
        for account_id in members.get(groups[group_id].supervisor_id or "", ()):
            yield group_id, account_id


def _about(group: TipGroup, matter: str) -> notifying.Subject:
    return notifying.Subject(id=group.id, name=group.name, name_en=group.name_en, matter=matter)
