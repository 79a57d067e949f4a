"""Who patrols the grids of an area, and who could."""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, ScalarSelect, Select, exists, func, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from backend.core.errors import Problem
from backend.registry.accounts.models import Account, Assignment
from backend.registry.accounts.queries import unended
from backend.registry.areas.models import Area, AreaClosure
from backend.registry.areas.territory import below, require
from backend.registry.sites.models import Site
from backend.staff.access import Actor, Role
from backend.staff.extensions import db

LEVELS = ("grid", "village", "town")


class Pair(NamedTuple):
    """Who gives and who takes, by id, and the accounts of those of them that there are."""

    giver: int
    taker: int
    accounts: dict[int, Account]


def lock_pair(giver: int, taker: int) -> Pair:
    """Waits for its turn and holds both accounts until the end of the transaction.

    The moment of the handover must be read after this: whoever waited behind another would
    else look at the grids as they were before. One order of locks, so that no two wait for each
    other.
    """
    ids = (giver, taker)
    found = select(Account).where(Account.id.in_(ids)).order_by(Account.id).with_for_update()
    return Pair(giver, taker, {account.id: account for account in db.session.scalars(found)})


def find_area(actor: Actor, area_id: int) -> Area:
    """A grid, village or town of the actor's. Raises Problem("not-found")."""
    require(actor, "grid.hand_over", area_id)
    area = db.session.get_one(Area, area_id)
    if area.level not in LEVELS:
        raise Problem("not-found")
    return area


def officers_of(area_id: int, now: datetime) -> list[dict[str, Any]]:
    """Who patrols grids of this area, with the number of these grids and of their sites."""
    counted = (
        select(
            Assignment.account_id,
            func.count().label("grids"),
            func.sum(count_sites(Assignment.area_id)).label("sites"),
        )
        .where(*patrols(area_id, now))
        .group_by(Assignment.account_id)
        .subquery()
    )
    rows = select(Account, counted.c.grids, counted.c.sites).join(
        counted, counted.c.account_id == Account.id
    )
    return [
        _describe(account) | {"grids": grids, "sites": int(sites)}
        for account, grids, sites in db.session.execute(rows.order_by(Account.id))
    ]


def candidates_of(actor: Actor, area: Area, now: datetime) -> list[dict[str, Any]]:
    """Who could take grids of this area over from somebody, the actor excepted; `near` of whoever
    works in the same village.

    Of a grid, nobody who patrols it already.
    """
    others = fit_takers(area.id, now).where(Account.id != actor.account_id)
    if area.level == "grid":
        walks = exists().where(Assignment.account_id == Account.id, *patrols(area.id, now))
        others = others.where(~walks)
    nearness = others.add_columns(works_in("village", area.id, now))
    rows = db.session.execute(nearness.order_by(Account.id))
    return [_describe(each) | {"near": near} for each, near in rows]


def patrols(area_id: int, now: datetime) -> tuple[ColumnElement[bool], ...]:
    """The assignment is that of an officer to a very grid in this area, and runs."""
    return (
        Assignment.role == Role.OFFICER,
        below(frozenset((area_id,)), Assignment.area_id),
        exists().where(Area.id == Assignment.area_id, Area.level == "grid"),
        Assignment.since <= now,
        unended(now),
    )


def fit_takers(area_id: int, now: datetime) -> Select[Account]:
    """Officers and leaders of the same town who can sign in."""
    return select(Account).where(works_in("town", area_id, now), Account.disabled_at.is_(None))


def works_in(level: str, area_id: int, now: datetime) -> ColumnElement[bool]:
    """The query: the account is an officer or leader in the town or village (`level`) that the
    area is or lies in.
    """
    closure, above = aliased(AreaClosure), aliased(Area)
    place = (
        select(above.id)
        .join(closure, closure.ancestor_id == above.id)
        .where(closure.area_id == area_id, above.level == level)
        .scalar_subquery()
    )
    lies_there = exists().where(
        AreaClosure.area_id == Assignment.area_id, AreaClosure.ancestor_id == place
    )
    return exists().where(
        Assignment.account_id == Account.id,
        Assignment.role.in_((Role.OFFICER, Role.LEADER)),
        Assignment.since <= now,
        unended(now),
        lies_there,
    )


def count_sites(grid_id: InstrumentedAttribute[int]) -> ScalarSelect[int]:
    """The number of sites of a grid that are to be visited."""
    its = select(func.count()).select_from(Site)
    return its.where(Site.grid_id == grid_id, Site.status == "active").scalar_subquery()


def _describe(account: Account) -> dict[str, Any]:
    return {"id": account.id, "name": account.name, "force": account.force}
