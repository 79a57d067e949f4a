"""The demo's plan. It takes the place of the one that an installation without the demo made."""

from datetime import datetime, timedelta

from sqlalchemy import delete, exists, select

from backend.core.clock import local_date
from backend.demo.refusals import DemoRefusedError
from backend.figures.seals.models import Seal
from backend.patrol.cycles.models import Plan, PlanVersionRow, WindowRow
from backend.patrol.cycles.service import create_plan
from backend.staff.extensions import db

CODE = "three-day"
DAYS = 3
RUNNING = 41  # the number of the running window; it began yesterday


def begin_plan(now: datetime) -> Plan:
    """The plan, long since running. Without areas no window of an earlier one asks for anything.

    Raises DemoRefusedError when a window is sealed: what is sealed stays.
    """
    if db.session.scalar(select(exists().select_from(Seal))):
        raise DemoRefusedError("it holds sealed windows")
    earlier = db.session.scalar(select(Plan).where(Plan.code == CODE))
    if earlier:
        for model in (WindowRow, PlanVersionRow):
            db.session.execute(delete(model).where(model.plan_id == earlier.id))
        db.session.delete(earlier)
        db.session.flush()
    anchor = local_date(now) - timedelta(days=1 + DAYS * (RUNNING - 1))
    return create_plan(CODE, "三天一轮", "Every three days", anchor, DAYS, now)
