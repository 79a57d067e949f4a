"""How visits come in over HTTP, alone or many in a request; each is read and judged first, so that
the transaction that writes is short.

Many come as newline-delimited JSON, https://github.com/ndjson/ndjson-spec.
"""

import json
import logging
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import g, request

from backend.core.database import reading
from backend.core.errors import Fault, Problem, describe_problem, problem_of
from backend.core.signing import Signer
from backend.patrol.checkins.preparing import Prepared, prepare, prepare_all
from backend.patrol.checkins.recorded import Recorded, Reply
from backend.patrol.checkins.service import store_one
from backend.patrol.checkins.storing import store
from backend.staff.access import Actor
from backend.staff.extensions import db

NDJSON = "application/x-ndjson"
LINES_MAX = 50
BODY_MAX_BYTES = 2 * 1024 * 1024

log = logging.getLogger(__name__)


def record_alone(actor: Actor, body: bytes, signer: Signer, now: datetime) -> Recorded:
    """As `record`, and commits: what only reads comes before the transaction that writes."""
    with reading():
        found = prepare(actor, body, signer, now)
        if isinstance(found, Recorded):
            return found
        db.session.rollback()
    recorded = store_one(found, now)
    db.session.commit()
    return recorded


def record_many(
    actor: Actor, bodies: Sequence[bytes], signer: Signer, now: datetime, body_max: int
) -> list[Reply]:
    """What becomes of each of these visits of `actor`, in their order; commits.

    `body_max` is the most bytes that one of them may have.

    The good ones are stored in one transaction. Should it fail, each is tried in one of its own,
    so that none sinks the others.
    """
    fitting = [body for body in bodies if len(body) <= body_max]
    with reading():
        found = prepare_all(actor, fitting, signer, now)
        db.session.expunge_all()  # what was found keeps what was read of it
        db.session.rollback()
    stored = iter(_store_together([each for each in found if isinstance(each, Prepared)], now))
    replies = iter([next(stored) if isinstance(each, Prepared) else each for each in found])
    return [next(replies) if len(body) <= body_max else Problem("too-large") for body in bodies]


def _store_together(ready: Sequence[Prepared], now: datetime) -> list[Reply]:
    if not ready:
        return []
    try:
        replies = store(ready, now)
        db.session.commit()
    except Exception as error:  # noqa: BLE001 (whatever it was, it may concern one of them only)
        db.session.rollback()
        log.warning("visits are stored one by one", extra={"kind": type(error).__name__})
        return [_store_alone(each, now) for each in ready]
    return replies


def _store_alone(prepared: Prepared, now: datetime) -> Reply:
    try:
        [reply] = store([prepared], now)
        db.session.commit()
    except Exception as error:  # noqa: BLE001 (the next one is to be tried all the same)
        db.session.rollback()
        return problem_of(error)
    return reply


def read_lines() -> list[bytes]:
    """The lines of the body of this request, without their ends.

    Raises Problem("unsupported-media") for another type, Problem("too-large") for a body that is
    too long, and Problem("invalid") for more than LINES_MAX.
    """
    if request.mimetype != NDJSON:
        raise Problem("unsupported-media")
    request.max_content_length = BODY_MAX_BYTES
    lines = request.get_data().removesuffix(b"\n").split(b"\n")
    if len(lines) > LINES_MAX:
        raise Problem("invalid", faults=[Fault("", f"too_many:{LINES_MAX}")])
    return lines


def write_lines(replies: Sequence[Reply]) -> bytes:
    """A line for each reply: `status` as the single request would have it, and the rest."""
    lines = [json.dumps(_line(reply), ensure_ascii=False).encode() for reply in replies]
    return b"".join(line + b"\n" for line in lines)


def _line(reply: Reply) -> dict[str, Any]:
    if isinstance(reply, Recorded):
        return {"status": 201 if reply.new else 200, "receipt": reply.receipt}
    document = describe_problem(reply, g.get("request_id"))
    return {"status": document["status"], "problem": document}
