"""A new boundary takes effect: with the first window that it concerns, late or punctual alike.

Whoever opens a window, the job or a visit that came before it, makes the boundaries that are due
by its first day effective first; a job does so as well. All is dated at the boundary itself, not
when somebody came to it: the same rows whoever was first, and however late.
"""

from datetime import date, datetime

from sqlalchemy import insert, select, update

from backend.core.clock import midnight
from backend.patrol.cycles import board_versions
from backend.patrol.cycles.opening import WindowRef
from backend.patrol.redraws import proposal
from backend.patrol.redraws.models import Redraw, RedrawMove, RedrawShape
from backend.records.audit import service as audit
from backend.registry.areas.models import AreaShape, PastShape
from backend.registry.sites import status_periods
from backend.registry.sites.models import Site
from backend.staff import events
from backend.staff.extensions import db


def on_window_begins(opening: WindowRef) -> None:
    """Receiver: hears of each window before its obligations are opened."""
    apply_due_redraws(opening.window.starts_on)


def apply_due_redraws(day: date) -> None:
    """Makes effective what is due by this local day and waits, the oldest first."""
    due = (
        select(Redraw.id)
        .where(Redraw.applied_at.is_(None), Redraw.cancelled_at.is_(None))
        .where(Redraw.effective_on <= day)
        .order_by(Redraw.effective_on, Redraw.id)
    )
    for redraw_id in db.session.scalars(due).all():
        row = db.session.get_one(Redraw, redraw_id, with_for_update=True, populate_existing=True)
        if row.applied_at is None and row.cancelled_at is None:
            _apply(row)


def _apply(row: Redraw) -> None:
    at = midnight(row.effective_on)
    row.applied_at = at
    grids = _redraw(row)
    known: dict[int, tuple[int, int]] = {
        move.site_id: (move.from_id, move.to_id)
        for move in db.session.scalars(select(RedrawMove).where(RedrawMove.redraw_id == row.id))
    }
    for site_id, (from_id, to_id) in sorted((known | _added_since(row, grids)).items()):
        _move(row, site_id, from_id, to_id, at)
    db.session.flush()
    detail = {"grids": sorted(grids)}
    audit.record(row.by_id, "redraw.apply", "redraw", row.id, at, detail)
    board_versions.mark_changed(grids)


def _redraw(row: Redraw) -> list[int]:
    """What was drawn goes into the past; answers the grids."""
    shapes = db.session.execute(
        select(RedrawShape.area_id, RedrawShape.geom).where(RedrawShape.redraw_id == row.id)
    ).all()
    for area_id, geom in shapes:
        drawn = select(AreaShape.geom).where(AreaShape.area_id == area_id)
        before = db.session.scalar(drawn)
        if before is None:
            db.session.execute(insert(AreaShape).values(area_id=area_id, geom=geom))
            continue
        past = {"area_id": area_id, "until": row.effective_on, "geom": before}
        db.session.execute(insert(PastShape).values(past))
        db.session.execute(update(AreaShape).where(AreaShape.area_id == area_id).values(geom=geom))
    return [shape.area_id for shape in shapes]


def _added_since(row: Redraw, grids: list[int]) -> dict[int, tuple[int, int]]:
    """Sites that were added to these grids after it was settled what moves."""
    added = Site.grid_id.in_(grids) & (Site.created_at >= row.at)
    found = proposal.find_moved_sites(None, {}, added).to
    grid_of = select(Site.id, Site.grid_id).where(Site.id.in_(found))
    return {site.id: (site.grid_id, found[site.id]) for site in db.session.execute(grid_of).all()}


def _move(row: Redraw, site_id: int, from_id: int, to_id: int, at: datetime) -> None:
    """Not if somebody has moved it elsewhere in the meantime."""
    site = db.session.get_one(Site, site_id, with_for_update=True, populate_existing=True)
    if not status_periods.move_between_grids(site, from_id, to_id, at, row.reason, row.by_id):
        return
    detail = {"redraw": row.id, "from": from_id, "grid": to_id, "version": site.version}
    audit.record(row.by_id, "site.redraw", "site", site.id, at, detail)
    events.site_changed.send(site, now=at)
