"""Recording visits: never refused for clock, place or lateness, and counted exactly once."""

import hashlib
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select

from backend.core.errors import Problem
from backend.core.signing import Signer
from backend.patrol.checkins import (
    context,
    crediting,
    document,
    judging,
    photo_rows,
    receipts,
    reuse,
)
from backend.patrol.checkins.context import Context
from backend.patrol.checkins.document import Document
from backend.patrol.checkins.judging import Judged
from backend.patrol.checkins.models import Checkin
from backend.patrol.checkins.queries import receipt_of
from backend.patrol.checkins.receipts import Facts
from backend.patrol.checkins.rules import Standing, needs_review
from backend.patrol.cycles import board_versions
from backend.patrol.cycles.opening import WindowRef
from backend.patrol.cycles.service import window_id
from backend.records.audit import service as audit
from backend.staff import codes, events
from backend.staff.access import Actor
from backend.staff.extensions import db, insert_new


class Recorded(NamedTuple):
    """A check-in, the facts of its receipt, and whether this very call stored it."""

    checkin: Checkin
    facts: Facts
    new: bool


def record(
    actor: Actor, body: bytes, signer: Signer, now: datetime, carrier_id: int | None = None
) -> Recorded:
    """Stores the visit in `body`, or finds it stored; the same content answers the same.

    `actor` is its author; `carrier_id` is who brought it, when she could not send it herself.
    Raises Problem("unreadable"), Problem("invalid"), Problem("checkin-differs") with the first
    receipt, and Problem("not-found") for a site that is unknown or not hers to visit.
    """
    sent = document.read(body)
    content = hashlib.sha256(body).hexdigest()
    try:
        site = context.load_context(actor, sent["site"], sent["checklist"], now)
        judged = judging.judge_visit(sent, site, signer, now)
    except Problem as problem:
        return _find_recorded(actor, sent, content, problem)
    photos = photo_rows.judge_photos(actor, sent)
    opening = _window_of(site, judged)
    facts = facts_of(sent, content, site, judged, now)
    row = judging.columns_of(actor.account_id, sent, site, judged, now) | {
        "carrier_id": carrier_id,
        "content_sha256": content,
        "body": body,
        "window_id": opening.row_id,
        "receipt": receipts.sign(signer, facts),
    }
    row["flags"] += [*photo_rows.flags_of(photos), *reuse.flags_of(photos)]
    row["awaits_review"] = needs_review(row["standing"], row["flags"])
    checkin = _insert(row)
    if checkin is None:
        return _find_recorded(actor, sent, content, Problem("conflict"))
    photo_rows.add(checkin, photos)
    if checkin.standing == Standing.COUNTS:
        crediting.credit_visit(opening, checkin, now)
    # Who reported when is on the board, whether it counts or not.
    board_versions.mark_changed([site.grid_id])
    _journal(checkin, now)
    events.checkin_recorded.send(checkin, now=now)
    return Recorded(checkin, facts, new=True)


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


def _window_of(site: Context, judged: Judged) -> WindowRef:
    """The window of the visit; a row is made for it when nobody needed it before."""
    window = judged.credited.window
    starts_on, row_id = site.running
    if row_id is None or starts_on != window.starts_on:
        row_id = window_id(site.plan_id, window)
    return WindowRef(site.plan_id, window, row_id)


def _find_recorded(actor: Actor, sent: Document, content: str, otherwise: Problem) -> Recorded:
    """What this id brought the first time; raises `otherwise` when there was no first time.

    A site may have been moved or corrected since: the visit that stands keeps its receipt.
    """
    first = _find_first(actor.account_id, sent["id"])
    if first is None:
        raise otherwise
    facts = receipts.read(first.receipt)
    if first.content_sha256 != content:
        raise Problem("checkin-differs", receipt=receipt_of(first, facts))
    return Recorded(first, facts, new=False)


def _find_first(author_id: int, uid: str) -> Checkin | None:
    return db.session.scalar(
        select(Checkin).where(Checkin.author_id == author_id, Checkin.uid == uid)
    )


def _insert(row: dict[str, Any]) -> Checkin | None:
    """The visit as it was stored; None when this author's id was there before.

    The constraint decides, not a look-up. A code that is taken already is drawn again.
    """
    connection = db.session.connection()
    while True:
        drawn = row | {"code": codes.draw_code()}
        number = connection.scalar(insert_new(Checkin).returning(Checkin.id), drawn)
        if number is not None:
            return Checkin(id=number, **drawn)
        if _find_first(row["author_id"], row["uid"]) is not None:
            return None


def _journal(checkin: Checkin, now: datetime) -> None:
    detail: dict[str, Any] = {"content": checkin.content_sha256, "standing": checkin.standing}
    by_id, action = checkin.author_id, "checkin.recorded"
    if checkin.carrier_id is not None:
        by_id, action = checkin.carrier_id, "checkin.carried"
        detail["author"] = checkin.author_id
    audit.record(by_id, action, "checkin", checkin.id, now, detail)
