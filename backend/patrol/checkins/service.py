"""Recording visits: never refused for clock, place or lateness, and counted exactly once."""

import hashlib
import math
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select

from backend.core.errors import Fault, Problem
from backend.core.signing import Signer
from backend.patrol.checkins import (
    announced,
    context,
    crediting,
    document,
    queries,
    receipts,
    rules,
)
from backend.patrol.checkins.context import Context
from backend.patrol.checkins.models import Checkin
from backend.patrol.checkins.rules import Credited, Flag, Placed, Result, Standing
from backend.patrol.cycles import versions
from backend.patrol.cycles.opening import Opening
from backend.records.audit import service as audit
from backend.registry.kinds.answers import is_abnormal
from backend.registry.sites.models import Checkpoint
from backend.staff import codes, events, time_tokens
from backend.staff.access import Actor
from backend.staff.extensions import db, insert_new


class Recorded(NamedTuple):
    """A check-in and whether this very call stored it."""

    checkin: Checkin
    new: bool


class Judged(NamedTuple):
    """What the rules say of a visit."""

    credited: Credited
    placed: Placed
    result: Result
    checkpoint_id: int | None


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
    site = context.load(actor, sent["site"], sent["checklist"], now)
    if site is None:
        return _again(actor, sent, content, Problem("not-found"))
    try:
        answers = _answers(sent, site)
    except Problem as problem:
        return _again(actor, sent, content, problem)
    judged = judge(sent, site, answers, signer, now)
    photos = announced.judged(actor, sent)
    window = judged.credited.window
    opening = Opening(site.plan_id, window, site.row_of(window))
    row = row_of(actor, sent, site, judged, now) | {
        "carrier_id": carrier_id,
        "content_sha256": content,
        "body": body,
        "window_id": opening.row_id,
        "receipt": sign(signer, sent, content, site, judged, now),
    }
    row["flags"] += announced.flags_of(photos)
    checkin = _insert(row)
    if checkin is None:
        return _again(actor, sent, content, Problem("conflict"))
    announced.add(checkin, photos)
    if checkin.standing == Standing.COUNTS:
        crediting.credit_visit(opening, checkin, now)
    # Who reported when is on the board, whether it counts or not.
    versions.touch([site.grid_id])
    _journal(checkin, now)
    events.checkin_recorded.send(checkin, now=now)
    return Recorded(checkin, new=True)


def _again(actor: Actor, sent: dict[str, Any], content: str, otherwise: Problem) -> Recorded:
    """What this id brought the first time; raises `otherwise` when there was no first time.

    A site may have been moved or corrected since: the visit that stands keeps its receipt.
    """
    first = db.session.scalar(
        select(Checkin).where(Checkin.author_id == actor.account_id, Checkin.uid == sent["id"])
    )
    if first is None:
        raise otherwise
    if first.content_sha256 != content:
        raise Problem("checkin-differs", receipt=queries.receipt_of(first))
    return Recorded(first, new=False)


def _answers(sent: dict[str, Any], site: Context) -> dict[str, Any]:
    if site.questions is None:
        if sent["answers"] or sent["checklist"] is not None:
            raise Problem("invalid", faults=[Fault("checklist", "no_such")])
        if sent["result"] != Result.ATTEMPTED:
            raise Problem("invalid", faults=[Fault("checklist", "required")])
        return {}
    return document.answers_of(sent, site.questions, site.trade)


def judge(
    sent: dict[str, Any], site: Context, answers: dict[str, Any], signer: Signer, now: datetime
) -> Judged:
    """What the rules say of a visit that arrives at `now`."""
    clock = sent["clock"] or {}
    credited = rules.credit(
        token_at=time_tokens.read(signer, clock["token"]) if clock else None,
        elapsed_ms=clock.get("elapsed_ms"),
        device_at=document.device_time(sent),
        received_at=now,
        versions=site.versions,
    )
    fix = document.fix_of(sent)
    result = Result(sent["result"])
    if result is Result.NORMAL and is_abnormal(site.questions or [], answers):
        result = Result.ABNORMAL
    return Judged(
        credited,
        rules.place(fix, site.geometry, site.radius_m),
        result,
        _checkpoint(site, fix) if site.checkpoints_required else None,
    )


