"""What the obligations of a window add up to: its figures, and the digest over all of them."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import aliased

from backend.core.round_trips import ids_of, is_any
from backend.figures.seals import rules
from backend.figures.seals.recount import RecountedObligation, recount_window
from backend.figures.seals.rules import Names
from backend.patrol.cycles.models import Plan, WindowRow
from backend.patrol.cycles.results import SECOND, ObligationResult
from backend.patrol.cycles.rules import Figures, Outcome, State, Window, count_states, state
from backend.registry.areas.models import Area, AreaClosure
from backend.registry.kinds.models import Kind
from backend.staff.extensions import db

HOUR = timedelta(hours=1)


def count_window(plan: Plan, window: WindowRow, names: Names | None) -> "WindowCount":
    """Counts a window anew from its visits, as of its cut-off; writes nothing.

    The digest covers `names`, unless they are None, as in seals of the first layout.
    """
    count = WindowCount(plan, window)
    for recounted in recount_window(window, _find_window_before(window)):
        count.add(recounted)
    if names is not None:
        count.add_names(names)
    return count


def collect_names(plan: Plan) -> Names:
    """How everything is called now."""
    parent = aliased(Area)
    areas = (
        select(Area.code, parent.code, Area.name)
        .outerjoin(parent, parent.id == Area.parent_id)
        .order_by(Area.sort, Area.id)
    )
    kinds = select(Kind.code, Kind.name_zh, Kind.name_en).order_by(Kind.sort, Kind.id)
    return {
        "plan": [plan.name_zh, plan.name_en],
        "areas": [list(row) for row in db.session.execute(areas)],
        "kinds": [list(row) for row in db.session.execute(kinds)],
    }


class WindowCount:
    """What a window's obligations add up to, one after another."""

    def __init__(self, plan: Plan, window: WindowRow) -> None:
        shape = Window(window.number, window.starts_on, window.ends_on)
        self._hash = hashlib.sha256(rules.format_heading(plan.code, shape).encode())
        self._starts_at, self._ends_at = window.starts_at, window.ends_at
        self._outcomes: dict[tuple[int, int], Counter[Outcome]] = defaultdict(Counter)
        self._gaps: dict[tuple[int, int], int] = {}
        self._hours: dict[int, Counter[int]] = defaultdict(Counter)
        self.differing: list[tuple[int, ObligationResult]] = []
        self.number = 0

    @property
    def digest(self) -> str:
        return self._hash.hexdigest()

    def add(self, recounted: RecountedObligation) -> None:
        found, cell = recounted.found, (recounted.grid_id, recounted.kind_id)
        self._hash.update(rules.format_line(recounted.key, found, recounted.uids).encode())
        self.number += 1
        if found != recounted.stored:
            self.differing.append((recounted.id, found))
        self._outcomes[cell][found.outcome] += 1
        if found.outcome is Outcome.COVERED and found.first_at is not None:
            self._hours[recounted.grid_id][(found.first_at - self._starts_at) // HOUR] += 1
        if found.outcome is not Outcome.EXEMPT:
            since_last = (self._ends_at - (found.last_at or found.gap_from)) // SECOND
            self._gaps[cell] = max(self._gaps.get(cell, 0), found.closed_gap_s, since_last)

    def add_names(self, names: Names) -> None:
        """At the end, once."""
        self._hash.update(rules.format_names(names).encode())

    def figures(self) -> Iterator[tuple[int, int, dict[str, int | None]]]:
        """By grid and kind."""
        for (grid_id, kind_id), figures in sorted(self._count_figures().items()):
            yield grid_id, kind_id, _as_columns(figures)

    def totals(self) -> Iterator[tuple[int, dict[str, Any]]]:
        """By area, each with all that lies below it."""
        figures: dict[int, list[Figures]] = defaultdict(list)
        for (grid_id, _), found in self._count_figures().items():
            figures[grid_id].append(found)
        hours: dict[int, Counter[int]] = defaultdict(Counter)
        of_area: dict[int, list[Figures]] = defaultdict(list)
        for area_id, grid_id in _list_areas_above(figures):
            of_area[area_id] += figures[grid_id]
            hours[area_id].update(self._hours[grid_id])
        for area_id, parts in sorted(of_area.items()):
            by_hour = rules.list_by_hour(hours[area_id])
            yield area_id, _as_columns(rules.sum_figures(parts)) | {"covered_by_hour": by_hour}

    def _count_figures(self) -> dict[tuple[int, int], Figures]:
        return {
            cell: count_states(self._states(outcomes), self._gaps.get(cell))
            for cell, outcomes in self._outcomes.items()
        }

    def _states(self, outcomes: Counter[Outcome]) -> Iterator[tuple[State, int]]:
        for each, number in outcomes.items():
            yield state(each, self._ends_at, self._ends_at), number


def _as_columns(figures: Figures) -> dict[str, Any]:
    names = ("covered", "attempted", "exempt", "missed", "longest_gap_s")
    return {name: getattr(figures, name) for name in names}


def _list_areas_above(grid_ids: Collection[int]) -> Iterator[tuple[int, int]]:
    """Pairs of an area and one of these grids that lies in it."""
    pairs = select(AreaClosure.ancestor_id, AreaClosure.area_id)
    for row in db.session.execute(pairs.where(is_any(AreaClosure.area_id, ids_of(grid_ids)))):
        yield row[0], row[1]


def _find_window_before(window: WindowRow) -> int | None:
    return db.session.scalar(
        select(WindowRow.id).where(
            WindowRow.plan_id == window.plan_id, WindowRow.ends_on == window.starts_on
        )
    )
