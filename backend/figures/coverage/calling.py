"""Whom to call about a site: somebody who can go there, never the caller herself."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from backend.registry.accounts.models import Account, Assignment
from backend.registry.accounts.queries import unended
from backend.staff.access import Role
from backend.staff.extensions import db

Person = dict[str, Any]


def choose_person(
    officers: Sequence[Person], leader: Person | None, last_by: int | None, caller_id: int
) -> Person | None:
    """Of those who walk the grid the one who came last, else the first; else the leader.

    `officers` in the order in which they took the grid; None when only the caller is left.
    """
    came_last = [person for person in officers if person["id"] == last_by]
    everybody = (*came_last, *officers, *((leader,) if leader else ()))
    return next((person for person in everybody if person["id"] != caller_id), None)


def find_officers(grid_ids: Collection[int], now: datetime) -> dict[int, list[Person]]:
    """By grid, the officers who walk it, the longest first; one query."""
    rows = db.session.execute(
        select(Assignment.area_id, Account.id, Account.name, Account.phone)
        .join(Account, Account.id == Assignment.account_id)
        .where(
            Assignment.area_id.in_(grid_ids),
            Assignment.role == Role.OFFICER,
            Assignment.since <= now,
            unended(now),
            Account.disabled_at.is_(None),
        )
        .order_by(Assignment.since, Assignment.id)
    )
    found: dict[int, list[Person]] = defaultdict(list)
    for grid_id, account_id, name, phone in rows:
        found[grid_id].append({"id": account_id, "name": name, "phone": phone})
    return found
