"""Making plans, and the rows of windows."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import insert, select

from backend.patrol.cycles.models import Plan, PlanVersionRow, WindowRow
from backend.patrol.cycles.rules import PlanVersion, Window, check_version
from backend.records.audit import service as audit
from backend.registry.kinds.checklist import KindSpec
from backend.registry.kinds.fields import CatalogueError
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


def on_kinds_read(specs: Sequence[KindSpec]) -> None:
    """Receiver: sites of a kind without a plan could never be visited.

    Raises CatalogueError naming the first kind whose plan does not exist.
    """
    known = set(db.session.scalars(select(Plan.code)))
    for spec in specs:
        if spec.plan not in known:
            raise CatalogueError(
                f"{spec.code}: plan: 没有 {spec.plan!r} 这个周期方案，先用 plans create 建立 "
                f"(no such plan: make it first, flask plans create {spec.plan})"
            )


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
