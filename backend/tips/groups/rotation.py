"""New versions of a group's key.

A new pair needs no old secret: its secret is encrypted to everybody who remains (and to the escrow
key) and forgotten. So whoever leaves is shut out of what comes at that very moment, with nobody
at the keyboard. What came before is encrypted anew by a member who holds both versions, when she
next unlocks (`inbox.reencryption`).
"""

from collections.abc import Mapping

from sqlalchemy import delete

from backend.staff.extensions import db
from backend.tips.groups import keyring, wraps
from backend.tips.groups.models import TipGroup, TipGroupKey, TipMember, TipMemberWrap, TipStaffKey
from backend.tips.groups.policy import policy
from backend.tips.groups.rules import ACTIVE, LEFT


def remove_member(member: TipMember, state: str = LEFT) -> None:
    """Ends a membership, or makes it wait to be admitted again; what comes is not for her."""
    was_active = member.state == ACTIVE
    member.state, member.admitted_by_id = state, None
    db.session.execute(
        delete(TipMemberWrap).where(
            TipMemberWrap.group_id == member.group_id,
            TipMemberWrap.account_id == member.account_id,
        )
    )
    db.session.flush()
    remaining = find_holders(member.group_id)
    if was_active and remaining:
        create_version(member.group_id, remaining)


def find_holders(group_id: str) -> dict[int, bytes]:
    """The public keys of those who read for a group, by account."""
    rows = db.session.execute(
        keyring.select_readers(TipStaffKey.account_id, TipStaffKey.public)
        .join(TipStaffKey, TipStaffKey.account_id == TipMember.account_id)
        .where(TipMember.group_id == group_id)
    )
    return {row.account_id: row.public for row in rows}


def create_version(group_id: str, to: Mapping[int, bytes]) -> int:
    """The next version of a group's key, handed to the members in `to`; answers its number."""
    db.session.get_one(TipGroup, group_id, with_for_update=True)
    last = keyring.find_newest_key(group_id)
    version = last.version + 1 if last else 1
    public, secret = wraps.new_pair()
    key = TipGroupKey(group_id=group_id, version=version, public=public)
    put_in_escrow(key, secret)
    db.session.add(key)
    db.session.flush()
    for account_id, holder in to.items():
        give_key(key, secret, account_id, holder)
    db.session.flush()
    return version


def put_in_escrow(key: TipGroupKey, secret: bytes) -> bool:
    """Seals a secret to the escrow key of the policy; false when it is so already, or none is."""
    escrow = policy().escrow
    if escrow is None or key.escrow_public == escrow:
        return False
    key.escrow_public, key.escrow_sealed = escrow, wraps.encrypt_to(escrow, secret)
    return True


def give_key(key: TipGroupKey, secret: bytes, account_id: int, holder: bytes) -> None:
    """Gives one version to one member."""
    sealed = wraps.encrypt_to(holder, secret)
    db.session.add(
        TipMemberWrap(
            group_id=key.group_id, version=key.version, account_id=account_id, sealed=sealed
        )
    )
