"""The figures of an area in the last windows of a plan: rate and longest gap, oldest first.

A window that runs is compared with the windows before it at the same hour of their own.
"""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, case, func, or_, select, type_coerce

from backend.core.database import UtcDateTime
from backend.figures.cells.queries import SINCE
from backend.figures.coverage.queries import add_up, as_literal
from backend.figures.coverage.scope import find_area
from backend.patrol.cycles.models import Obligation, Plan, WindowRow
from backend.patrol.cycles.queries import describe_window, was_opened
from backend.patrol.cycles.rules import Outcome
from backend.registry.areas.models import AreaClosure
from backend.staff.access import Actor
from backend.staff.extensions import db

HOUR = timedelta(hours=1)
# How many obligations a group has, and what their gaps are made of.
COUNTED = (
    func.count().label("number"),
    type_coerce(func.min(SINCE), UtcDateTime).label("since"),
    func.max(Obligation.closed_gap_s).label("closed_gap_s"),
)


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
    ids = [window.id for window in newest_first]
    counts = _count_by_window(area.id, ids)
    at_this_hour = _count_at_this_hour(area.id, newest_first, now)
    return [
        {
            "window": describe_window(window, wanted["plan"]),
            "figures": add_up(counts[window.id], window, now),
            "rate_at_this_hour": at_this_hour.get(window.id),
        }
        for window in reversed(newest_first)
    ]


def _count_at_this_hour(
    area_id: int, newest_first: list[WindowRow], now: datetime
) -> dict[int, float]:
    """By window, the rate when it was as many whole hours old as the running one is now.

    Of those that have ended; empty while none runs. By capture: when a visit was made, not when
    it arrived. A site with several checkpoints counts from the first that was reached.
    """
    running = [window for window in newest_first if window.ends_at > now]
    ended = [window for window in newest_first if window.ends_at <= now]
    if not running or not ended:
        return {}
    age = (now - running[0].starts_at) // HOUR * HOUR
    by_then = or_(
        *(
            and_(Obligation.window_id == window.id, Obligation.first_at < window.starts_at + age)
            for window in ended
        )
    )
    covered = and_(Obligation.outcome == Outcome.COVERED, by_then)
    due = case((Obligation.outcome != Outcome.EXEMPT, 1), else_=0)
    rows = db.session.execute(
        select(Obligation.window_id, func.sum(due), func.sum(case((covered, 1), else_=0)))
        .join(AreaClosure, AreaClosure.area_id == Obligation.grid_id)
        .where(
            Obligation.window_id.in_(as_literal("windows", [window.id for window in ended])),
            AreaClosure.ancestor_id == as_literal("top", area_id),
        )
        .group_by(Obligation.window_id)
    )
    return {window_id: done / number for window_id, number, done in rows if number}


def _count_by_window(area_id: int, window_ids: list[int]) -> dict[int, list[Any]]:
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
