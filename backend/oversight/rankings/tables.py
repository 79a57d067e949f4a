"""The figures of areas over a period: obligations and findings. Nothing here knows an account,
so no person can be ranked.

Sealed windows are read from their seals; of the others the cost follows the obligations.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, Select, and_, case, func, or_, select, type_coerce

from backend.core.database import UtcDateTime
from backend.core.round_trips import ids_of, is_any
from backend.figures.seals.figures import figures_of, find_totals
from backend.figures.seals.models import SealedTotal
from backend.oversight.rankings.rules import AreaFigures
from backend.patrol.cycles.models import Obligation, WindowRow
from backend.patrol.cycles.rules import Outcome
from backend.patrol.findings.models import Finding
from backend.registry.areas.models import Area, AreaClosure
from backend.registry.kinds.models import Kind
from backend.staff.extensions import db

SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class Period:
    """The windows of one plan, the oldest first; at least one."""

    plan_code: str
    windows: Sequence[WindowRow]

    @property
    def starts_at(self) -> datetime:
        return self.windows[0].starts_at

    @property
    def ends_at(self) -> datetime:
        return self.windows[-1].ends_at


@dataclass(frozen=True)
class FiguresTable:
    """Figures by area id: over the whole period, and by window id."""

    total: dict[int, AreaFigures]
    by_window: dict[int, dict[int, AreaFigures]]


def compute_table(areas: Collection[int], period: Period, now: datetime) -> FiguresTable:
    """The figures of each of these areas; three queries, however many."""
    found = _count_findings(areas, period, now)
    by_window: dict[int, dict[int, AreaFigures]] = defaultdict(dict)
    sealed = [window.id for window in period.windows if window.sealed_at]
    for frozen in find_totals(areas, sealed):
        by_window[frozen.area_id][frozen.window_id] = _as_sealed(frozen)
    ends = {window.id: window.ends_at for window in period.windows if not window.sealed_at}
    for row in _count_obligations(areas, list(ends)) if ends else ():
        by_window[row.area_id][row.window_id] = _as_figures(row, ends[row.window_id])
    total = {
        area_id: _add_up(area_id, by_window[area_id].values(), found.get(area_id, (0, 0)))
        for area_id in areas
    }
    return FiguresTable(total, by_window)


def _as_sealed(row: SealedTotal) -> AreaFigures:
    required = figures_of(row).required
    return AreaFigures(row.area_id, required, row.exempt, row.covered, row.longest_gap_s)


def _as_figures(row: Row[Any], ends_at: datetime) -> AreaFigures:
    gap = None
    if row.since is not None:
        gap = max(row.closed_gap_s or 0, (ends_at - row.since) // SECOND, 0)
    return AreaFigures(row.area_id, int(row.required), int(row.exempt), int(row.covered), gap)


def _add_up(area_id: int, parts: Collection[AreaFigures], found: tuple[int, int]) -> AreaFigures:
    gaps = [part.longest_gap_s for part in parts if part.longest_gap_s is not None]
    return AreaFigures(
        area_id,
        sum(part.required for part in parts),
        sum(part.exempt for part in parts),
        sum(part.covered for part in parts),
        max(gaps, default=None),
        *found,
    )


def _count_obligations(areas: Collection[int], windows: Sequence[int]) -> Sequence[Row[Any]]:
    """Counts by area and window; first by grid, so that no obligation is joined to the tree."""
    exempt = Obligation.outcome == Outcome.EXEMPT
    since = func.coalesce(Obligation.last_at, Obligation.gap_from)
    by_grid = (
        select(
            Obligation.grid_id,
            Obligation.window_id,
            func.count().label("required"),
            func.sum(case((exempt, 1), else_=0)).label("exempt"),
            func.sum(case((Obligation.outcome == Outcome.COVERED, 1), else_=0)).label("covered"),
            func.min(case((~exempt, since))).label("since"),
            func.max(case((~exempt, Obligation.closed_gap_s))).label("closed_gap_s"),
        )
        .where(Obligation.window_id.in_(windows))
        .where(Obligation.grid_id.in_(_select_below(areas)))
        .group_by(Obligation.grid_id, Obligation.window_id)
        .subquery()
    )
    return db.session.execute(
        select(
            AreaClosure.ancestor_id.label("area_id"),
            by_grid.c.window_id,
            *(func.sum(by_grid.c[name]).label(name) for name in ("required", "exempt", "covered")),
            type_coerce(func.min(by_grid.c.since), UtcDateTime).label("since"),
            func.max(by_grid.c.closed_gap_s).label("closed_gap_s"),
        )
        .join(AreaClosure, AreaClosure.area_id == by_grid.c.grid_id)
        .where(AreaClosure.ancestor_id.in_(areas))
        .group_by(AreaClosure.ancestor_id, by_grid.c.window_id)
    ).all()


def _count_findings(
    areas: Collection[int], period: Period, now: datetime
) -> Mapping[int, tuple[int, int]]:
    """By area, the findings of the period whose time is up, and those closed in time."""
    in_time = case((Finding.closed_at <= Finding.due_at, 1), else_=0)
    rows = db.session.execute(
        select(AreaClosure.ancestor_id, func.count(), func.sum(in_time))
        .select_from(Finding)
        .join(Kind, Kind.id == Finding.kind_id)
        .join(AreaClosure, AreaClosure.area_id == Finding.grid_id)
        .where(
            AreaClosure.ancestor_id.in_(areas),
            Kind.plan_code == period.plan_code,
            and_(Finding.opened_at >= period.starts_at, Finding.opened_at < period.ends_at),
            or_(Finding.closed_at.is_not(None), Finding.due_at <= now),
        )
        .group_by(AreaClosure.ancestor_id)
    )
    return {area_id: (number, int(kept)) for area_id, number, kept in rows}


def _select_below(areas: Collection[int]) -> Select[int]:
    return select(AreaClosure.area_id).where(AreaClosure.ancestor_id.in_(areas))


def list_areas(tops: Collection[int], level: str) -> list[tuple[Area, int]]:
    """The areas of this level below each of `tops` (itself when it is of the level), with it."""
    rows = db.session.execute(
        select(Area, AreaClosure.ancestor_id)
        .join(AreaClosure, AreaClosure.area_id == Area.id)
        .where(is_any(AreaClosure.ancestor_id, ids_of(tops)), Area.level == level)
        .order_by(Area.sort, Area.id)
    )
    return [(row[0], row[1]) for row in rows]
