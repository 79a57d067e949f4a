"""The figures of an area in the last windows of a plan: rate and longest gap, oldest first.

Sealed windows are read from their seals, the others from cells: a year costs little more than a
month. A window that runs is compared with the windows before it at the same hour of their own.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, case, func, or_, select

from backend.figures.cells.queries import find_cells
from backend.figures.coverage.queries import add_up, as_literal
from backend.figures.coverage.scope import find_area
from backend.figures.seals.figures import figures_of, find_totals
from backend.figures.seals.models import SealedTotal
from backend.patrol.cycles.models import Obligation, Plan, WindowRow
from backend.patrol.cycles.queries import describe_window, was_opened
from backend.patrol.cycles.rules import Figures, Outcome
from backend.registry.areas.models import AreaClosure
from backend.staff.access import Actor
from backend.staff.extensions import db

HOUR = timedelta(hours=1)


def compute_trend(actor: Actor, wanted: Mapping[str, Any], now: datetime) -> list[dict[str, Any]]:
    """Raises Problem("not-found") outside the territory."""
    area = find_area(actor, wanted["area"])
    started = (
        select(WindowRow)
        .join(Plan, Plan.id == WindowRow.plan_id)
        .where(Plan.code == wanted["plan"], WindowRow.starts_at <= now, was_opened(now))
        .order_by(WindowRow.starts_at.desc())
        .limit(wanted["windows"])
    )
    newest_first = list(db.session.scalars(started))
    totals = find_totals([area.id], [row.id for row in newest_first if row.sealed_at])
    sealed = {row.window_id: row for row in totals}
    figures = _find_figures(area.id, newest_first, sealed, now)
    at_this_hour = _find_rates_at_this_hour(area.id, newest_first, sealed, now)
    return [
        {
            "window": describe_window(window, wanted["plan"]),
            "figures": figures[window.id],
            "rate_at_this_hour": at_this_hour.get(window.id),
        }
        for window in reversed(newest_first)
    ]


def _find_figures(
    area_id: int,
    windows: Sequence[WindowRow],
    sealed: Mapping[int, SealedTotal],
    now: datetime,
) -> dict[int, Figures]:
    provisional = [window for window in windows if window.sealed_at is None]
    cells = find_cells(area_id, (), [window.id for window in provisional])
    counted = {row.id: add_up(cells[row.id].get(None, ()), row, now) for row in provisional}
    frozen = {
        row.id: figures_of(sealed[row.id]) if row.id in sealed else add_up((), row, now)
        for row in windows
        if row.sealed_at
    }
    return counted | frozen


def _find_rates_at_this_hour(
    area_id: int,
    newest_first: Sequence[WindowRow],
    sealed: Mapping[int, SealedTotal],
    now: datetime,
) -> dict[int, float]:
    """By window, the rate when it was as many whole hours old as the running one is now.

    Of those that have ended; empty while none runs. By capture: when a visit was made, not when
    it arrived. A site with several checkpoints counts from the first that was reached.
    """
    running = [window for window in newest_first if window.ends_at > now]
    ended = [window for window in newest_first if window.ends_at <= now]
    if not running or not ended:
        return {}
    hours = (now - running[0].starts_at) // HOUR
    provisional = [window for window in ended if window.sealed_at is None]
    found = _count_at_hour(area_id, provisional, hours) if provisional else {}
    for window_id, row in sealed.items():
        due = row.covered + row.attempted + row.missed
        if due:
            found[window_id] = sum(row.covered_by_hour[:hours]) / due
    return found


def _count_at_hour(area_id: int, windows: Sequence[WindowRow], hours: int) -> dict[int, float]:
    by_then = or_(
        *(
            and_(
                Obligation.window_id == window.id,
                Obligation.first_at < window.starts_at + hours * HOUR,
            )
            for window in windows
        )
    )
    covered = and_(Obligation.outcome == Outcome.COVERED, by_then)
    due = case((Obligation.outcome != Outcome.EXEMPT, 1), else_=0)
    rows = db.session.execute(
        select(Obligation.window_id, func.sum(due), func.sum(case((covered, 1), else_=0)))
        .join(AreaClosure, AreaClosure.area_id == Obligation.grid_id)
        .where(
            Obligation.window_id.in_(as_literal("windows", [window.id for window in windows])),
            AreaClosure.ancestor_id == as_literal("top", area_id),
        )
        .group_by(Obligation.window_id)
    )
    return {window_id: done / number for window_id, number, done in rows if number}
