"""The board: how the obligations of a window stand, for an area and its parts.

The cost follows the number of obligations in the window, never the visits behind them.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BindParameter, Row, bindparam, func, select, type_coerce

from backend.core.database import UtcDateTime
from backend.figures.coverage.scope import BoardScope
from backend.figures.seals import figures as seals
from backend.patrol.cycles.models import Obligation, WindowRow
from backend.patrol.cycles.queries import describe_window
from backend.patrol.cycles.rules import Figures, Outcome, State, count_states, state
from backend.registry.areas.models import Area, AreaClosure
from backend.registry.kinds.models import Kind
from backend.staff.extensions import db


def count_board(scope: BoardScope) -> dict[str, Any]:
    """The figures of a board; one query for each plan."""
    plans = [_count_plan(scope, plan, window) for plan, window in scope.windows]
    leader = scope.leaders.get(scope.area.id)
    return {"area": scope.area, "leader": leader, "now": scope.now, "plans": plans}


def _count_plan(scope: BoardScope, plan: str, window: WindowRow) -> dict[str, Any]:
    rows = _count_obligations(scope.area, scope.parts, window)
    by_child: dict[int, list[Row[Any]]] = defaultdict(list)
    by_kind: dict[str, list[Row[Any]]] = defaultdict(list)
    for row in rows:
        by_child[row.child_id].append(row)
        by_kind[row.kind].append(row)
    return {
        "window": describe_window(window, plan),
        "figures": add_up(rows, window, scope.now),
        "sealed": seals.find_sealed_figures(scope.area.id, window),
        "kinds": [
            {"kind": kind, "figures": add_up(of_kind, window, scope.now)}
            for kind, of_kind in by_kind.items()
        ],
        "children": [
            {
                "area": child,
                "leader": scope.leaders.get(child.id),
                "figures": add_up(by_child[child.id], window, scope.now),
            }
            for child in scope.parts
        ],
    }


def _count_obligations(area: Area, children: list[Area], window: WindowRow) -> list[Row[Any]]:
    """Obligations counted by child area, kind and outcome; a grid is its own only child."""
    below = AreaClosure.__table__.alias("below")
    child = AreaClosure.__table__.alias("child")
    parts = as_literal("parts", [part.id for part in children])
    top = as_literal("top", area.id)
    query = (
        select(
            func.coalesce(child.c.ancestor_id, top).label("child_id"),
            Kind.code.label("kind"),
            Obligation.outcome,
            *COUNTED,
        )
        .join(below, below.c.area_id == Obligation.grid_id)
        .outerjoin(
            child,
            (child.c.area_id == Obligation.grid_id) & child.c.ancestor_id.in_(parts),
        )
        .join(Kind, Kind.id == Obligation.kind_id)
        .where(Obligation.window_id == as_literal("window", window.id), below.c.ancestor_id == top)
        .group_by(child.c.ancestor_id, Kind.id, Kind.code, Kind.sort, Obligation.outcome)
        .order_by(Kind.sort, Kind.id)
    )
    return list(db.session.execute(query))


# How many obligations a group has, and what their gaps are made of.
SINCE = func.coalesce(Obligation.last_at, Obligation.gap_from)
COUNTED = (
    func.count().label("number"),
    type_coerce(func.min(SINCE), UtcDateTime).label("since"),
    func.max(Obligation.closed_gap_s).label("closed_gap_s"),
)


def as_literal(name: str, value: int | list[int]) -> BindParameter[Any]:
    """Ids written into the statement itself, so that PostgreSQL plans for this window: a generic
    plan, which it keeps after some runs, does not know how many obligations the window has."""
    return bindparam(name, value, expanding=isinstance(value, list), literal_execute=True)


def add_up(rows: Iterable[Row[Any]], window: WindowRow, now: datetime) -> Figures:
    """Counted rows as figures; what is exempt has no gap."""
    until = min(now, window.ends_at)
    counts: list[tuple[State, int]] = []
    longest: int | None = None
    for row in rows:
        counts.append((state(Outcome(row.outcome), window.ends_at, now), row.number))
        if row.outcome != Outcome.EXEMPT:
            longest = max(longest or 0, compute_gap_s(row.closed_gap_s, row.since, until))
    return count_states(counts, longest)


def compute_gap_s(closed_gap_s: int, since: datetime, until: datetime) -> int:
    """The longest time without a visit: one that a visit ended, or the one since the last."""
    return max(closed_gap_s, (until - since) // timedelta(seconds=1))
