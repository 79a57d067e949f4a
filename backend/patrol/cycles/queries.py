"""Reading plans and their windows."""

from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, and_, or_, select

from backend.patrol.cycles.models import Plan, PlanVersionRow, WindowRow
from backend.patrol.cycles.rules import PlanVersion, Window
from backend.staff.extensions import db


def versions_of(plan_id: int) -> tuple[PlanVersion, ...]:
    """The versions of a plan as the rules take them."""
    rows = db.session.execute(
        select(
            PlanVersionRow.valid_from,
            PlanVersionRow.anchor,
            PlanVersionRow.length_days,
            PlanVersionRow.first_number,
        )
        .where(PlanVersionRow.plan_id == plan_id)
        .order_by(PlanVersionRow.valid_from)
    )
    return tuple(PlanVersion(*row) for row in rows)


def list_plans() -> list[Plan]:
    return list(db.session.scalars(select(Plan).order_by(Plan.id)))


def is_running(at: datetime | BindParameter[datetime]) -> ColumnElement[bool]:
    """The query: the window of a WindowRow holds this instant, so it is the one that runs then."""
    return and_(WindowRow.starts_at <= at, WindowRow.ends_at > at)


def was_opened(now: datetime) -> ColumnElement[bool]:
    """The query: a WindowRow is one of the cycle. It was opened, or runs and is about to be.

    Other rows exist only because the clock of a phone named such a day: nobody was asked to
    visit anything then, so no list and no figure shows them.
    """
    return or_(WindowRow.opened_at.is_not(None), is_running(now))


def list_running_windows(now: datetime) -> list[tuple[str, WindowRow]]:
    """The window of each plan that runs at `now`, with the code of its plan."""
    rows = (
        select(Plan.code, WindowRow)
        .join(Plan, Plan.id == WindowRow.plan_id)
        .where(is_running(now))
        .order_by(Plan.id)
    )
    return [(code, window) for code, window in db.session.execute(rows)]


def list_recent_windows(plan_code: str, limit: int, now: datetime) -> list[WindowRow]:
    """The newest windows of a plan first."""
    rows = (
        select(WindowRow)
        .join(Plan, Plan.id == WindowRow.plan_id)
        .where(Plan.code == plan_code, was_opened(now))
        .order_by(WindowRow.starts_on.desc())
        .limit(limit)
    )
    return list(db.session.scalars(rows))


def describe_window(window: WindowRow | Window, plan_code: str) -> dict[str, Any]:
    """A window as `WindowSchema` shows it."""
    return {
        "plan": plan_code,
        "number": window.number,
        "starts_at": window.starts_at,
        "ends_at": window.ends_at,
    }
