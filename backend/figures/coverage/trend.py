"""The figures of an area in the last windows of a plan: rate and longest gap, oldest first."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select

from backend.figures.coverage.queries import COUNTED, add_up, as_literal
from backend.figures.coverage.scope import find_area
from backend.patrol.cycles.models import Obligation, Plan, WindowRow
from backend.patrol.cycles.queries import describe_window, was_opened
from backend.registry.areas.models import AreaClosure
from backend.staff.access import Actor
from backend.staff.extensions import db


def compute_trend(actor: Actor, wanted: Mapping[str, Any], now: datetime) -> list[dict[str, Any]]:
    """Raises Problem("not-found") outside the territory.

    The cost follows the obligations of all these windows: ask when a page opens; afterwards
    `GET /coverage` keeps the last of the figures up to date.
    """
    area = find_area(actor, wanted["area"])
    started = (
        select(WindowRow)
        .join(Plan, Plan.id == WindowRow.plan_id)
        .where(Plan.code == wanted["plan"], WindowRow.starts_at <= now, was_opened(now))
        .order_by(WindowRow.starts_at.desc())
        .limit(wanted["windows"])
    )
    newest_first = list(db.session.scalars(started))
    counts = _count_by_window(area.id, [window.id for window in newest_first])
    return [
        {
            "window": describe_window(window, wanted["plan"]),
            "figures": add_up(counts[window.id], window, now),
        }
        for window in reversed(newest_first)
    ]


def _count_by_window(area_id: int, window_ids: list[int]) -> dict[int, list[Row[Any]]]:
    query = (
        select(Obligation.window_id, Obligation.outcome, *COUNTED)
        .join(AreaClosure, AreaClosure.area_id == Obligation.grid_id)
        .where(
            Obligation.window_id.in_(as_literal("windows", window_ids)),
            AreaClosure.ancestor_id == as_literal("top", area_id),
        )
        .group_by(Obligation.window_id, Obligation.outcome)
    )
    found: dict[int, list[Any]] = defaultdict(list)
    for row in db.session.execute(query):
        found[row.window_id].append(row)
    return found
