"""Visits up to the moment before they are stored: read, judged and signed. Nothing is written."""

import hashlib
from datetime import datetime
from typing import Any, NamedTuple

from backend.core.errors import Problem
from backend.core.signing import Signer
from backend.patrol.checkins import context, document, judging, photo_rows, receipts
from backend.patrol.checkins.context import Context
from backend.patrol.checkins.document import Document
from backend.patrol.checkins.judging import Judged
from backend.patrol.checkins.receipts import Facts
from backend.patrol.checkins.recorded import Recorded, find_recorded
from backend.patrol.cycles.rules import Window
from backend.staff.access import Actor


class Prepared(NamedTuple):
    """A visit that is not stored yet.

    `row` lacks the window, the code and what the photos of others add; `window_row` is None when
    nobody has needed a row for the window.
    """

    row: dict[str, Any]
    photos: list[dict[str, Any]]
    plan_id: int
    window: Window
    window_row: int | None
    grid_id: int
    facts: Facts


def prepare(
    actor: Actor, body: bytes, signer: Signer, now: datetime, carrier_id: int | None = None
) -> Prepared | Recorded:
    """The visit in `body`, ready to be stored; what was refused may have been stored before.

    Raises as `service.record`.
    """
    sent = document.read(body)
    content = hashlib.sha256(body).hexdigest()
    try:
        site = context.load_context(actor, sent["site"], sent["checklist"], now)
        judged = judging.judge_visit(sent, site, signer, now)
    except Problem as problem:
        return find_recorded(actor.account_id, sent["id"], content, problem)
    photos = photo_rows.judge_photos(actor, sent)
    facts = facts_of(sent, content, site, judged, now)
    row = judging.columns_of(actor.account_id, sent, site, judged, now) | {
        "carrier_id": carrier_id,
        "content_sha256": content,
        "body": body,
        "receipt": receipts.sign(signer, facts),
    }
    row["flags"] += photo_rows.flags_of(photos)
    window, (starts_on, running) = judged.credited.window, site.running
    window_row = running if starts_on == window.starts_on else None
    return Prepared(row, photos, site.plan_id, window, window_row, site.grid_id, facts)


def facts_of(sent: Document, content: str, site: Context, judged: Judged, now: datetime) -> Facts:
    """What the receipt of a judged visit says."""
    return receipts.facts_of(
        uid=sent["id"],
        content=content,
        site=site.site_id,
        received_at=now,
        plan=site.plan_code,
        credited=judged.credited,
        placed=judged.placed,
    )
