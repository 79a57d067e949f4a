"""The obligations of a site counted anew from its raw rows, without the product's own counting."""

from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from sqlalchemy import select

from backend.patrol.checkins.models import Checkin
from backend.patrol.cycles.models import Exemption, Obligation, WindowRow
from backend.patrol.cycles.rules import (
    Period,
    Requirement,
    Visit,
    Window,
    cut_off,
    outcome,
    requirement,
)
from backend.registry.areas.models import Area
from backend.registry.sites.models import Site, StatusPeriod
from backend.staff.extensions import db


def stored() -> dict[tuple[int, int], tuple[Any, ...]]:
    rows = db.session.scalars(
        select(Obligation)
        .join(WindowRow, WindowRow.id == Obligation.window_id)
        .where(WindowRow.opened_at.is_not(None))
        .execution_options(populate_existing=True)
    )
    return {
        (row.site_id, row.window_id): (
            row.grid_id,
            row.outcome,
            row.gap_from,
            row.last_at,
            row.closed_gap_s,
        )
        for row in rows
    }


def recount(site: Site) -> dict[tuple[int, int], tuple[Any, ...]]:
    """The obligations of a site as its spells and visits alone tell them."""
    spells = [
        Period(row.since, row.until, row.status, row.grid_id)
        for row in db.session.scalars(
            select(StatusPeriod).where(StatusPeriod.site_id == site.id).order_by(StatusPeriod.id)
        )
    ]
    found: dict[tuple[int, int], tuple[Any, ...]] = {}
    left: tuple[datetime, datetime] | None = None
    for row in db.session.scalars(
        select(WindowRow).where(WindowRow.opened_at.is_not(None)).order_by(WindowRow.starts_at)
    ):
        needed = requirement(spells, Window(row.number, row.starts_on, row.ends_on))
        if needed is None:
            continue
        visits = visits_in(site, row)
        touching = [s for s in spells if s.until is None or s.until > row.starts_at]
        continues = left is not None and left[0] == row.starts_at
        gap_from = left[1] if left and continues else touching[0].since
        covering = sorted(v.captured_at for v in visits if v.counts and not v.attempted)
        gaps = [later - sooner for sooner, later in pairwise([gap_from, *covering])]
        last_at = covering[-1] if covering else None
        found[(site.id, row.id)] = (
            needed.grid_id,
            outcome(
                visits, exempt=needed.exempt or is_waived(row, needed), checkpoints_required=None
            ),
            gap_from,
            last_at,
            max(gaps, default=timedelta()) // timedelta(seconds=1),
        )
        left = (row.ends_at, last_at or gap_from)
    return found


def is_waived(window: WindowRow, needed: Requirement) -> bool:
    """Told by the rows of exemptions and the tree alone."""
    above, area = set(), db.session.get(Area, needed.grid_id)
    while area is not None:
        above.add(area.id)
        area = db.session.get(Area, area.parent_id) if area.parent_id else None
    rows = db.session.scalars(select(Exemption).execution_options(populate_existing=True))
    return any(
        row.window_id == window.id and row.area_id in above and row.withdrawn_at is None
        for row in rows
    )


def visits_in(site: Site, window: WindowRow) -> list[Visit]:
    rows = db.session.scalars(
        select(Checkin)
        .where(Checkin.site_id == site.id, Checkin.window_id == window.id)
        .execution_options(populate_existing=True)
    )
    return [
        Visit(row.captured_at, row.result == "attempted", counts(row, cut_off(window.ends_at)))
        for row in rows
    ]


def counts(row: Checkin, until: datetime) -> bool:
    """Arrived, or accepted, before the cut-off of its window."""
    since = row.reviewed_at if row.standing == "accepted" else row.received_at
    in_time = since < until
    return in_time and row.standing in ("counts", "accepted")
