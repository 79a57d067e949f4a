"""A leader's decision on a late visit: sealed figures stay, the adjusted ones change."""

from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from backend.core.errors import Problem
from backend.core.wire import rfc3339
from backend.figures.seals.models import Adjustment
from backend.figures.seals.rules import OutcomeChange
from backend.patrol.checkins.crediting import visit_of
from backend.patrol.checkins.models import Checkin
from backend.patrol.checkins.recount import arrived_at
from backend.patrol.checkins.rules import COUNTING
from backend.patrol.cycles import board_versions
from backend.patrol.cycles.models import Obligation, WindowRow
from backend.patrol.cycles.rules import Outcome, cut_off, outcome
from backend.records.audit import service as audit
from backend.registry.accounts.models import Account
from backend.registry.areas import territory
from backend.registry.sites.checkpoint_queries import required_from
from backend.registry.sites.models import Site
from backend.staff.access import Actor
from backend.staff.extensions import db


def decide(actor: Actor, adjustment_id: int, verdict: str, note: str, now: datetime) -> None:
    """Approves or refuses an adjustment. Of two decisions at once the first to be written holds.

    Raises Problem("not-found") outside the territory, ("second-person-needed") for one's own
    visit, ("already-decided") with the decision that holds.
    """
    row, author_id = _find_adjustment(actor, adjustment_id)
    if author_id == actor.account_id:
        raise Problem("second-person-needed")
    # Two approvals for one site and window count one after the other.
    held = select(Obligation).where(Obligation.id == row.obligation_id).with_for_update()
    obligation = db.session.scalars(held.execution_options(populate_existing=True)).one()
    values: dict[str, Any] = {
        "verdict": verdict,
        "note": note,
        "decided_by_id": actor.account_id,
        "decided_at": now,
    }
    if verdict == "approved":
        change = _find_change(obligation, row)
        values |= {"outcome_before": change.before, "outcome_after": change.after}
    updated: Any = db.session.execute(
        update(Adjustment)
        .where(Adjustment.id == row.id, Adjustment.verdict.is_(None))
        .values(values)
    )
    if not updated.rowcount:
        raise Problem("already-decided", decided=_describe_decision(row.id))
    board_versions.mark_changed([row.grid_id])
    detail = {"verdict": verdict, "checkin": row.checkin_id}
    audit.record(actor.account_id, "adjustment.decided", "adjustment", row.id, now, detail)


def _find_adjustment(actor: Actor, adjustment_id: int) -> tuple[Adjustment, int]:
    """The adjustment and the author of its visit."""
    found = db.session.execute(
        select(Adjustment, Checkin.author_id)
        .join(Checkin, Checkin.id == Adjustment.checkin_id)
        .where(
            Adjustment.id == adjustment_id,
            territory.within(actor, "adjustment.decide", Adjustment.grid_id),
        )
    ).first()
    if found is None:
        raise Problem("not-found")
    return found[0], found[1]


def _find_change(obligation: Obligation, row: Adjustment) -> OutcomeChange:
    """The outcome without and with this visit, beside all that were in time or approved."""
    window = db.session.get_one(WindowRow, obligation.window_id)
    approved = select(Adjustment.checkin_id).where(
        Adjustment.obligation_id == obligation.id, Adjustment.verdict == "approved"
    )
    in_time = arrived_at() < cut_off(window.ends_at)
    counting = db.session.scalars(
        select(Checkin).where(
            Checkin.site_id == obligation.site_id,
            Checkin.window_id == obligation.window_id,
            Checkin.standing.in_(COUNTING),
            in_time | Checkin.id.in_(approved),
        )
    )
    before = [visit_of(checkin) for checkin in counting]
    after = [*before, visit_of(db.session.get_one(Checkin, row.checkin_id))]
    required = db.session.scalars(
        select(required_from(window.starts_at)).where(Site.id == obligation.site_id)
    ).one()
    return OutcomeChange(
        *(_decide_outcome(obligation, visits, required) for visits in (before, after))
    )


def _decide_outcome(obligation: Obligation, visits: list[Any], required: int | None) -> Outcome:
    return outcome(visits, exempt=obligation.exempt, checkpoints_required=required)


def _describe_decision(adjustment_id: int) -> dict[str, Any]:
    """The decision that holds, ready for JSON."""
    row = db.session.execute(
        select(Adjustment.verdict, Adjustment.note, Adjustment.decided_at, Account.name)
        .join(Account, Account.id == Adjustment.decided_by_id)
        .where(Adjustment.id == adjustment_id)
    ).one()
    verdict, note, at, by = row
    return {"verdict": verdict, "note": note, "at": at and rfc3339(at), "by": by}
