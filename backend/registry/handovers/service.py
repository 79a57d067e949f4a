"""Grids go from one officer to another, whole, at one moment."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from backend.core.errors import Fault, Problem
from backend.records.audit.service import record
from backend.registry.accounts import assignments
from backend.registry.accounts.models import Account, Assignment
from backend.registry.handovers.models import Handover, HandoverGrid
from backend.registry.handovers.people import Pair, find_area, fit_takers, patrols
from backend.staff.access import Actor, Role
from backend.staff.extensions import db


def hand_over(actor: Actor, area_id: int, pair: Pair, now: datetime) -> int:
    """Ends the giver's assignments to the grids of an area and gives the taker her own from the
    same moment; the id of the handover.

        the taker                          the giver                              answer
        the giver herself                  any                                    invalid
        the actor                          any                                    a second person:
                                                                                  nobody gives
                                                                                  herself a role
        no officer or leader of the town   any                                    invalid
        an officer or leader of the town   patrols no very grid here, or no       conflict
                                           longer, or through a bigger area
        patrols all of these already       patrols some                           conflict
        patrols some of these already      patrols some                           done: the taker
                                                                                  gets the others
        an officer or leader of the town   patrols some                           done

    Visits that the giver's phone still holds are let in for LAPSE. Of two at once the second
    finds the giver without them. Raises Problem("not-found") for what is no grid, village or town
    of the actor's, and the problems of the table.
    """
    area = find_area(actor, area_id)
    _check_taker(actor, area.id, pair, now)
    ended = db.session.scalars(
        select(Assignment)
        .where(Assignment.account_id == pair.giver, *patrols(area.id, now))
        .order_by(Assignment.id)
        .with_for_update(of=Assignment)
    ).all()
    if not ended:
        raise Problem("conflict", faults=[Fault("from", "not_held")])
    theirs = select(Assignment.area_id).where(
        Assignment.account_id == pair.taker, *patrols(area.id, now)
    )
    held = set(db.session.scalars(theirs))
    if held.issuperset(each.area_id for each in ended):
        raise Problem("conflict", faults=[Fault("to", "held_already")])
    handover = Handover(
        area_id=area.id, giver_id=pair.giver, taker_id=pair.taker, by_id=actor.account_id, at=now
    )
    db.session.add(handover)
    db.session.flush()
    _move(handover, ended, held)
    return handover.id


def _check_taker(actor: Actor, area_id: int, pair: Pair, now: datetime) -> None:
    if pair.giver == pair.taker:
        raise Problem("invalid", faults=[Fault("to", "same_person")])
    if pair.taker == actor.account_id:
        raise Problem("second-person-needed")
    if db.session.scalar(fit_takers(area_id, now).where(Account.id == pair.taker)) is None:
        raise Problem("invalid", faults=[Fault("to", "no_such")])


def _move(handover: Handover, ended: Sequence[Assignment], held: set[int]) -> None:
    by, now = handover.by_id, handover.at
    detail = {"from": handover.giver_id, "to": handover.taker_id, "handover": handover.id}
    for each in ended:
        until, begun = each.until, None
        assignments.close(each, by, now)
        if each.area_id not in held:
            wanted = assignments.Wanted(handover.taker_id, Role.OFFICER, each.area_id)
            begun = assignments.grant(wanted, by, now)
        db.session.add(
            HandoverGrid(
                handover_id=handover.id, grid_id=each.area_id, begun_id=begun, giver_until=until
            )
        )
        record(by, "grid.handed_over", "area", each.area_id, now, detail)
