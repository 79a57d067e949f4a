"""After a member left: what she could open is sealed anew, to the version she does not have."""

from datetime import datetime

from backend.records.audit.service import record
from backend.staff.access import Actor
from backend.tips.groups import keyring, members
from backend.tips.groups.unlocking import Unlocked, require_unlocked
from backend.tips.host import encryption, handling
from backend.tips.host.database import session

BATCH = 200


def reencrypt_wraps(
    actor: Actor, unlocked: Unlocked | None, group_id: str, now: datetime
) -> dict[str, int]:
    """One bounded piece; to be called again while `done` is not 0.

    `stuck` tips were sealed to a version that this member never held. Raises
    Problem("not-found"), ("inbox-locked").
    """
    keyring.get_active_membership(actor, group_id)
    ring = keyring.open_keys(require_unlocked(unlocked), (group_id,))
    newest = keyring.find_newest_key(group_id)
    filled = members.fill_escrow(actor, require_unlocked(unlocked), group_id)
    done = stuck = 0
    old = handling.wraps_before(group_id, newest.version, BATCH) if newest else ()
    for wrap, public in old:
        group = ring.get((group_id, wrap.version))
        if group is None or newest is None:
            stuck += 1
            continue
        secret = encryption.decrypt_wrap(group, wrap.sealed, public)
        done += handling.rewrap(
            wrap, newest.version, encryption.encrypt_wrap(newest.public, secret)
        )
    session().flush()
    if done or filled:
        detail = {"tips": done, "escrow": filled}
        record(actor.account_id, "tip_group.reseal", "tip_group", group_id, now, detail)
    return {"done": done, "stuck": stuck}