def _checkpoint(site: Context, fix: rules.Fix | None) -> int | None:
    """The nearest of the site's checkpoints whose circle the fix reaches."""
    posts = db.session.scalars(select(Checkpoint).where(Checkpoint.site_id == site.site_id))
    reached = []
    for post in posts:
        circle = {"type": "Point", "coordinates": [post.lon, post.lat]}
        placed = rules.place(fix, circle, post.radius_m)
        if placed.verdict in (rules.Place.ON_SITE, rules.Place.NEAR):
            reached.append((placed.distance_m or 0.0, post.id))
    return min(reached)[1] if reached else None


def row_of(
    actor: Actor, sent: dict[str, Any], site: Context, judged: Judged, now: datetime
) -> dict[str, Any]:
    """The columns of a judged visit, without its content, window, receipt and code."""
    credited, placed, result, checkpoint_id = judged
    fix = sent["fix"] if Flag.POSITION_INVALID not in placed.flags else None
    effort = sent.get("effort") or {}
    flags = [*credited.flags, *placed.flags]
    flags += ["cross_check"] if site.aside else [] if site.held else ["no_longer_held"]
    return {
        "author_id": actor.account_id,
        "uid": sent["id"],
        "format": sent["format"],
        "site_id": site.site_id,
        "received_at": now,
        "captured_at": credited.captured_at,
        "credit": credited.grade,
        "place": placed.verdict,
        "distance_m": placed.distance_m,
        "lon": fix and fix["lon"],
        "lat": fix and fix["lat"],
        "accuracy_m": _finite(fix and fix["accuracy"]),
        "no_fix_reason": sent["no_fix_reason"],
        "place_reason": sent["place_reason"] or "",
        "checkpoint_id": checkpoint_id,
        "result": result,
        "attempt_reason": sent["attempt_reason"] if result is Result.ATTEMPTED else None,
        "checklist_id": sent["checklist"],
        "answers": sent["answers"],
        "note": sent["note"],
        "taps": effort.get("taps"),
        "seconds": effort.get("seconds"),
        "flags": flags,
        "standing": rules.first_standing(placed.verdict, credited.grade, aside=site.aside),
        "review_note": "",
    }


def _finite(number: float | None) -> float | None:
    return number if number is not None and math.isfinite(number) else None


def sign(
    signer: Signer, sent: dict[str, Any], content: str, site: Context, judged: Judged, now: datetime
) -> str:
    """The signed part of its receipt."""
    claims = receipts.facts(
        uid=sent["id"],
        content=content,
        site=site.site_id,
        received_at=now,
        plan=site.plan_code,
        credited=judged.credited,
        placed=judged.placed,
    )
    return receipts.sign(signer, claims)


def _insert(row: dict[str, Any]) -> Checkin | None:
    """The visit as it was stored; None when this author's id was there before.

    The constraint decides, not a look-up. A code that is taken already is drawn again.
    """
    connection = db.session.connection()
    known = select(Checkin.id).where(
        Checkin.author_id == row["author_id"], Checkin.uid == row["uid"]
    )
    while True:
        drawn = row | {"code": codes.draw()}
        number = connection.scalar(insert_new(Checkin).returning(Checkin.id), drawn)
        if number is not None:
            return Checkin(id=number, **drawn)
        if connection.scalar(known) is not None:
            return None


def _journal(checkin: Checkin, now: datetime) -> None:
    detail: dict[str, Any] = {"content": checkin.content_sha256}
    by_id, action = checkin.author_id, "checkin.recorded"
    if checkin.carrier_id is not None:
        by_id, action = checkin.carrier_id, "checkin.carried"
        detail["author"] = checkin.author_id
    audit.record(by_id, action, "checkin", checkin.id, now, detail)
