"""What the obligations of a window add up to: its figures, and the digest over all of them."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
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
PART = 1_000  # lines that are hashed at once


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


@dataclass
class _Cell:
    """The obligations of one grid and kind with one outcome."""

    number: int = 0
    since: datetime | None = None
    closed_gap_s: int = 0


class WindowCount:
    """What a window's obligations add up to, one after another."""

    def __init__(self, plan: Plan, window: WindowRow) -> None:
        shape = Window(window.number, window.starts_on, window.ends_on)
        self._hash = hashlib.sha256(rules.format_heading(plan.code, shape).encode())
        self._starts_at, self._ends_at = window.starts_at, window.ends_at
        self._cells: dict[tuple[int, int, str], _Cell] = defaultdict(_Cell)
        self._hours: dict[int, Counter[int]] = defaultdict(Counter)
        self._lines: list[str] = []
        self.differing: list[tuple[int, ObligationResult]] = []
        self.number = 0

    @property
    def digest(self) -> str:
        self._hash_lines()
        return self._hash.hexdigest()

    def add(self, recounted: RecountedObligation) -> None:
        row_id, key, grid_id, kind_id, stored, found, uids = recounted
        outcome, gap_from, first_at, last_at, closed_gap_s = found
        self._lines.append(rules.format_line(key, found, uids))
        if len(self._lines) >= PART:
            self._hash_lines()
        self.number += 1
        if found != stored:
            self.differing.append((row_id, found))
        # By the plain word: hashing a member of an enumeration takes a call.
        cell = self._cells[grid_id, kind_id, str.__str__(outcome)]
        cell.number += 1
        since = last_at or gap_from
        if cell.since is None or since < cell.since:
            cell.since = since
        if closed_gap_s > cell.closed_gap_s:
            cell.closed_gap_s = closed_gap_s
        if first_at is not None and outcome is Outcome.COVERED:
            self._hours[grid_id][(first_at - self._starts_at) // HOUR] += 1

    def _hash_lines(self) -> None:
        self._hash.update("".join(self._lines).encode())
        self._lines.clear()

    def add_names(self, names: Names) -> None:
        """At the end, once."""
        self._hash_lines()
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
        counts: dict[tuple[int, int], list[tuple[State, int]]] = defaultdict(list)
        gaps: dict[tuple[int, int], int] = {}
        for (grid_id, kind_id, word), cell in self._cells.items():
            outcome, key = Outcome(word), (grid_id, kind_id)
            counts[key].append((state(outcome, self._ends_at, self._ends_at), cell.number))
            if outcome is not Outcome.EXEMPT and cell.since is not None:
                still = (self._ends_at - cell.since) // SECOND
                gaps[key] = max(gaps.get(key, 0), cell.closed_gap_s, still)
        return {key: count_states(each, gaps.get(key)) for key, each in counts.items()}


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
