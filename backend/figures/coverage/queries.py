"""The board: how the obligations of a window stand, for an area and its parts.

Made of cells: the cost follows what has changed since somebody last asked.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BindParameter, bindparam, select

from backend.figures.cells.queries import Cells, find_cells
from backend.figures.cells.rules import Cell
from backend.figures.coverage.scope import BoardScope
from backend.figures.seals import figures as seals
from backend.patrol.cycles.models import WindowRow
from backend.patrol.cycles.queries import describe_window
from backend.patrol.cycles.rules import Figures, Outcome, State, count_states, state
from backend.registry.kinds.models import Kind
from backend.staff.extensions import db


def count_board(scope: BoardScope) -> dict[str, Any]:
    """The figures of a board; three queries at most, and those of sealed windows."""
    parts = [part.id for part in scope.parts]
    cells = find_cells(scope.area.id, parts, [window.id for _, window in scope.windows])
    kinds = select(Kind.id, Kind.code).order_by(Kind.sort, Kind.id)
    codes = {row.id: row.code for row in db.session.execute(kinds)}
    plans = [_show_plan(scope, plan, row, cells[row.id], codes) for plan, row in scope.windows]
    leader = scope.leaders.get(scope.area.id)
    return {"area": scope.area, "leader": leader, "now": scope.now, "plans": plans}


def _show_plan(
    scope: BoardScope,
    plan: str,
    window: WindowRow,
    by_part: Mapping[int | None, Cells],
    codes: Mapping[int, str],
) -> dict[str, Any]:
    cells = [cell for of_part in by_part.values() for cell in of_part]
    by_kind: dict[int, list[Cell]] = defaultdict(list)
    for cell in cells:
        by_kind[cell.kind_id].append(cell)
    return {
        "window": describe_window(window, plan),
        "figures": add_up(cells, window, scope.now),
        "sealed": seals.find_sealed_figures(scope.area.id, window),
        "kinds": [
            {"kind": code, "figures": add_up(by_kind[kind_id], window, scope.now)}
            for kind_id, code in codes.items()
            if kind_id in by_kind
        ],
        "children": [
            {
                "area": part,
                "leader": scope.leaders.get(part.id),
                "figures": add_up(by_part.get(part.id, ()), window, scope.now),
            }
            for part in scope.parts
        ],
    }


def as_literal(name: str, value: int | list[int]) -> BindParameter[Any]:
    """Ids written into the statement itself, so that PostgreSQL plans for this window: a generic
    plan, which it keeps after some runs, does not know how many obligations the window has."""
    return bindparam(name, value, expanding=isinstance(value, list), literal_execute=True)


def add_up(cells: Iterable[Cell], window: WindowRow, now: datetime) -> Figures:
    """Cells as figures; what is exempt has no gap."""
    until = min(now, window.ends_at)
    counts: list[tuple[State, int]] = []
    longest: int | None = None
    for cell in cells:
        counts.append((state(Outcome(cell.outcome), window.ends_at, now), cell.number))
        if cell.outcome != Outcome.EXEMPT:
            longest = max(longest or 0, compute_gap_s(cell.closed_gap_s, cell.since, until))
    return count_states(counts, longest)


def compute_gap_s(closed_gap_s: int, since: datetime, until: datetime) -> int:
    """The longest time without a visit: one that a visit ended, or the one since the last."""
    return max(closed_gap_s, (until - since) // timedelta(seconds=1))
