"""Reading groups: as their administrator sees them, and as a member sees her own."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from sqlalchemy import func, select

from backend.core.errors import Problem
from backend.registry.accounts.models import Account
from backend.registry.areas import territory
from backend.staff.access import Actor
from backend.staff.extensions import db
from backend.tips.groups import keyring, wraps
from backend.tips.groups.models import TipGroup, TipGroupKey, TipMember, TipStaffKey
from backend.tips.groups.rules import ACTIVE, LEFT, PROPOSED
from backend.tips.groups.unlocking import Unlocked


def list_groups(actor: Actor) -> dict[str, Any]:
    """The groups of one's territory with their members; nothing of their tips. Three queries."""
    mine = territory.within(actor, "tip_group.manage", TipGroup.area_id)
    groups = db.session.scalars(select(TipGroup).where(mine).order_by(TipGroup.code)).all()
    return {"items": _describe(groups)}


def get_group(actor: Actor, group_id: str) -> dict[str, Any]:
    """One group. Raises Problem("not-found")."""
    mine = territory.within(actor, "tip_group.manage", TipGroup.area_id)
    group = db.session.scalar(select(TipGroup).where(mine, TipGroup.id == group_id))
    if group is None:
        raise Problem("not-found")
    return _describe([group])[0]


def get_standing(actor: Actor, unlocked: Unlocked | None) -> dict[str, Any]:
    """A member's own place: her keys, her groups, and who waits to be admitted by her.

    Empty for who neither is nor is to be a member.
    """
    mine = select(TipMember).where(
        TipMember.account_id == actor.account_id, TipMember.state != LEFT
    )
    states = {member.group_id: member.state for member in db.session.scalars(mine)}
    if actor.may("tip_group.manage"):
        states = {}
    rows = db.session.scalars(
        select(TipGroup).where(TipGroup.id.in_(states)).order_by(TipGroup.code)
    ).all()
    groups = [
        {**group, "state": states[group["id"]]}
        | ({} if states[group["id"]] == ACTIVE else {"members": []})
        for group in _describe(rows)
    ]
    key = db.session.get(TipStaffKey, actor.account_id)
    return {
        "has_key": key is not None,
        "key_digits": wraps.key_digits(key.public) if key else None,
        "unlocked_until": unlocked.until if unlocked else None,
        "groups": groups,
    }


def list_destinations(but: str) -> list[TipGroup]:
    """The other groups to which a tip can be handed: those with a key that somebody holds."""
    held = keyring.select_readers(TipMember.group_id)
    keyed = select(TipGroupKey.group_id)
    query = select(TipGroup).where(
        TipGroup.id.in_(held), TipGroup.id.in_(keyed), TipGroup.id != but
    )
    return list(db.session.scalars(query.order_by(TipGroup.code)))


def _describe(groups: Collection[TipGroup]) -> list[dict[str, Any]]:
    ids = [group.id for group in groups]
    members = _members(ids)
    versions = dict(
        db.session.execute(
            select(TipGroupKey.group_id, func.max(TipGroupKey.version))
            .where(TipGroupKey.group_id.in_(ids))
            .group_by(TipGroupKey.group_id)
        ).all()
    )
    columns = ("id", "code", "area_id", "office", "office_en", "name", "name_en")
    return [
        {name: getattr(group, name) for name in columns}
        | {"supervisor": group.supervisor_id, "version": versions.get(group.id)}
        | {"members": members[group.id]}
        for group in groups
    ]


def _members(group_ids: Collection[str]) -> dict[str, list[dict[str, Any]]]:
    rows = db.session.execute(
        select(TipMember, Account.name, TipStaffKey.account_id.label("keyed"))
        .join(Account, Account.id == TipMember.account_id)
        .outerjoin(TipStaffKey, TipStaffKey.account_id == TipMember.account_id)
        .where(TipMember.group_id.in_(group_ids), TipMember.state.in_((ACTIVE, PROPOSED)))
        .order_by(TipMember.state, Account.name, Account.id)
    )
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for member, name, keyed in rows:
        found[member.group_id].append(
            {
                "id": member.account_id,
                "name": name,
                "state": member.state,
                "has_key": keyed is not None,
            }
        )
    return found
