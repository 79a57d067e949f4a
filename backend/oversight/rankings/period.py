"""The windows by which supervision judges, and whether their figures may still change."""

from datetime import datetime

from sqlalchemy import select

from backend.patrol.cycles.models import Plan, WindowRow
from backend.staff.extensions import db


def list_ended_windows(
    plan_code: str, number: int, until: int | None, now: datetime
) -> list[WindowRow]:
    """The newest `number` windows of a plan that have ended, the oldest first.

    With `until` the newest of them is the one of that number.
    """
    chosen = (
        select(WindowRow)
        .join(Plan, Plan.id == WindowRow.plan_id)
        .where(Plan.code == plan_code, WindowRow.ends_at <= now)
        .where(WindowRow.opened_at.is_not(None))
    )
    if until is not None:
        chosen = chosen.where(WindowRow.number <= until)
    newest = db.session.scalars(chosen.order_by(WindowRow.starts_on.desc()).limit(number))
    return list(newest)[::-1]


def is_settled(window: WindowRow) -> bool:
    """Whether the figures of this window are final: the one place that says so.

    They are once it is sealed: a later visit changes them only when a leader approves it.
    """
    return window.sealed_at is not None
