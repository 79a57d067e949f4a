"""Who answers for an area: the people to whom something there can be given."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, case, exists, func, or_, select

from backend.core.paging import fetch_page
from backend.registry.accounts.models import Account, Assignment
from backend.registry.accounts.queries import unended
from backend.registry.areas.models import Area, AreaClosure
from backend.registry.areas.rules import LEVELS
from backend.registry.areas.territory import below, require, within
from backend.staff.access import ACTIONS, Action, Actor, Role
from backend.staff.extensions import db

_RANKED = (Role.OFFICER, Role.LEADER, Role.SUPERVISOR)


def people_of(
    actor: Actor, area_id: int | None, cursor: str | None, limit: int, now: datetime
) -> dict[str, Any]:
    """A page of officers, leaders and supervisors, each with her highest role; one query.

    With an area: those who hold it, a part of it, or what it is part of, up to the town.
    Without: those within the actor's territory. Raises Problem("not-found") for an area
    outside it.
    """
    rank = case({role: number for number, role in enumerate(_RANKED)}, value=Assignment.role)
    found = (
        select(Account.id, Account.name, Account.force, func.max(rank).label("rank"))
        .join(Assignment, Assignment.account_id == Account.id)
        .where(
            Assignment.role.in_(_RANKED),
            Assignment.since <= now,
            unended(now),
            Account.disabled_at.is_(None),
            _answers_for(actor, area_id),
        )
        .group_by(Account.id, Account.name, Account.force)
    )
    page = fetch_page(db.session, found, [Account.id], cursor=cursor, limit=limit)
    return page.with_items([_person(*row) for row in page.rows])


def find_nearest(
    area_id: int, action: Action, now: datetime, besides: Collection[int] = ()
) -> list[Account]:
    """Those who may do `action` in the area by a role nearest to it, in the order of their ids.

    Of the area itself, else of the next one above that has somebody who is not in `besides`; none
    when there is nobody at all. One query.
    """
    depth = case({level: number for number, level in enumerate(LEVELS)}, value=Area.level)
    rows = db.session.execute(
        select(Account, depth.label("depth"))
        .join(Assignment, Assignment.account_id == Account.id)
        .join(AreaClosure, AreaClosure.ancestor_id == Assignment.area_id)
        .join(Area, Area.id == Assignment.area_id)
        .where(
            AreaClosure.area_id == area_id,
            Assignment.role.in_([role for role in ACTIONS if action in ACTIONS[role]]),
            Assignment.since <= now,
            unended(now),
            Account.disabled_at.is_(None),
            Account.id.not_in(besides),
        )
        .order_by(depth.desc(), Account.id)
    ).all()
    nearest = [row.Account for row in rows if row.depth == rows[0].depth]
    return list(dict.fromkeys(nearest))


def _answers_for(actor: Actor, area_id: int | None) -> ColumnElement[bool]:
    if area_id is None:
        return within(actor, "account.read", Assignment.area_id)
    require(actor, "account.read", area_id)
    above = (
        exists()
        .where(AreaClosure.area_id == area_id, AreaClosure.ancestor_id == Assignment.area_id)
        .where(Area.id == Assignment.area_id, Area.level != "county")
    )
    return or_(below(frozenset((area_id,)), Assignment.area_id), above)


def _person(account_id: int, name: str, force: str | None, rank: int) -> dict[str, Any]:
    return {"id": account_id, "name": name, "force": force, "role": _RANKED[rank]}
