"""How a proposed member comes to hold a group's key."""

from datetime import datetime

from sqlalchemy import select

from backend.core.errors import Problem
from backend.records.audit.service import record
from backend.staff.access import Actor
from backend.staff.extensions import db
from backend.tips.groups import keyring, rotation
from backend.tips.groups.models import TipGroup, TipGroupKey, TipMember, TipStaffKey
from backend.tips.groups.rules import ACTIVE, PROPOSED
from backend.tips.groups.unlocking import Unlocked, require_unlocked


def begin(actor: Actor, unlocked: Unlocked | None, group_id: str, now: datetime) -> None:
    """The first member of a new group makes its key: once, in the life of a group.

    Whoever could end all memberships and propose somebody would else have what comes under the
    group's name. Raises Problem("not-found"), ("inbox-locked"), ("second-person-needed") when a
    member is there who can admit her, ("escrow-needed") when the group had a key and lost it.
    """
    db.session.get(TipGroup, group_id, with_for_update=True)  # two who begin at once
    member = keyring.get_membership(actor, group_id)
    require_unlocked(unlocked)
    if keyring.find_newest_key(group_id) is not None:
        raise Problem(
            "second-person-needed" if rotation.find_holders(group_id) else "escrow-needed"
        )
    holder = db.session.get_one(TipStaffKey, actor.account_id)
    version = rotation.create_version(group_id, {actor.account_id: holder.public})
    member.state, member.admitted_by_id = ACTIVE, actor.account_id
    db.session.flush()
    detail = {"version": version}
    record(actor.account_id, "tip_group.begin", "tip_group", group_id, now, detail)


def admit(
    actor: Actor, unlocked: Unlocked | None, group_id: str, account_id: int, now: datetime
) -> None:
    """A member hands all versions that she holds to somebody who was proposed.

    Raises Problem("not-found"), ("inbox-locked"), ("inbox-key-missing") for one who has not made
    her own keys yet.
    """
    keyring.get_active_membership(actor, group_id)
    newcomer = db.session.get(TipMember, (group_id, account_id), with_for_update=True)
    if newcomer is None or newcomer.state != PROPOSED:
        raise Problem("not-found")
    ring = keyring.open_keys(require_unlocked(unlocked), (group_id,))
    holder = db.session.get(TipStaffKey, account_id, with_for_update=True)
    if holder is None:
        raise Problem("inbox-key-missing")
    keys = db.session.scalars(select(TipGroupKey).where(TipGroupKey.group_id == group_id))
    for key in keys.all():
        if (group_id, key.version) in ring:
            rotation.give_key(key, ring[group_id, key.version], account_id, holder.public)
    newcomer.state, newcomer.admitted_by_id = ACTIVE, actor.account_id
    db.session.flush()
    detail = {"account": account_id}
    record(actor.account_id, "tip_group.admit", "tip_group", group_id, now, detail)


def fill_escrow(actor: Actor, unlocked: Unlocked, group_id: str) -> int:
    """Seals to the escrow key what was made before there was one; answers how many versions."""
    keyring.get_active_membership(actor, group_id)
    ring = keyring.open_keys(unlocked, (group_id,))
    keys = db.session.scalars(
        select(TipGroupKey).where(TipGroupKey.group_id == group_id).with_for_update()
    ).all()
    filled = [
        key
        for key in keys
        if (group_id, key.version) in ring
        and rotation.put_in_escrow(key, ring[group_id, key.version])
    ]
    db.session.flush()
    return len(filled)
