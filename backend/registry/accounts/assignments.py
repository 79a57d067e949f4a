"""Who holds which role over which area, from when until when.

| grants         | to herself | to somebody else                                           |
|----------------|------------|------------------------------------------------------------|
| office,        | never      | waits for a second person; the first that anybody ever     |
| cashier        |            | holds is given at once: nobody could agree yet             |
| any other role | never      | at once                                                    |

What needs a second person waits for one again when an administrator sets its holder's password:
she could sign in with it.

The command line grants at once: it is how an installation is set up. All of it is journalled.
"""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import or_, select

from backend.core.errors import Fault, Problem
from backend.records.audit.service import record
from backend.registry.accounts import directory, rules
from backend.registry.accounts.models import Account, Assignment, AssignmentProposal
from backend.registry.areas.models import Area
from backend.registry.areas.territory import require, within
from backend.staff.access import Actor, Role
from backend.staff.extensions import db

Span = tuple[datetime | None, datetime | None]


class Wanted(NamedTuple):
    """A role over an area for somebody; `span` is since and until: from now, for good."""

    account_id: int
    role: Role
    area_id: int
    span: Span = (None, None)


def assign(
    actor: Actor,
    account: Account,
    role: Role,
    area_id: int,
    now: datetime,
    span: Span = (None, None),
) -> bool:
    """Gives `account` a role over an area within the actor's territory, or proposes it; whether
    she holds it now.

    `span` is since and until; without them: from now, for good. Raises Problem("not-found")
    for an area elsewhere, and as `grant` does; Problem("invalid") for a span in the past;
    Problem("second-person-needed") for the actor's own account.
    """
    require(actor, "account.manage", area_id)
    if account.id == actor.account_id:
        raise Problem("second-person-needed")
    if span[0] is not None and span[0] < now:
        raise Problem("invalid", faults=[Fault("since", "in_the_past")])
    wanted = Wanted(account.id, role, area_id, span)
    if role in rules.TWO_PERSON and not _is_first(role):
        _propose(wanted, actor.account_id, now)
        return False
    grant(wanted, actor.account_id, now)
    return True


def assign_by_id(
    actor: Actor, account_id: int, role: Role, area_id: int, now: datetime, span: Span
) -> bool:
    """As `assign`; Problem("not-found") also for an account that the actor does not see."""
    account = db.session.scalar(
        select(Account)
        .where(Account.id == account_id, directory.seen_by(actor))
        .with_for_update(of=Account)
    )
    if account is None:
        raise Problem("not-found")
    return assign(actor, account, role, area_id, now, span)


def grant(wanted: Wanted, by_id: int | None, now: datetime) -> int:
    """Writes the assignment, for whoever may, and answers its id. The caller holds the account's
    row.

    Raises Problem("not-found") for an unknown area, Problem("invalid") for a level at which
    the role is not held or a span that ends before it begins, Problem("conflict") when the
    account holds the same already.
    """
    assignment = _check(wanted, now)
    db.session.add(assignment)
    db.session.flush()
    detail = {"account": wanted.account_id, "role": str(wanted.role), "area": wanted.area_id}
    record(by_id, "assignment.create", "assignment", assignment.id, now, detail)
    return assignment.id


def propose_again(account_id: int, by_id: int, now: datetime) -> None:
    """Ends what this account holds and needs a second person, and proposes it anew.

    The caller holds the account's row.
    """
    held = select(Assignment).where(
        Assignment.account_id == account_id,
        Assignment.role.in_(rules.TWO_PERSON),
        or_(Assignment.until.is_(None), Assignment.until > now),
    )
    for assignment in db.session.scalars(held.order_by(Assignment.id).with_for_update()).all():
        since = assignment.since if assignment.since > now else None
        span = (since, assignment.until)
        close(assignment, by_id, now)
        wanted = Wanted(account_id, Role(assignment.role), assignment.area_id, span)
        if not _waits(wanted):
            _propose(wanted, by_id, now)


def _waits(wanted: Wanted) -> bool:
    same = {"account_id": wanted.account_id, "role": wanted.role, "area_id": wanted.area_id}
    waiting = select(AssignmentProposal.id).filter_by(**same, verdict=None)
    return db.session.scalar(waiting.limit(1)) is not None


def _propose(wanted: Wanted, by_id: int, now: datetime) -> None:
    """Raises as `grant` does, and Problem("conflict") for what waits already."""
    _check(wanted, now)
    if _waits(wanted):
        raise Problem("conflict", faults=[Fault("area_id", "duplicate")])
    since, until = wanted.span
    proposal = AssignmentProposal(
        account_id=wanted.account_id,
        role=wanted.role,
        area_id=wanted.area_id,
        since=since,
        until=until,
        proposed_by_id=by_id,
        proposed_at=now,
    )
    db.session.add(proposal)
    db.session.flush()
    detail = {"account": wanted.account_id, "role": str(wanted.role), "area": wanted.area_id}
    record(by_id, "assignment.propose", "assignment_proposal", proposal.id, now, detail)


def _is_first(role: Role) -> bool:
    """Whether nobody has ever held it. Two who ask at once are told one after the other."""
    db.session.execute(select(Area.id).where(Area.parent_id.is_(None)).with_for_update())
    held = select(Assignment.id).where(Assignment.role == role)
    return db.session.scalar(held.limit(1)) is None


def _check(wanted: Wanted, now: datetime) -> Assignment:
    """The assignment that it would be."""
    level = db.session.scalar(select(Area.level).filter_by(id=wanted.area_id))
    since, until = wanted.span[0] or now, wanted.span[1]
    if level is None:
        raise Problem("not-found")
    if not rules.may_hold(wanted.role, level):
        raise Problem("invalid", faults=[Fault("area_id", f"level_{wanted.role}")])
    if until is not None and until <= since:
        raise Problem("invalid", faults=[Fault("until", "not_after_start")])
    assignment = Assignment(
        account_id=wanted.account_id,
        role=wanted.role,
        area_id=wanted.area_id,
        since=since,
        until=until,
    )
    if _overlaps(assignment):
        raise Problem("conflict", faults=[Fault("area_id", "duplicate")])
    return assignment


def end(actor: Actor, assignment_id: int, now: datetime) -> None:
    """Ends an assignment now; one that has ended stays as it is.

    Raises Problem("not-found") outside the actor's territory, and Problem("second-person-needed")
    when the actor would shut herself out of this very page.
    """
    assignment = db.session.scalar(
        select(Assignment)
        .where(Assignment.id == assignment_id, within(actor, "account.manage", Assignment.area_id))
        .with_for_update(of=Assignment)
    )
    if assignment is None:
        raise Problem("not-found")
    if assignment.account_id == actor.account_id and assignment.role == Role.ADMIN:
        raise Problem("second-person-needed")
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
