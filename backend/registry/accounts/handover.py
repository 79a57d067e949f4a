"""A grid goes from one officer to another, whole, at one moment."""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, exists, select
from sqlalchemy.orm import aliased

from backend.core.errors import Fault, Problem
from backend.records.audit.service import record
from backend.registry.accounts import assignments
from backend.registry.accounts.models import Account, Assignment
from backend.registry.accounts.queries import unended
from backend.registry.areas.models import Area, AreaClosure
from backend.registry.areas.territory import require
from backend.staff.access import Actor, Role
from backend.staff.extensions import db


def parties(actor: Actor, grid_id: int, now: datetime) -> dict[str, Any]:
    """Who patrols this grid, and to whom the actor could give it. Raises Problem("not-found")."""
    grid = _grid(actor, grid_id)
    here = select(Account).where(_walks(grid.id, now)).order_by(Account.id)
    others = _candidates(grid.id, now).where(Account.id != actor.account_id)
    there = others.where(~_walks(grid.id, now)).order_by(Account.id)
    return {
        "area": grid,
        "officers": db.session.scalars(here).all(),
        "candidates": db.session.scalars(there).all(),
    }


class Pair(NamedTuple):
    """Who gives and who takes, by id, and the accounts of those of them that there are."""

    giver: int
    taker: int
    accounts: dict[int, Account]


def lock_pair(giver: int, taker: int) -> Pair:
    """Waits for its turn and holds both accounts until the end of the transaction.

    The moment of the hand-over must be read after this: whoever waited behind another would
    else look at the grid as it was before. One order of locks, so that no two wait for each
    other.
    """
    ids = (giver, taker)
    found = select(Account).where(Account.id.in_(ids)).order_by(Account.id).with_for_update()
    return Pair(giver, taker, {account.id: account for account in db.session.scalars(found)})


def hand_over(actor: Actor, grid_id: int, pair: Pair, now: datetime) -> dict[str, Any]:
    """Ends the giver's assignment to a grid and gives the taker one from the same moment.

        the taker                          the giver                              answer
        the giver herself                  any                                    invalid
        the actor                          any                                    a second person:
                                                                                  nobody gives
                                                                                  herself a role
        no officer or leader of the town   any                                    invalid
        an officer or leader of the town   does not patrol this very grid, or no  conflict
                                           longer, or through a bigger area
        patrols it already                 patrols it                             conflict
        an officer or leader of the town   patrols it                             done

    Visits that the giver's phone still holds are let in for LAPSE. Of two at once the second
    finds the giver without it. Raises Problem("not-found") for what is no grid of the actor's,
    and the problems of the table.
    """
    grid = _grid(actor, grid_id)
    giver, taker, people = pair
    if giver == taker:
        raise Problem("invalid", faults=[Fault("to", "same_person")])
    if taker == actor.account_id:
        raise Problem("second-person-needed")
    if db.session.scalar(_candidates(grid.id, now).where(Account.id == taker)) is None:
        raise Problem("invalid", faults=[Fault("to", "no_such")])
    ended = db.session.scalar(
        select(Assignment)
        .where(Assignment.account_id == giver, *_patrols(grid.id, now))
        .with_for_update(of=Assignment)
    )
    if ended is None:
        raise Problem("conflict", faults=[Fault("from", "not_held")])
    if db.session.scalar(select(_walks(grid.id, now)).where(Account.id == taker)):
        raise Problem("conflict", faults=[Fault("to", "held_already")])
    assignments.close(ended, actor.account_id, now)
    assignments.grant(assignments.Wanted(taker, Role.OFFICER, grid.id), actor.account_id, now)
    detail = {"from": giver, "to": taker}
    record(actor.account_id, "grid.handed_over", "area", grid.id, now, detail)
    return {"area": grid, "giver": people[giver], "taker": people[taker], "at": now}


def _grid(actor: Actor, grid_id: int) -> Area:
    require(actor, "grid.hand_over", grid_id)
    grid = db.session.get_one(Area, grid_id)
    if grid.level != "grid":
        raise Problem("not-found")
    return grid


def _patrols(grid_id: int, now: datetime) -> tuple[ColumnElement[bool], ...]:
    """The assignment is that of an officer to this very grid, and runs."""
    return (
        Assignment.role == Role.OFFICER,
        Assignment.area_id == grid_id,
        Assignment.since <= now,
        unended(now),
    )


def _walks(grid_id: int, now: datetime) -> ColumnElement[bool]:
    return exists().where(Assignment.account_id == Account.id, *_patrols(grid_id, now))


def _candidates(grid_id: int, now: datetime) -> Select[Account]:
    """Officers and leaders of the same town who can sign in."""
    closure, town = aliased(AreaClosure), aliased(Area)
    its_town = (
        select(town.id)
        .join(closure, closure.ancestor_id == town.id)
        .where(closure.area_id == grid_id, town.level == "town")
        .scalar_subquery()
    )
    of_the_town = exists().where(
        AreaClosure.area_id == Assignment.area_id, AreaClosure.ancestor_id == its_town
    )
    works_there = exists().where(
        Assignment.account_id == Account.id,
        Assignment.role.in_((Role.OFFICER, Role.LEADER)),
        Assignment.since <= now,
        unended(now),
        of_the_town,
    )
    return select(Account).where(works_there, Account.disabled_at.is_(None))
