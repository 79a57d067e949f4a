"""After a member left: what she could open is encrypted anew, to the version she does not have."""

from datetime import datetime

from backend.records.audit.service import record
from backend.staff.access import Actor
from backend.tips.groups import keyring, members
from backend.tips.groups.keyring import Ring
from backend.tips.groups.models import TipGroupKey
from backend.tips.groups.unlocking import Unlocked, require_unlocked
from backend.tips.host import encryption, handling
from backend.tips.host.database import session
from backend.tips.host.models import TipWrap

BATCH = 200


def reencrypt_wraps(
    actor: Actor, unlocked: Unlocked | None, group_id: str, now: datetime
) -> dict[str, int]:
    """One bounded piece; to be called again while `done` is not 0.

    `stuck` tips were encrypted to a version that this member never held, or hold something else
    than a key; they are passed over. Raises Problem("not-found"), ("inbox-locked").
    """
    keyring.get_active_membership(actor, group_id)
    ring = keyring.open_keys(require_unlocked(unlocked), (group_id,))
    newest = keyring.find_newest_key(group_id)
    filled = members.fill_escrow(actor, require_unlocked(unlocked), group_id)
    done, stuck = _reencrypt(newest, ring, group_id) if newest else (0, 0)
    session().flush()
    if done or filled:
        detail = {"tips": done, "escrow": filled}
        record(actor.account_id, "tip_group.reseal", "tip_group", group_id, now, detail)
    return {"done": done, "stuck": stuck}


def _reencrypt(newest: TipGroupKey, ring: Ring, group_id: str) -> tuple[int, int]:
    """At least one batch, and on past batches of which none can be opened."""
    done, stuck, after = 0, 0, b""
    while not done:
        old = handling.wraps_before(group_id, newest.version, BATCH, after)
        for wrap, public in old:
            after = wrap.tip_id
            secret = _open(wrap, ring, public)
            if secret is None:
                stuck += 1
                continue
            sealed = encryption.encrypt_wrap(newest.public, secret)
            done += handling.rewrap(wrap, newest.version, sealed)
        if len(old) < BATCH:
            break
    return done, stuck


def _open(wrap: TipWrap, ring: Ring, public: bytes) -> bytes | None:
    group = ring.get((wrap.group_id, wrap.version))
    if group is None:
        return None
    try:
        return encryption.decrypt_wrap(group, wrap.sealed, public)
    except encryption.DecryptionError:
        return None
