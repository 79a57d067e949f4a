"""Groups, as the administrator keeps them: he names them and proposes who belongs to them."""

import secrets
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select

from backend.core.errors import Fault, Problem
from backend.messages.notices import notifying
from backend.records.audit.service import record
from backend.registry.accounts.directory import account_of
from backend.registry.accounts.models import Account
from backend.registry.accounts.queries import author_of
from backend.registry.areas import territory
from backend.staff.access import Action, Actor
from backend.staff.extensions import db
from backend.tips.groups import keyring, rotation
from backend.tips.groups.models import TipGroup, TipMember, TipMemberWrap, TipStaffKey
from backend.tips.groups.rules import LEFT, PROPOSED, is_code

NAMES = ("office", "office_en", "name", "name_en", "supervisor")


def create_group(actor: Actor, wanted: dict[str, Any], now: datetime) -> TipGroup:
    """A group without members or a key. Raises Problem("not-found"), ("invalid")."""
    territory.require(actor, "tip_group.manage", wanted["area_id"])
    if not is_code(wanted["code"]):
        raise Problem("invalid", faults=[Fault("code", "not_a_group_code")])
    if db.session.scalar(select(TipGroup.id).filter_by(code=wanted["code"])):
        raise Problem("invalid", faults=[Fault("code", "taken")])
    group = TipGroup(id=secrets.token_hex(16), code=wanted["code"], area_id=wanted["area_id"])
    _set_names(actor, group, wanted)
    db.session.add(group)
    db.session.flush()
    record(actor.account_id, "tip_group.create", "tip_group", group.id, now)
    return group


def update_group(actor: Actor, group_id: str, wanted: dict[str, Any], now: datetime) -> None:
    """Other names, or another supervising group. Raises Problem("not-found"), ("invalid")."""
    group = lock_group(actor, "tip_group.manage", group_id)
    _set_names(actor, group, wanted)
    db.session.flush()
    detail = {"changed": sorted(wanted)}
    record(actor.account_id, "tip_group.change", "tip_group", group.id, now, detail)


def lock_group(actor: Actor, action: Action, group_id: str) -> TipGroup:
    """A group of one's territory, locked. Raises Problem("not-found")."""
    group = db.session.get(TipGroup, group_id, with_for_update=True)
    if group is None or not territory.holds(actor, action, group.area_id):
        raise Problem("not-found")
    return group


def propose_member(actor: Actor, group_id: str, account_id: int, now: datetime) -> None:
    """Says that somebody is to belong to a group; it opens nothing until a member admits her.

    One who belongs to it stays as she is. Raises Problem("not-found"), ("not-eligible") for one who
    is disabled, keeps groups, or pays rewards.
    """
    group = lock_group(actor, "tip_group.manage", group_id)
    account_of(actor, account_id, now)
    if not _is_eligible(account_id, now):
        raise Problem("not-eligible")
    member = db.session.get(TipMember, (group.id, account_id))
    if member is not None and member.state != LEFT:
        return
    if member is None:
        member = TipMember(group_id=group.id, account_id=account_id)
        db.session.add(member)
    member.state, member.proposed_by_id, member.admitted_by_id = PROPOSED, actor.account_id, None
    db.session.flush()
    _record(actor, "propose", group.id, account_id, now)


def end_membership(actor: Actor, group_id: str, account_id: int, now: datetime) -> None:
    """Ends a membership; those who remain get a new version of the key at once, and are told.

    Raises Problem("not-found").
    """
    group = lock_group(actor, "tip_group.manage", group_id)
    member = db.session.get(TipMember, (group.id, account_id), with_for_update=True)
    if member is None or member.state == LEFT:
        raise Problem("not-found")
    _notify(group, account_id, "ended", now)
    rotation.remove_member(member)
    _record(actor, "end", group.id, account_id, now)


def leave_group(actor: Actor, group_id: str, now: datetime) -> None:
    """A member goes herself. Raises Problem("not-found")."""
    rotation.remove_member(keyring.get_membership(actor, group_id))
    _record(actor, "leave", group_id, actor.account_id, now)


def reset_keys(actor: Actor, group_id: str, account_id: int, now: datetime) -> None:
    """Forgets a member's keys: she makes new ones, and is to be admitted to each group anew.

    It opens nothing: what was encrypted to her is gone with them, and what comes is for new keys of
    her groups, which are told. Raises Problem("not-found"), also when one of them is not his.
    """
    group = lock_group(actor, "tip_group.manage", group_id)
    if db.session.get(TipMember, (group.id, account_id)) is None:
        raise Problem("not-found")
    keys = db.session.get(TipStaffKey, account_id, with_for_update=True)
    if keys is None:
        raise Problem("not-found")
    places = select(TipMember).where(TipMember.account_id == account_id, TipMember.state != LEFT)
    for member in db.session.scalars(places.order_by(TipMember.group_id)).all():
        place = lock_group(actor, "tip_group.manage", member.group_id)
        _notify(place, account_id, "reset", now)
        rotation.remove_member(member, PROPOSED)
    db.session.execute(delete(TipMemberWrap).where(TipMemberWrap.account_id == account_id))
    db.session.delete(keys)
    db.session.flush()
    _record(actor, "reset", group.id, account_id, now)


def _notify(group: TipGroup, account_id: int, matter: str, now: datetime) -> None:
    """The one whom it is about, her colleagues, and the group above: as it is before the change."""
    above = rotation.find_holders(group.supervisor_id) if group.supervisor_id else {}
    subject = notifying.Subject(id=group.id, name=group.name, name_en=group.name_en, matter=matter)
    accounts = {account_id, *rotation.find_holders(group.id), *above}
    notifying.notify("escrow", now, sorted(accounts), subject)


def _is_eligible(account_id: int, now: datetime) -> bool:
    account = db.session.get_one(Account, account_id)
    who = author_of(account_id, now)
    apart = who is not None and (who.may("tip_group.manage") or who.may("voucher.pay"))
    return account.disabled_at is None and not apart


def _set_names(actor: Actor, group: TipGroup, wanted: dict[str, Any]) -> None:
    for name in (each for each in NAMES if each in wanted and each != "supervisor"):
        setattr(group, name, wanted[name])
    if "supervisor" in wanted:
        above = wanted["supervisor"]
        known = above and db.session.get(TipGroup, above)
        inside = known and territory.holds(actor, "tip_group.manage", known.area_id)
        if above is not None and (not inside or above == group.id):
            raise Problem("invalid", faults=[Fault("supervisor", "no_such")])
        group.supervisor_id = above


def _record(actor: Actor, what: str, group_id: str, account_id: int, now: datetime) -> None:
    detail = {"account": account_id}
    record(actor.account_id, f"tip_group.{what}", "tip_group", group_id, now, detail)
