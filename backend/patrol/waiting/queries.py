"""Counting what waits for one person: enough for a number on a tab, whatever lies behind it."""

from typing import Any

from sqlalchemy import ScalarSelect, Select, func, or_, select

from backend.patrol.checkins.models import Checkin
from backend.patrol.findings.models import Finding, FindingMove
from backend.registry.areas import territory
from backend.registry.sites.models import Site
from backend.staff.access import Actor
from backend.staff.extensions import db

COUNTED = 100  # more than this many is "many"
_HANDS = ("found", "assign", "rectify")
NOBODY = -1  # SQL's null would make the whole condition unknown


def count_waiting(actor: Actor) -> dict[str, int]:
    """Visits that this person may review, and findings that she has to move on, up to COUNTED.

    One query each, and none where she has no right.
    """
    return {
        "reviews": _count(_reviews(actor)) if actor.may("checkin.review") else 0,
        "findings": _count(_findings(actor)) if actor.may("finding.read") else 0,
    }


def _count(some: Select[Any]) -> int:
    return db.session.scalars(
        select(func.count()).select_from(some.limit(COUNTED).subquery())
    ).one()


def _reviews(actor: Actor) -> Select[Any]:
    return (
        select(Checkin.id)
        .join(Site, Site.id == Checkin.site_id)
        .where(
            Checkin.awaits_review,
            Checkin.author_id != actor.account_id,
            territory.within(actor, "checkin.review", Site.grid_id),
        )
    )


def _findings(actor: Actor) -> Select[Any]:
    """Those to give to somebody, those to mend oneself, and those to look at again.

    Whoever had a hand in a finding does not look at it again: see `hands_of` in
    `findings/rules.py`.
    """
    hands = or_(*(func.coalesce(_last_by(move), NOBODY) == actor.account_id for move in _HANDS))
    is_own = Finding.assignee_id == actor.account_id
    may_give = territory.within(actor, "finding.handle", Finding.grid_id)
    may_close = territory.within(actor, "finding.close", Finding.grid_id)
    return select(Finding.id).where(
        or_(
            (Finding.status == "assigned") & is_own,
            (Finding.status == "found") & may_give,
            (Finding.status == "rectified") & ~is_own & ~hands & may_close,
        )
    )


def _last_by(move: str) -> ScalarSelect[int | None]:
    """Who made the last move of this kind; null when nobody has."""
    last = (
        select(FindingMove.by_id)
        .where(FindingMove.finding_id == Finding.id, FindingMove.move == move)
        .order_by(FindingMove.id.desc())
        .limit(1)
        .correlate(Finding)
    )
    return last.scalar_subquery()
