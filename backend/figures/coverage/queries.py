"""The board: how the obligations of a window stand, for an area and its parts.

The cost follows the number of obligations in the window, never the visits behind them.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BindParameter, Row, bindparam, func, select, type_coerce

from backend.core.database import UtcDateTime
from backend.figures.coverage.frame import Frame, frame
from backend.figures.seals import figures as seals
from backend.patrol.cycles.models import Obligation, WindowRow
from backend.patrol.cycles.queries import described
from backend.patrol.cycles.rules import Figures, Outcome, State, state, tally
from backend.registry.areas.models import Area, AreaClosure
from backend.registry.kinds.models import Kind
from backend.staff.access import Actor
from backend.staff.extensions import db


def board(actor: Actor, wanted: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """The figures of what `frame` finds. Raises Problem("not-found") outside the territory."""
    return counted(frame(actor, wanted, now))


def counted(shown: Frame) -> dict[str, Any]:
    """The figures that fill a frame; one query for each plan."""
    plans = [_plan_board(shown, plan, window) for plan, window in shown.windows]
    leader = shown.leaders.get(shown.area.id)
    return {"area": shown.area, "leader": leader, "now": shown.now, "plans": plans}


def _plan_board(shown: Frame, plan: str, window: WindowRow) -> dict[str, Any]:
    rows = _counts(shown.area, shown.parts, window)
    by_child: dict[int, list[Row[Any]]] = defaultdict(list)
    by_kind: dict[str, list[Row[Any]]] = defaultdict(list)
    for row in rows:
        by_child[row.child_id].append(row)
        by_kind[row.kind].append(row)
    return {
        "window": described(window, plan),
        "figures": figures(rows, window, shown.now),
        "sealed": seals.block(shown.area.id, window),
        "kinds": [
            {"kind": kind, "figures": figures(of_kind, window, shown.now)}
            for kind, of_kind in by_kind.items()
        ],
        "children": [
            {
                "area": child,
                "leader": shown.leaders.get(child.id),
                "figures": figures(by_child[child.id], window, shown.now),
            }
            for child in shown.parts
        ],
    }


def _counts(area: Area, children: list[Area], window: WindowRow) -> list[Row[Any]]:
    """Obligations counted by child area, kind and outcome; a grid is its own only child."""
    below = AreaClosure.__table__.alias("below")
    child = AreaClosure.__table__.alias("child")
    parts = spelt("parts", [part.id for part in children])
    top = spelt("top", area.id)
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
        .where(Obligation.window_id == spelt("window", window.id), below.c.ancestor_id == top)
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


def spelt(name: str, value: int | list[int]) -> BindParameter[Any]:
    """Ids that stand in the statement itself: a plan that PostgreSQL made for any window at
    all, and keeps after some runs, knows nothing of how many obligations this one has."""
    return bindparam(name, value, expanding=isinstance(value, list), literal_execute=True)


def figures(rows: Iterable[Row[Any]], window: WindowRow, now: datetime) -> Figures:
    """Counts as figures; what is exempt has no gap."""
    until = min(now, window.ends_at)
    counts: list[tuple[State, int]] = []
    longest: int | None = None
    for row in rows:
        counts.append((state(Outcome(row.outcome), window.ends_at, now), row.number))
        if row.outcome != Outcome.EXEMPT:
            longest = max(longest or 0, gap_s(row.closed_gap_s, row.since, until))
    return tally(counts, longest)


def gap_s(closed_gap_s: int, since: datetime, until: datetime) -> int:
    """The longest time without a visit: one that a visit ended, or the one since the last."""
    return max(closed_gap_s, (until - since) // timedelta(seconds=1))
