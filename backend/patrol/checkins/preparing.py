"""Visits up to the moment before they are stored: read, judged and signed. Nothing is written."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from backend.core.errors import Problem
from backend.core.signing import Signer
from backend.patrol.checkins import context, document, judging, photo_rows, receipts
from backend.patrol.checkins.context import Context
from backend.patrol.checkins.document import Document
from backend.patrol.checkins.judging import Judged
from backend.patrol.checkins.receipts import Facts
from backend.patrol.checkins.recorded import Recorded, Reply, Resent, find_recorded
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


def prepare(actor: Actor, body: bytes, signer: Signer, now: datetime) -> Prepared | Recorded:
    """The visit in `body`, ready to be stored; what was refused may have been stored before.

    Raises as `service.record`.
    """
    [found] = prepare_all(actor, [body], signer, now)
    if isinstance(found, Problem):
        raise found
    return found


def prepare_all(
    actor: Actor, bodies: Sequence[bytes], signer: Signer, now: datetime
) -> list[Prepared | Reply]:
    """The same for many visits of `actor`, in their order: what `prepare` raises is a reply.

    What there is to know of all of them is read together.
    """
    read = [_read(body) for body in bodies]
    sent = [each for each in read if not isinstance(each, Problem)]
    asked = {(each["site"], each["checklist"]) for each in sent}
    contexts = context.load_contexts(actor, asked, now) if sent else {}
    keys = photo_rows.load_keys(actor, sent)
    judged: list[Prepared | Problem | Resent] = []
    for each, body in zip(read, bodies, strict=True):
        if isinstance(each, Problem):
            judged.append(each)
            continue
        site = contexts.get((each["site"], each["checklist"]))
        key = keys.get(each.get("device") or "")
        judged.append(_judge(actor.account_id, (each, body), site, key, signer, now))
    resent = [each for each in judged if isinstance(each, Resent)]
    first = iter(find_recorded(actor.account_id, resent))
    return [next(first) if isinstance(each, Resent) else each for each in judged]


def _judge(
    author_id: int,
    visit: tuple[Document, bytes],
    site: Context | None,
    key: bytes | None,
    signer: Signer,
    now: datetime,
) -> Prepared | Resent:
    sent, body = visit
    content = hashlib.sha256(body).hexdigest()
    if site is None:
        return Resent(sent["id"], content, Problem("not-found"))
    try:
        judged = judging.judge_visit(sent, site, signer, now)
    except Problem as problem:
        return Resent(sent["id"], content, problem)
    photos = photo_rows.rows_of(sent, key)
    facts = facts_of(sent, content, site, judged, now)
    row = judging.columns_of(author_id, sent, site, judged, now) | {
        "carrier_id": None,
        "content_sha256": content,
        "body": body,
        "receipt": receipts.sign(signer, facts),
    }
    row["flags"] += photo_rows.flags_of(photos)
    window, (starts_on, running) = judged.credited.window, site.running
    window_row = running if starts_on == window.starts_on else None
    return Prepared(row, photos, site.plan_id, window, window_row, site.grid_id, facts)


def _read(body: bytes) -> Document | Problem:
    try:
        return document.read(body)
    except Problem as problem:
        return problem


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
