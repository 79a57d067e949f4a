"""A handover is taken back on its day: its grids return to whom they had before."""

from datetime import datetime

from sqlalchemy import select

from backend.core import clock
from backend.core.errors import Fault, Problem
from backend.records.audit.service import record
from backend.registry.accounts import assignments
from backend.registry.accounts.models import Assignment
from backend.registry.accounts.queries import describe_first
from backend.registry.handovers import people, queries, rules
from backend.registry.handovers.models import Handover, HandoverGrid
from backend.staff.access import Actor, Role
from backend.staff.extensions import db


def lock(actor: Actor, handover_id: int) -> Handover:
    """The handover as it is now, held with both accounts; the moment is read after this.

    The accounts come first, as in a handover, so that no two wait for each other. Raises
    Problem("not-found") unless the actor answers for all of its grids.
    """
    seen = select(Handover).where(Handover.id == handover_id, queries.in_hands_of(actor))
    handover = db.session.scalar(seen)
    if handover is None:
        raise Problem("not-found")
    people.lock_pair(handover.giver_id, handover.taker_id)
    db.session.refresh(handover, with_for_update=True)
    return handover


def take_back(actor: Actor, handover: Handover, now: datetime) -> None:
    """Gives the giver again what she gave, from now on; visits made meanwhile stay as they are.

    when                 who                                   its grids             answer
    the same local day   a giver who did not hand over         any                   a second
                                                                                     person
    the same local day   whoever may hand over, or the giver   one or more can go    these go
                         what she handed over herself          back
    the same local day   the same                              all were changed      conflict
    taken back before    any                                   any                   decided
    a later day          any                                   any                   conflict
    """
    if handover.taken_back_at is not None:
        told = describe_first("grid.taken_back", handover.taken_back_by_id, handover.taken_back_at)
        raise Problem("already-decided", changed=told)
    if actor.account_id == handover.giver_id != handover.by_id:
        raise Problem("second-person-needed")
    if clock.local_date(handover.at) != clock.local_date(now):
        raise Problem("conflict", faults=[Fault("at", "day_over")])
    _hold_assignments(handover.id)
    found = queries.list_held_grids([handover.id], now)
    for row, _, _, held in found:
        row.obstacle = rules.name_obstacle(held, now)
    going = [row for row, *_ in found if row.obstacle is None]
    if not going:
        raise Problem("conflict", faults=[Fault("grids", "all_changed")])
    handover.taken_back_at, handover.taken_back_by_id = now, actor.account_id
    for row in going:
        _return(handover, row, actor.account_id, now)


def _hold_assignments(handover_id: int) -> None:
    """Nobody ends what the taker got while it is looked at."""
    of_it = select(HandoverGrid.begun_id).where(HandoverGrid.handover_id == handover_id)
    held = select(Assignment).where(Assignment.id.in_(of_it)).order_by(Assignment.id)
    again = held.with_for_update().execution_options(populate_existing=True)
    db.session.scalars(again).all()


def _return(handover: Handover, row: HandoverGrid, by: int, now: datetime) -> None:
    if row.begun_id is not None:
        assignments.close(db.session.get_one(Assignment, row.begun_id), by, now)
    span = (None, row.giver_until)
    wanted = assignments.Wanted(handover.giver_id, Role.OFFICER, row.grid_id, span)
    assignments.grant(wanted, by, now)
    detail = {"from": handover.taker_id, "to": handover.giver_id, "handover": handover.id}
    record(by, "grid.taken_back", "area", row.grid_id, now, detail)
