"""Another length or anchor of a plan, from the boundary of a window on.

What has begun stays as it is: rows of windows, obligations and seals are never touched. The
windows after it are counted on, so a number names one window of the plan for ever.
"""

from datetime import date, datetime

from sqlalchemy import exists, insert, select, update

from backend.core.clock import midnight
from backend.core.errors import Fault, Problem
from backend.patrol.cycles import board_versions
from backend.patrol.cycles.models import Exemption, Plan, PlanVersionRow, WindowRow
from backend.patrol.cycles.queries import versions_of
from backend.patrol.cycles.rules import LEAD_TIME, PlanVersion, Window, check_version, window_on
from backend.records.audit import service as audit
from backend.registry.areas.models import Area
from backend.staff.extensions import db

LENGTH_MAX = 366  # days


def change_plan(
    code: str, valid_from: date, length_days: int, anchor: date | None, now: datetime
) -> Window:
    """The first window by the new version; `anchor` is `valid_from` unless given.

        a change is refused                       because
        less than an hour before it begins        what has begun stays as it was
        off the boundary of a window, before      see `check_version`
        another change, or out of step
        while a window that it would alter is     the reason was given for its days;
        exempted for some area                    withdraw the exemption first

    Raises Problem("not-found"), ("invalid") with a fault on `from`, `length` or `anchor`, or
    ("window-exempt").
    """
    plan = db.session.scalar(select(Plan).where(Plan.code == code).with_for_update())
    if plan is None:
        raise Problem("not-found")
    before = versions_of(plan.id)
    number = window_on(valid_from, before).number
    new = PlanVersion(valid_from, anchor or valid_from, length_days, number)
    _check(new, before, now)
    first = window_on(valid_from, (*before, new))
    _redraw(plan.id, first)
    values = {"valid_from": valid_from, "anchor": new.anchor, "length_days": length_days}
    row = insert(PlanVersionRow).values(plan_id=plan.id, first_number=number, **values)
    db.session.execute(row)
    detail = {
        "from": valid_from.isoformat(),
        "anchor": new.anchor.isoformat(),
        "length_days": length_days,
        "first_number": number,
    }
    audit.record(None, "plan.change", "plan", code, now, detail)
    board_versions.mark_changed(db.session.scalars(select(Area.id).where(Area.level == "grid")))
    return first


def _check(new: PlanVersion, before: tuple[PlanVersion, ...], now: datetime) -> None:
    if not 1 <= new.length_days <= LENGTH_MAX:
        raise Problem("invalid", faults=[Fault("length", f"between:1:{LENGTH_MAX}")])
    if midnight(new.valid_from) < now + LEAD_TIME:
        raise Problem("invalid", faults=[Fault("from", "too_soon")])
    if window_on(new.valid_from, [new]).starts_on != new.valid_from:
        raise Problem("invalid", faults=[Fault("anchor", "out_of_step")])
    try:
        check_version(new, before)
    except ValueError as error:
        raise Problem("invalid", faults=[Fault("from", "not_boundary")]) from error


def _redraw(plan_id: int, first: Window) -> None:
    """Windows that somebody needed ahead of time: nobody but an exemption does."""
    ahead = (WindowRow.plan_id == plan_id) & (WindowRow.starts_on >= first.starts_on)
    exempted = exists().where(Exemption.window_id == WindowRow.id, Exemption.withdrawn_at.is_(None))
    if db.session.scalar(select(WindowRow.id).where(ahead, exempted).limit(1)) is not None:
        raise Problem("window-exempt")
    db.session.execute(
        update(WindowRow)
        .where(ahead, WindowRow.starts_on == first.starts_on)
        .values(ends_on=first.ends_on, ends_at=first.ends_at)
    )
