"""What the second person says of a role that somebody has asked for."""

from datetime import datetime

from sqlalchemy import select, update

from backend.core.errors import Problem
from backend.records.audit.service import record
from backend.registry.accounts import assignments
from backend.registry.accounts.models import Account, AssignmentProposal
from backend.registry.accounts.proposals import CONFIRM
from backend.registry.areas.territory import within
from backend.staff.access import Actor, Role
from backend.staff.extensions import db


def decide(actor: Actor, proposal_id: int, verdict: str, now: datetime) -> None:
    """Gives the role, or refuses it. The first decision wins.

    Raises Problem("not-found") outside the territory, Problem("second-person-needed") for the
    one who asked and the one whom it is for, Problem("already-decided"), and as
    `assignments.grant` does.
    """
    proposal = db.session.scalar(
        select(AssignmentProposal).where(
            AssignmentProposal.id == proposal_id,
            within(actor, CONFIRM, AssignmentProposal.area_id),
        )
    )
    if proposal is None:
        raise Problem("not-found")
    if actor.account_id in (proposal.proposed_by_id, proposal.account_id):
        raise Problem("second-person-needed")
    taken = db.session.execute(
        update(AssignmentProposal)
        .where(AssignmentProposal.id == proposal_id, AssignmentProposal.verdict.is_(None))
        .values(verdict=verdict, decided_by_id=actor.account_id, decided_at=now)
    )
    if taken.rowcount == 0:  # type: ignore[attr-defined]
        raise Problem("already-decided")
    detail = {"verdict": verdict}
    record(actor.account_id, "assignment.decide", "assignment_proposal", proposal_id, now, detail)
    if verdict == "approved":
        _grant(proposal, actor.account_id, now)


def _grant(proposal: AssignmentProposal, by_id: int, now: datetime) -> None:
    """From now on, when she was to hold it from a day that has passed."""
    db.session.execute(select(Account.id).filter_by(id=proposal.account_id).with_for_update())
    since = proposal.since and max(proposal.since, now)
    span = (since, proposal.until)
    wanted = (proposal.account_id, Role(proposal.role), proposal.area_id)
    assignments.grant(assignments.Wanted(*wanted, span), by_id, now)
