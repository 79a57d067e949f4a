"""After a member left: what she could open is sealed anew, to the version she does not have."""

from datetime import datetime

from backend.records.audit.service import record
from backend.staff.access import Actor
from backend.tips.groups import keyring, members
from backend.tips.groups.unlocking import Unlocked, needed
from backend.tips.host import handling, sealing
from backend.tips.host.database import session

PIECE = 200


def reseal(actor: Actor, unlocked: Unlocked | None, group_id: str, now: datetime) -> dict[str, int]:
    """One bounded piece; to be called again while `done` is not 0.

    `stuck` tips were sealed to a version that this member never held. Raises
    Problem("not-found"), ("inbox-locked").
    """
    keyring.active_membership(actor, group_id)
    ring = keyring.opened(needed(unlocked), (group_id,))
    newest = keyring.newest(group_id)
    filled = members.fill_escrow(actor, needed(unlocked), group_id)
    done = stuck = 0
    old = handling.wraps_before(group_id, newest.version, PIECE) if newest else ()
    for wrap, public in old:
        group = ring.get((group_id, wrap.version))
        if group is None or newest is None:
            stuck += 1
            continue
        secret = sealing.open_wrap(group, wrap.sealed, public)
        done += handling.rewrap(wrap, newest.version, sealing.seal_wrap(newest.public, secret))
    session().flush()
    if done or filled:
        detail = {"tips": done, "escrow": filled}
        record(actor.account_id, "tip_group.reseal", "tip_group", group_id, now, detail)
    return {"done": done, "stuck": stuck}
