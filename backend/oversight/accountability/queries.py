"""Reading steps: those who decide see all, those whom a step is about see what was taken."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select

from backend.core.errors import Problem
from backend.core.paging import fetch_page
from backend.oversight.accountability.models import Step, StepMove
from backend.oversight.accountability.rules import RUNNING, find_expired_listing, is_overdue
from backend.registry.accounts.models import Account, Assignment
from backend.registry.accounts.queries import unended
from backend.registry.areas import territory
from backend.registry.areas.models import Area
from backend.staff.access import Actor, Role
from backend.staff.extensions import db

_PRIVATE = ("proposed", "dismissed")
_COLUMNS = ("id", "step", "status", "grounds", "proposed_at", "decided_at", "due_at")
_WORDS = ("measure", "document_no", "text")
_MOVE_COLUMNS = ("move", "at", "document_no", "text", "due_at")
_OPEN = ("proposed", *RUNNING)


def readable(actor: Actor) -> ColumnElement[bool]:
    """Proposals are for those who decide and for auditors; steps taken, for all who may read."""
    return or_(
        territory.within(actor, "step.decide", Step.area_id),
        territory.within(actor, "audit.read", Step.area_id),
        and_(
            Step.status.not_in(_PRIVATE),
            territory.within(actor, "step.read", Step.area_id),
        ),
    )


def list_steps(actor: Actor, wanted: dict[str, Any], now: datetime) -> dict[str, Any]:
    """A page of steps, newest first; one query. `status` may be `open`: not yet done with."""
    chosen = _select_steps(actor)
    if wanted["status"] == "open":
        chosen = chosen.where(Step.status.in_(_OPEN))
    elif wanted["status"]:
        chosen = chosen.where(Step.status == wanted["status"])
    if wanted["area"]:
        chosen = chosen.where(territory.below(frozenset((wanted["area"],)), Step.area_id))
    page = fetch_page(
        db.session,
        chosen,
        [Step.id],
        cursor=wanted["cursor"],
        limit=wanted["limit"],
        descending=True,
    )
    return page.with_items([_describe(row.Step, row.Area, now) for row in page.rows])


def get_step(actor: Actor, step_id: int, now: datetime) -> dict[str, Any]:
    """One step with its moves and those responsible for the area. Raises Problem("not-found")."""
    row = db.session.execute(_select_steps(actor).where(Step.id == step_id)).first()
    if row is None:
        raise Problem("not-found")
    return _describe(row.Step, row.Area, now) | {
        "responsible": list_responsible(row.Step.area_id, now),
        "moves": _list_moves(step_id),
    }


def _select_steps(actor: Actor) -> Select[Step, Area]:
    return select(Step, Area).join(Area, Area.id == Step.area_id).where(readable(actor))


def _describe(step: Step, area: Area, now: datetime) -> dict[str, Any]:
    return {name: getattr(step, name) for name in (*_COLUMNS, *_WORDS)} | {
        "area": area,
        "plan": step.plan_code,
        "overdue": is_overdue(step.status, step.due_at, now),
        "by_deadline": find_expired_listing(step.trigger) is not None,
    }


def list_responsible(area_id: int, now: datetime) -> list[dict[str, Any]]:
    """Who leads or supervises the area itself now."""
    rows = db.session.execute(
        select(Assignment.role, Account)
        .join(Account, Account.id == Assignment.account_id)
        .where(
            Assignment.area_id == area_id,
            Assignment.role.in_((Role.LEADER, Role.SUPERVISOR)),
            Assignment.since <= now,
            unended(now),
            Account.disabled_at.is_(None),
        )
        .order_by(Assignment.since, Assignment.id)
    )
    return [{"role": role, "person": person} for role, person in rows]


def _list_moves(step_id: int) -> list[dict[str, Any]]:
    rows = db.session.execute(
        select(StepMove, Account)
        .outerjoin(Account, Account.id == StepMove.by_id)
        .where(StepMove.step_id == step_id)
        .order_by(StepMove.id)
    )
    return [
        {name: getattr(row, name) for name in _MOVE_COLUMNS} | {"by": person}
        for row, person in rows
    ]
