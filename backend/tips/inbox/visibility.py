"""Which tips a member may open: the rule once as a check of one tip and once as a query.

A member may open a tip while it belongs to a group of hers and she has not recused herself from
it. To everybody else, administrators too, it looks like a tip that does not exist. What the citizen
excluded is inside the encrypted statement, so it counts where a tip is about to change its group:
`excluded_groups`. All of the inbox finds its tips here.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Select, select

from backend.core.errors import Problem
from backend.staff.access import Actor
from backend.staff.extensions import db
from backend.tips.groups import keyring
from backend.tips.groups.models import TipGroup, TipMember
from backend.tips.host.database import session
from backend.tips.host.models import OPEN, Tip
from backend.tips.inbox.models import TipRecusal
from backend.tips.inbox.rules import read_id


def is_visible(actor: Actor, tip: Tip) -> bool:
    """The check: `actor` may open this tip."""
    recusal = db.session.get(TipRecusal, (tip.id, actor.account_id))
    return recusal is None and tip.group_id in keyring.groups_of(actor)


def visible(actor: Actor) -> Select[Tip]:
    """The query: the tips that `actor` may open."""
    recused = db.session.scalars(
        select(TipRecusal.tip_id).where(TipRecusal.account_id == actor.account_id)
    ).all()
    groups = keyring.groups_of(actor)
    return select(Tip).where(Tip.group_id.in_(groups), Tip.id.not_in(recused))


def find_tip(actor: Actor, tip_id: str, *, lock: bool = False) -> Tip:
    """One tip that `actor` may open. Raises Problem("not-found") for all others."""
    tip = session().get(Tip, read_id(tip_id))
    if tip is None or not is_visible(actor, tip):
        raise Problem("not-found")
    if lock:
        session().refresh(tip, with_for_update=True)
        if not is_visible(actor, tip):
            raise Problem("not-found")  # handed over while this request waited
    return tip


def require_member(actor: Actor) -> None:
    """Raises Problem("not-found") for everybody who may open the tips of no group."""
    if not keyring.groups_of(actor):
        raise Problem("not-found")


def open_tips_by_reader() -> Iterator[tuple[str, int, list[Tip]]]:
    """Group, account and the open tips that this member may open, for every member of a group.

    For the job that notifies them; two queries of each database.
    """
    tips: dict[str, list[Tip]] = defaultdict(list)
    for tip in open_tips():
        tips[tip.group_id].append(tip)
    recused = set(db.session.execute(select(TipRecusal.account_id, TipRecusal.tip_id)))
    rows = keyring.select_readers(TipMember).order_by(TipMember.group_id, TipMember.account_id)
    for member in db.session.scalars(rows):
        here = tips[member.group_id]
        left = [tip for tip in here if (member.account_id, tip.id) not in recused]
        yield member.group_id, member.account_id, left


def open_tips() -> list[Tip]:
    """All open tips, for jobs that tell nobody anything about one of them."""
    return list(session().scalars(select(Tip).where(Tip.state == OPEN).order_by(Tip.id)))


def has_other_reader(tip: Tip) -> bool:
    """Whether a member who has not recused herself is left in the tip's group."""
    recused = select(TipRecusal.account_id).where(TipRecusal.tip_id == tip.id)
    left = keyring.select_readers(TipMember.account_id).where(
        TipMember.group_id == tip.group_id, TipMember.account_id.not_in(recused)
    )
    return db.session.scalar(left.limit(1)) is not None


def excluded_groups(statement: dict[str, Any]) -> frozenset[str]:
    """The groups that must never get this tip: those that the citizen named in the statement, and
    every group of the same offices.
    """
    named = frozenset(statement["not_to"])
    if not named:
        return named
    offices = select(TipGroup.office).where(TipGroup.id.in_(named))
    same = db.session.scalars(select(TipGroup.id).where(TipGroup.office.in_(offices)))
    return named | frozenset(same)
