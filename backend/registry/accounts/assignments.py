"""Who holds which role over which area, from when until when."""

from datetime import datetime

from sqlalchemy import or_, select

from backend.core.errors import Fault, Problem
from backend.records.audit.service import record
from backend.registry.accounts import directory, rules
from backend.registry.accounts.models import Account, Assignment
from backend.registry.areas.models import Area
from backend.registry.areas.territory import require, within
from backend.staff.access import Actor, Role
from backend.staff.extensions import db

Span = tuple[datetime | None, datetime | None]


def assign(
    actor: Actor,
    account: Account,
    role: Role,
    area_id: int,
    now: datetime,
    span: Span = (None, None),
) -> None:
    """Gives `account` a role over an area within the actor's territory.

    `span` is since and until; without them: from now, for good. Raises Problem("not-found")
    for an area elsewhere, and as `grant` does; Problem("invalid") for a span in the past.
    """
    require(actor, "account.manage", area_id)
    if span[0] is not None and span[0] < now:
        raise Problem("invalid", faults=[Fault("since", "out_of_range")])
    grant(account.id, role, area_id, actor.account_id, now, span)


def assign_by_id(
    actor: Actor, account_id: int, role: Role, area_id: int, now: datetime, span: Span
) -> None:
    """As `assign`; Problem("not-found") also for an account that the actor does not see."""
    account = db.session.scalar(
        select(Account)
        .where(Account.id == account_id, directory.seen_by(actor))
        .with_for_update(of=Account)
    )
    if account is None:
        raise Problem("not-found")
    assign(actor, account, role, area_id, now, span)


def grant(
    account_id: int,
    role: Role,
    area_id: int,
    by_id: int | None,
    now: datetime,
    span: Span = (None, None),
) -> None:
    """Writes the assignment, for whoever may. The caller holds the account's row.

    Raises Problem("not-found") for an unknown area, Problem("invalid") for a level at which
    the role is not held or a span that ends before it begins, Problem("conflict") when the
    account holds the same already.
    """
    level = db.session.scalar(select(Area.level).filter_by(id=area_id))
    since, until = span[0] or now, span[1]
    if level is None:
        raise Problem("not-found")
    if not rules.may_hold(role, level):
        raise Problem("invalid", faults=[Fault("area_id", "not_allowed")])
    if until is not None and until <= since:
        raise Problem("invalid", faults=[Fault("until", "out_of_range")])
    assignment = Assignment(
        account_id=account_id, role=role, area_id=area_id, since=since, until=until
    )
    if _overlaps(assignment):
        raise Problem("conflict", faults=[Fault("area_id", "duplicate")])
    db.session.add(assignment)
    db.session.flush()
    detail = {"account": account_id, "role": str(role), "area": area_id}
    record(by_id, "assignment.create", "assignment", assignment.id, now, detail)


def end(actor: Actor, assignment_id: int, now: datetime) -> None:
    """Ends an assignment now; one that has ended stays as it is.

    Raises Problem("not-found") outside the actor's territory.
    """
    assignment = db.session.scalar(
        select(Assignment)
        .where(Assignment.id == assignment_id, within(actor, "account.manage", Assignment.area_id))
        .with_for_update(of=Assignment)
    )
    if assignment is None:
        raise Problem("not-found")
    if assignment.until is not None and assignment.until <= now:
        return
    close(assignment, actor.account_id, now)


def close(assignment: Assignment, by_id: int, now: datetime) -> None:
    """Ends a running assignment, for whoever may. The caller holds its row."""
    assignment.until = max(now, assignment.since)
    record(by_id, "assignment.end", "assignment", assignment.id, now)


def _overlaps(new: Assignment) -> bool:
    same = select(Assignment.id).where(
        Assignment.account_id == new.account_id,
        Assignment.role == new.role,
        Assignment.area_id == new.area_id,
        or_(Assignment.until.is_(None), Assignment.until > new.since),
    )
    if new.until is not None:
        same = same.where(Assignment.since < new.until)
    return db.session.scalar(select(same.exists())) is True
