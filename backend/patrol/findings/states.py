"""A finding about to be moved: held, and seen as the rules see it."""

from collections.abc import Mapping

from sqlalchemy import ColumnElement, Select, or_, select

from backend.core.errors import Problem
from backend.patrol.checkins.models import Checkin
from backend.patrol.findings import rules
from backend.patrol.findings.models import Finding, FindingMove
from backend.registry.areas import territory
from backend.staff.access import Actor
from backend.staff.extensions import db


def visible(actor: Actor) -> ColumnElement[bool]:
    """The query; `lock_finding` is the check."""
    return or_(
        Finding.assignee_id == actor.account_id,
        territory.within(actor, "finding.read", Finding.grid_id),
    )


def lock_finding(actor: Actor, finding_id: int) -> Finding:
    """The finding as it is now, held until the end of the transaction for a move.

    Raises Problem("not-found") for a foreign one, as for an unknown id.
    """
    finding = db.session.get(Finding, finding_id, with_for_update=True, populate_existing=True)
    if finding is None or not (
        finding.assignee_id == actor.account_id
        or territory.holds(actor, "finding.read", finding.grid_id)
    ):
        raise Problem("not-found")
    return finding


def state_of(finding: Finding) -> rules.FindingState:
    """Where it is, and who had a hand in it: by the visit and by the last moves."""
    author_id = db.session.scalars(_author(finding)).one()
    moves = db.session.scalars(
        select(FindingMove).where(FindingMove.finding_id == finding.id).order_by(FindingMove.id)
    )
    return describe_state(finding, author_id, {move.move: move.by_id for move in moves})


def describe_state(
    finding: Finding, author_id: int, last_by: Mapping[str, int | None]
) -> rules.FindingState:
    """`last_by`: for each kind of move, the account that made the last one."""
    return rules.FindingState(
        finding.status,
        author_id,
        finding.assignee_id,
        last_by.get("assign"),
        last_by.get("rectify"),
    )


def _author(finding: Finding) -> Select[int]:
    """Who found it: on a visit, or by writing down what was reported."""
    if finding.checkin_id is not None:
        return select(Checkin.author_id).where(Checkin.id == finding.checkin_id)
    return select(FindingMove.by_id).where(
        FindingMove.finding_id == finding.id, FindingMove.move == "found"
    )


def mover_of(actor: Actor, grid_id: int) -> rules.Mover:
    """What this person may do with findings of this grid."""
    return rules.Mover(
        actor.account_id,
        may_handle=territory.holds(actor, "finding.handle", grid_id),
        may_close=territory.holds(actor, "finding.close", grid_id),
    )
