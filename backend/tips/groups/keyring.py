"""What a member may open: the check by membership, and the keys by what was encrypted to her.

Whoever keeps groups (the administrator) is a member of none, whatever the rows say.
"""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, select

from backend.core.errors import Problem
from backend.registry.accounts.models import Account
from backend.staff.access import Actor
from backend.staff.extensions import db
from backend.tips.groups import wraps
from backend.tips.groups.models import TipGroupKey, TipMember, TipMemberWrap
from backend.tips.groups.rules import ACTIVE, PROPOSED
from backend.tips.groups.unlocking import Unlocked

Ring = dict[tuple[str, int], bytes]


def select_readers(*columns: Any) -> Select[Any]:
    """Active members who can sign in: a disabled account reads nothing, and counts for nobody."""
    return (
        select(*columns)
        .select_from(TipMember)
        .join(Account, Account.id == TipMember.account_id)
        .where(TipMember.state == ACTIVE, Account.disabled_at.is_(None))
    )


def groups_of(actor: Actor) -> frozenset[str]:
    """The groups whose tips this person may read."""
    if actor.may("tip_group.manage"):
        return frozenset()
    mine = select(TipMember.group_id).where(
        TipMember.account_id == actor.account_id, TipMember.state == ACTIVE
    )
    return frozenset(db.session.scalars(mine))


def require_place(actor: Actor) -> None:
    """Raises Problem("not-found") for who neither is nor is to be a member of any group."""
    mine = select(TipMember.group_id).where(
        TipMember.account_id == actor.account_id, TipMember.state.in_((ACTIVE, PROPOSED))
    )
    if actor.may("tip_group.manage") or db.session.scalar(mine.limit(1)) is None:
        raise Problem("not-found")


def get_membership(actor: Actor, group_id: str) -> TipMember:
    """Her place in this group, proposed or active. Raises Problem("not-found")."""
    member = None
    if not actor.may("tip_group.manage"):
        member = db.session.get(TipMember, (group_id, actor.account_id), with_for_update=True)
    if member is None or member.state not in (ACTIVE, PROPOSED):
        raise Problem("not-found")
    return member


def get_active_membership(actor: Actor, group_id: str) -> TipMember:
    """Raises Problem("not-found"), for one who is only proposed too."""
    member = get_membership(actor, group_id)
    if member.state != ACTIVE:
        raise Problem("not-found")
    return member


def open_keys(unlocked: Unlocked, group_ids: Collection[str]) -> Ring:
    """The secrets of these groups by (group, version), as far as they were handed to her."""
    rows = db.session.execute(
        select(TipMemberWrap, TipGroupKey.public)
        .join(
            TipGroupKey,
            (TipGroupKey.group_id == TipMemberWrap.group_id)
            & (TipGroupKey.version == TipMemberWrap.version),
        )
        .where(
            TipMemberWrap.account_id == unlocked.account_id, TipMemberWrap.group_id.in_(group_ids)
        )
    )
    found = (
        (row.group_id, row.version, wraps.decrypt_with(unlocked.secret, row.sealed, public))
        for row, public in rows
    )
    return {(group, version): secret for group, version, secret in found if secret is not None}


def find_newest_key(group_id: str) -> TipGroupKey | None:
    """The key for new tips of a group; None before its first member came."""
    query = select(TipGroupKey).where(TipGroupKey.group_id == group_id)
    return db.session.scalar(query.order_by(TipGroupKey.version.desc()).limit(1))
