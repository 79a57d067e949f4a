"""WindowRef windows: one obligation for each site that a window requires.

A sweep: it finds in the database what is not opened yet, and does a bounded piece of it, so
that visits never wait long for it. Run late, twice or by several workers at once, it leaves
the same rows as one punctual run: periods are dated, and a row that is there stays.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, func, or_, select, update

from backend.core.clock import local_date
from backend.patrol.cycles import board_versions
from backend.patrol.cycles.models import Obligation, Plan, WindowRow
from backend.patrol.cycles.queries import list_plans, versions_of
from backend.patrol.cycles.requirements import periods_touching, requirements
from backend.patrol.cycles.rules import ACTIVE, Outcome, Window, window_on
from backend.patrol.cycles.service import window_id
from backend.registry.kinds.models import Kind
from backend.registry.sites.models import Site, StatusPeriod
from backend.staff import events
from backend.staff.extensions import db, insert_new

BATCH = 2000


class WindowRef(NamedTuple):
    """A window that is being opened, with the id of its row."""

    plan_id: int
    window: Window
    row_id: int


def open_next(now: datetime) -> bool:
    """Opens up to BATCH obligations of the oldest window that still lacks some.

    False when nothing was left to do. The caller commits after each call and calls again.
    """
    for plan in list_plans():
        for window in due_windows(plan, now):
            return open_batch(plan, window, now)
    return False


def due_windows(plan: Plan, now: datetime) -> Iterator[Window]:
    """The windows that have begun and are not opened, oldest first.

    Before the first opening that is the current one alone; later all since the last opened.
    """
    of_plan = versions_of(plan.id)
    current = window_on(local_date(now), of_plan)
    last = db.session.scalar(
        select(func.max(WindowRow.ends_on)).where(
            WindowRow.plan_id == plan.id, WindowRow.opened_at.is_not(None)
        )
    )
    window = window_on(last, of_plan) if last else current
    while window.starts_on <= current.starts_on:
        yield window
        window = window_on(window.ends_on, of_plan)


def open_batch(plan: Plan, window: Window, now: datetime) -> bool:
    """Opens up to BATCH obligations of this window; false when another worker had finished it."""
    opening = WindowRef(plan.id, window, window_id(plan.id, window))
    events.window_begins.send(opening)
    sites = db.session.execute(_unopened(opening).where(Kind.plan_code == plan.code)).all()
    if sites:
        _open(opening, sites)
        return True
    done: Any = db.session.execute(
        update(WindowRow)
        .where(WindowRow.id == opening.row_id, WindowRow.opened_at.is_(None))
        .values(opened_at=now)
    )
    return bool(done.rowcount)


def open_site(opening: WindowRef, site_id: int) -> None:
    """Opens one site's obligation for a visit that came before the job; the job skips it then."""
    events.window_begins.send(opening)
    _open(opening, db.session.execute(_unopened(opening).where(Site.id == site_id)).all())


def _unopened(opening: WindowRef) -> Select[int, int, int]:
    """Sites on duty at the window's start that have no obligation in it yet."""
    start = opening.window.starts_at
    has = select(Obligation.id).where(
        Obligation.site_id == Site.id, Obligation.window_id == opening.row_id
    )
    return (
        select(Site.id, Site.kind_id, Site.grid_id)
        .join(Kind, Kind.id == Site.kind_id)
        .join(StatusPeriod, StatusPeriod.site_id == Site.id)
        .where(StatusPeriod.status == ACTIVE, StatusPeriod.since <= start, ~has.exists())
        .where(or_(StatusPeriod.until.is_(None), StatusPeriod.until > start))
        .order_by(Site.id)
        .limit(BATCH)
    )


def _open(opening: WindowRef, sites: Sequence[Any]) -> None:
    site_ids = [site.id for site in sites]
    periods = periods_touching(site_ids, opening.window)
    before = _last_covered(site_ids, opening)
    needed = requirements(opening.row_id, opening.window, periods)
    rows = [
        {
            "site_id": site_id,
            "window_id": opening.row_id,
            "grid_id": needed[site_id].grid_id,
            "kind_id": kind_id,
            "exempt": needed[site_id].exempt,
            "outcome": Outcome.EXEMPT if needed[site_id].exempt else Outcome.NONE,
            "gap_from": before.get(site_id) or periods[site_id][0].since,
        }
        for site_id, kind_id, _ in sites
        if site_id in needed
    ]
    if rows:
        db.session.execute(insert_new(Obligation), rows)
        board_versions.mark_changed(row["grid_id"] for row in rows)
        # Since the window began a site may have moved: it is listed with its grid of today.
        board_versions.mark_changed(site.grid_id for site in sites)
        events.obligations_opened.send(opening, site_ids=site_ids)


def _last_covered(site_ids: list[int], opening: WindowRef) -> dict[int, datetime]:
    """Where the gap of each site starts, as the window before this one left it."""
    left = func.coalesce(Obligation.last_at, Obligation.gap_from)
    rows = db.session.execute(
        select(Obligation.site_id, left)
        .join(WindowRow, WindowRow.id == Obligation.window_id)
        .where(
            WindowRow.plan_id == opening.plan_id,
            WindowRow.ends_on == opening.window.starts_on,
            Obligation.site_id.in_(site_ids),
        )
    )
    return {row[0]: row[1] for row in rows}
