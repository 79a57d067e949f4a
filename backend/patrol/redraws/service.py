"""Drawing grids anew from the boundary of a window on: confirming it, calling it off."""

from datetime import date, datetime
from typing import Any

from geoalchemy2.shape import from_shape
from sqlalchemy import insert, select

from backend.core.clock import midnight
from backend.core.errors import Fault, Problem
from backend.patrol.cycles.queries import list_plans, versions_of
from backend.patrol.redraws import rules
from backend.patrol.redraws.models import Redraw, RedrawMove, RedrawShape
from backend.patrol.redraws.proposal import Proposal, propose
from backend.records.audit import service as audit
from backend.registry.accounts.queries import describe_first
from backend.registry.areas import territory
from backend.registry.areas.models import Area
from backend.registry.sites.models import Site
from backend.staff.access import Actor
from backend.staff.extensions import db


def confirm(actor: Actor, wanted: dict[str, Any], now: datetime) -> Redraw:
    """Draws grids anew from a day on; `wanted` holds features, datum, effective_on and reason.

    What it moves is settled now and happens then. Raises Problem("invalid"), or ("conflict")
    with who was first while another new boundary of one of the grids waits.
    """
    check_day(wanted["effective_on"], now)
    if not wanted["reason"].strip():
        raise Problem("invalid", faults=[Fault("reason", "reason_needed")])
    proposal = propose(actor, wanted["features"], wanted["datum"])
    _check_nothing_waits(sorted(proposal.shapes))
    row = Redraw(
        effective_on=wanted["effective_on"],
        reason=wanted["reason"].strip(),
        by_id=actor.account_id,
        at=now,
    )
    db.session.add(row)
    db.session.flush()
    _keep(row.id, proposal)
    detail = {
        "from": row.effective_on.isoformat(),
        "grids": sorted(proposal.shapes),
        "sites": len(proposal.moves.to),
    }
    audit.record(actor.account_id, "redraw.confirm", "redraw", row.id, now, detail)
    return row


def check_day(day: date, now: datetime) -> None:
    """Raises Problem("invalid") unless a new boundary may be in force from this day on."""
    if not rules.is_in_time(day, now):
        raise Problem("invalid", faults=[Fault("effective_on", "too_soon")])
    if not rules.is_first_day([versions_of(plan.id) for plan in list_plans()], day):
        raise Problem("invalid", faults=[Fault("effective_on", "not_boundary")])


def cancel(actor: Actor, redraw_id: int, now: datetime) -> None:
    """Calls a new boundary off while it waits; it stays on record.

    Raises Problem("not-found"), or ("already-decided") which says what happened first.
    """
    row = db.session.get(Redraw, redraw_id, with_for_update=True, populate_existing=True)
    if row is None or not _holds_all(actor, redraw_id):
        raise Problem("not-found")
    if row.cancelled_at is not None:
        told = describe_first("redraw.cancel", row.cancelled_by_id, row.cancelled_at)
        raise Problem("already-decided", changed=told)
    begin = midnight(row.effective_on)
    if row.applied_at is not None or begin <= now:
        raise Problem("already-decided", changed=describe_first("redraw.apply", row.by_id, begin))
    row.cancelled_by_id, row.cancelled_at = actor.account_id, now
    db.session.flush()
    audit.record(actor.account_id, "redraw.cancel", "redraw", row.id, now)


def _holds_all(actor: Actor, redraw_id: int) -> bool:
    """Whoever answers for a part alone may not call the whole off."""
    grids = db.session.scalars(
        select(RedrawShape.area_id).where(RedrawShape.redraw_id == redraw_id)
    ).all()
    return all(territory.holds(actor, "grid.redraw", grid_id) for grid_id in grids)


def _check_nothing_waits(grid_ids: list[int]) -> None:
    held = select(Area.id).where(Area.id.in_(grid_ids)).order_by(Area.id)
    db.session.execute(held.with_for_update(key_share=True)).all()
    waiting = db.session.scalars(
        select(Redraw)
        .join(RedrawShape, RedrawShape.redraw_id == Redraw.id)
        .where(RedrawShape.area_id.in_(grid_ids))
        .where(Redraw.applied_at.is_(None), Redraw.cancelled_at.is_(None))
    ).first()
    if waiting is not None:
        told = describe_first("redraw.confirm", waiting.by_id, waiting.at)
        raise Problem("conflict", changed=told)


def _keep(redraw_id: int, proposal: Proposal) -> None:
    for grid_id, shape in proposal.shapes.items():
        values = {"redraw_id": redraw_id, "area_id": grid_id}
        geom = from_shape(shape, srid=4326)
        db.session.execute(insert(RedrawShape).values(**values, geom=geom))
    grid_of = select(Site.id, Site.grid_id).where(Site.id.in_(proposal.moves.to))
    rows = [
        {
            "redraw_id": redraw_id,
            "site_id": site.id,
            "from_id": site.grid_id,
            "to_id": proposal.moves.to[site.id],
        }
        for site in db.session.execute(grid_of.order_by(Site.id))
    ]
    if rows:
        db.session.execute(insert(RedrawMove), rows)
