"""Sealing: a window is counted anew from its visits, frozen, and given a digest.

A sweep, one window per transaction, oldest first. The cut-off depends on the window alone, so
a job that runs late, twice or three times at once leaves the same seal: the row of the window
decides who makes it.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update

from backend.core.round_trips import ids_of, is_any
from backend.figures.seals import late, rules
from backend.figures.seals.counting import collect_names, count_window
from backend.figures.seals.models import Seal, SealedFigures, SealedTotal
from backend.patrol.cycles import board_versions
from backend.patrol.cycles.models import Obligation, Plan, WindowRow
from backend.patrol.cycles.obligations import store_results
from backend.records.audit import service as audit
from backend.registry.sites.models import Site
from backend.staff.extensions import db


def seal_next(now: datetime) -> bool:
    """Seals the oldest window that may be; false when there was none.

    The caller commits after each call and calls again.
    """
    for plan in db.session.scalars(select(Plan).order_by(Plan.id)):
        window = _find_oldest_unsealed(plan.id)
        if window is not None and rules.may_seal(window.ends_at, now):
            seal(plan, window, now)
            return True
    return False


def seal(plan: Plan, window: WindowRow, now: datetime) -> None:
    """Seals this window, unless another worker did so a moment ago."""
    updated: Any = db.session.execute(
        update(WindowRow)
        .where(WindowRow.id == window.id, WindowRow.sealed_at.is_(None))
        .values(sealed_at=now)
    )
    if not updated.rowcount:
        db.session.expire(window)
        return
    names = collect_names(plan)
    count = count_window(plan, window, names)
    store_results(count.differing)
    rows: list[dict[str, Any]] = [
        {"window_id": window.id, "grid_id": grid_id, "kind_id": kind_id, **figures}
        for grid_id, kind_id, figures in count.figures()
    ]
    if rows:
        db.session.execute(insert(SealedFigures), rows)
        totals = [
            {"window_id": window.id, "area_id": area_id, **figures}
            for area_id, figures in count.totals()
        ]
        db.session.execute(insert(SealedTotal), totals)
        board_versions.mark_changed({row["grid_id"] for row in rows})
        # Counted in one grid, a site may be listed in another today.
        board_versions.mark_changed(_find_listing_grids([row_id for row_id, _ in count.differing]))
    frozen = {"digest": count.digest, "obligations": count.number, "mended": len(count.differing)}
    beside = {"sealed_at": now, "layout": rules.LAYOUT, "names": names}
    db.session.execute(insert(Seal).values(window_id=window.id, **beside, **frozen))
    late.add_adjustments_of(window)
    audit.record(None, "window.sealed", "window", window.id, now, frozen)


def _find_listing_grids(obligation_ids: Sequence[int]) -> Sequence[int]:
    """The grids in which the sites of these obligations are listed today."""
    of_site = select(Site.grid_id).distinct().join(Obligation, Obligation.site_id == Site.id)
    return db.session.scalars(of_site.where(is_any(Obligation.id, ids_of(obligation_ids)))).all()


def _find_oldest_unsealed(plan_id: int) -> WindowRow | None:
    """The first window of a plan that was opened and is not sealed."""
    return db.session.scalar(
        select(WindowRow)
        .where(
            WindowRow.plan_id == plan_id,
            WindowRow.opened_at.is_not(None),
            WindowRow.sealed_at.is_(None),
        )
        .order_by(WindowRow.starts_on)
        .limit(1)
    )
