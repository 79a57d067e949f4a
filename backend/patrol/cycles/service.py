"""Making plans, and the rows of windows."""

from datetime import date, datetime

from sqlalchemy import insert, select

from backend.patrol.cycles.models import Plan, PlanVersionRow, WindowRow
from backend.patrol.cycles.rules import PlanVersion, Window, check_version
from backend.records.audit import service as audit
from backend.staff.extensions import db, insert_new


def create_plan(
    code: str, name_zh: str, name_en: str, anchor: date, length_days: int, now: datetime
) -> Plan:
    """A plan whose window 1 begins on the local day `anchor`; an existing one is left as it is."""
    existing = db.session.scalar(select(Plan).where(Plan.code == code))
    if existing:
        return existing
    version = PlanVersion(anchor, anchor, length_days, first_number=1)
    check_version(version, ())
    plan = Plan(code=code, name_zh=name_zh, name_en=name_en)
    db.session.add(plan)
    db.session.flush()
    db.session.execute(
        insert(PlanVersionRow).values(
            plan_id=plan.id,
            valid_from=anchor,
            anchor=anchor,
            length_days=length_days,
            first_number=1,
        )
    )
    detail = {"anchor": anchor.isoformat(), "length_days": length_days}
    audit.record(None, "plan.created", "plan", plan.code, now, detail)
    return plan


def window_id(plan_id: int, window: Window) -> int:
    """The id of a window's row, which is made when nobody needed it before."""
    query = select(WindowRow.id).where(
        WindowRow.plan_id == plan_id, WindowRow.starts_on == window.starts_on
    )
    found = db.session.scalar(query)
    if found is not None:
        return found
    values = {
        "plan_id": plan_id,
        "number": window.number,
        "starts_on": window.starts_on,
        "ends_on": window.ends_on,
        "starts_at": window.starts_at,
        "ends_at": window.ends_at,
    }
    db.session.execute(insert_new(WindowRow).values(values))
    return db.session.execute(query).scalar_one()
