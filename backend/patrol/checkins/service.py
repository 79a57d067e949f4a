"""Recording visits: never refused for clock, place or lateness, and counted exactly once."""

from datetime import datetime

from backend.core.errors import Problem
from backend.core.signing import Signer
from backend.patrol.checkins.preparing import Prepared, prepare
from backend.patrol.checkins.recorded import Recorded
from backend.patrol.checkins.storing import store
from backend.staff import at_commit
from backend.staff.access import Actor


def record(
    actor: Actor, body: bytes, signer: Signer, now: datetime, carrier_id: int | None = None
) -> Recorded:
    """Stores the visit in `body`, or finds it stored; the same content answers the same.

    `actor` is its author; `carrier_id` is who brought it, when she could not send it herself.
    Raises Problem("unreadable"), Problem("invalid"), Problem("checkin-differs") with the first
    receipt, and Problem("not-found") for a site that is unknown or not hers to visit.
    """
    found = prepare(actor, body, signer, now)
    if isinstance(found, Recorded):
        return found
    found.row["carrier_id"] = carrier_id
    recorded = store_one(found, now)
    at_commit.flush()  # others may read it before the commit
    return recorded


def store_one(prepared: Prepared, now: datetime) -> Recorded:
    """Stores it, what is written last at the commit. Raises Problem("checkin-differs")."""
    [reply] = store([prepared], now)
    if isinstance(reply, Problem):
        raise reply
    return reply
