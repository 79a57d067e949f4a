"""Reading handovers, always through the territory of the one who asks."""

from collections import defaultdict
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import aliased

from backend.core import clock
from backend.registry.accounts.models import Account, Assignment
from backend.registry.accounts.queries import unended
from backend.registry.areas.models import Area
from backend.registry.areas.territory import below, within
from backend.registry.handovers import people, rules
from backend.registry.handovers.models import Handover, HandoverGrid
from backend.staff.access import Actor, Role
from backend.staff.extensions import db

SHOWN_MAX = 50


def show_parties(actor: Actor, area_id: int, now: datetime) -> dict[str, Any]:
    """Who patrols the grids of an area, who could, and today's handovers that the actor could take
    back or that were, newest first. Raises Problem("not-found").
    """
    area = people.find_area(actor, area_id)
    here = exists().where(
        HandoverGrid.handover_id == Handover.id,
        below(frozenset((area_id,)), HandoverGrid.grid_id),
    )
    today = Handover.at >= clock.midnight(clock.local_date(now))
    found = select(Handover.id).where(today, here, in_hands_of(actor), not_for_herself(actor))
    ids = db.session.scalars(found.order_by(Handover.id.desc()).limit(SHOWN_MAX))
    return {
        "area": area,
        "officers": people.officers_of(area.id, now),
        "candidates": people.candidates_of(actor, area, now),
        "handovers": describe(list(ids), now),
    }


def in_hands_of(actor: Actor) -> ColumnElement[bool]:
    """The query: the actor answers for every grid of the handover."""
    elsewhere = ~within(actor, "grid.hand_over", HandoverGrid.grid_id)
    return ~exists().where(HandoverGrid.handover_id == Handover.id, elsewhere)


def not_for_herself(actor: Actor) -> ColumnElement[bool]:
    """The query: taking it back gives the actor nothing, but what she gave away herself."""
    return or_(Handover.giver_id != actor.account_id, Handover.by_id == actor.account_id)


def describe(ids: list[int], now: datetime) -> list[dict[str, Any]]:
    """These handovers in this order, with what of each can still be taken back; two queries."""
    giver, taker, by, back = (aliased(Account) for _ in range(4))
    rows = (
        select(Handover, Area, giver, taker, by, back)
        .join(Area, Area.id == Handover.area_id)
        .join(giver, giver.id == Handover.giver_id)
        .join(taker, taker.id == Handover.taker_id)
        .join(by, by.id == Handover.by_id)
        .outerjoin(back, back.id == Handover.taken_back_by_id)
        .where(Handover.id.in_(ids))
    )
    grids = _grids(ids, now)
    found = {
        row.id: {
            "id": row.id,
            "area": area,
            "giver": gave,
            "taker": took,
            "by": did,
            "at": row.at,
            "taken_back": {"by": back, "at": row.taken_back_at} if row.taken_back_at else None,
            "grids": grids[row.id],
        }
        for row, area, gave, took, did, back in db.session.execute(rows)
    }
    return [found[each] for each in ids]


def list_held_grids(ids: list[int], now: datetime) -> list[tuple[Any, ...]]:
    """Of each grid of these handovers: its row, its area, its number of sites, how it is held."""
    begun, giver = aliased(Assignment), aliased(Account)
    back = exists().where(
        Assignment.account_id == Handover.giver_id,
        Assignment.area_id == HandoverGrid.grid_id,
        Assignment.role == Role.OFFICER,
        unended(now),
    )
    changed = and_(begun.id.is_not(None), begun.until.is_not(None))
    sites = people.count_sites(HandoverGrid.grid_id)
    rows = (
        select(HandoverGrid, Area, sites, changed, back, giver.disabled_at)
        .join(Handover, Handover.id == HandoverGrid.handover_id)
        .join(Area, Area.id == HandoverGrid.grid_id)
        .join(giver, giver.id == Handover.giver_id)
        .outerjoin(begun, begun.id == HandoverGrid.begun_id)
        .where(HandoverGrid.handover_id.in_(ids))
        .order_by(HandoverGrid.grid_id)
    )
    return [
        (row, area, count, rules.GridNow(moved, again, disabled is not None, row.giver_until))
        for row, area, count, moved, again, disabled in db.session.execute(rows)
    ]


def _grids(ids: list[int], now: datetime) -> dict[int, list[dict[str, Any]]]:
    """By handover; of one that was taken back, what stayed and why."""
    grids: dict[int, list[dict[str, Any]]] = defaultdict(list)
    done = select(Handover.id).where(Handover.id.in_(ids), Handover.taken_back_at.is_not(None))
    taken_back = set(db.session.scalars(done))
    for row, area, sites, held in list_held_grids(ids, now):
        is_done = row.handover_id in taken_back
        obstacle = row.obstacle if is_done else rules.name_obstacle(held, now)
        grids[row.handover_id].append({"area": area, "sites": sites, "obstacle": obstacle})
    return grids
