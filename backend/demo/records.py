"""Puts the demo's visits into the database, judged and signed as if they had just arrived."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import Any

from sqlalchemy import insert, select

from backend.core.signing import Signer
from backend.core.wire import rfc3339
from backend.demo.photos import Pictures, Stored, add_uploads, list_uploaded
from backend.demo.places import Spot
from backend.demo.visits import Visit
from backend.patrol.checkins import document, judging, photo_rows, receipts, service
from backend.patrol.checkins.context import Context
from backend.patrol.checkins.document import Document
from backend.patrol.checkins.models import Checkin, CheckinPhoto
from backend.patrol.checkins.rules import needs_review
from backend.patrol.cycles.rules import Window
from backend.records.audit.models import AuditRow
from backend.staff import codes, time_tokens
from backend.staff.access import Actor
from backend.staff.extensions import db

MILLISECOND = timedelta(milliseconds=1)


@dataclass(frozen=True)
class World:
    """What the rows of visits refer to; sites are known by their numbers."""

    spots: Sequence[Spot]
    sites: Sequence[Context]
    checklists: Mapping[str, int]
    accounts: Mapping[str, int]
    windows: Mapping[Window, int]
    stored: Pictures
    signer: Signer

    def pictures(self, visit: Visit) -> list[Stored]:
        """The photos of a visit."""
        return [self.stored[self.spots[visit.site].kind, number] for number in visit.pictures]


def add_visits(visits: Sequence[Visit], world: World) -> None:
    """Check-ins, the photos that they announce, and their lines in the journal."""
    codes = _codes()
    rows, photos_of = [], {}
    for visit in visits:
        body = compose_body(visit, world)
        sent = document.read(body)
        rows.append(_row(visit, body, sent, world) | {"code": next(codes)})
        photos_of[visit.uid] = photo_rows.rows_of(sent, key=None)
    db.session.execute(insert(Checkin), rows)
    found = db.session.execute(select(Checkin.uid, Checkin.id, Checkin.author_id))
    photos = [
        {**photo, "checkin_id": checkin_id, "author_id": author_id}
        for uid, checkin_id, author_id in found
        for photo in photos_of[uid]
    ]
    db.session.execute(insert(CheckinPhoto), photos)
    add_uploads(
        (world.accounts[visit.author], stored, visit.received_at)
        for visit in visits
        for stored in world.pictures(visit)
    )
    _journal()


def record_visit(actor: Actor, visit: Visit, world: World) -> None:
    """One visit by the way that all visits take, and its photos."""
    service.record(actor, compose_body(visit, world), world.signer, visit.received_at)
    known = list_uploaded(actor.account_id)
    add_uploads(
        (actor.account_id, stored, visit.received_at)
        for stored in world.pictures(visit)
        if stored.sha256 not in known
    )


def _row(visit: Visit, body: bytes, sent: Document, world: World) -> dict[str, Any]:
    site, signer, now = world.sites[visit.site], world.signer, visit.received_at
    judged = judging.judge_visit(sent, site, signer, now)
    content = hashlib.sha256(body).hexdigest()
    facts = service.facts_of(sent, content, site, judged, now)
    author_id = world.accounts[visit.author]
    columns = judging.columns_of(author_id, sent, site, judged, now)
    return columns | {
        "awaits_review": needs_review(columns["standing"], columns["flags"]),
        "content_sha256": content,
        "body": body,
        "window_id": world.windows[judged.credited.window],
        "receipt": receipts.sign(signer, facts),
    }


def compose_body(visit: Visit, world: World) -> bytes:
    """The document that the phone would have sent, format 2."""
    site = world.sites[visit.site]
    content = {
        "format": 2,
        "id": visit.uid,
        "site": site.site_id,
        "device_time": rfc3339(visit.device_at),
        "clock": _clock(visit, world.signer),
        "fix": visit.fix and {**_fix(visit), "at": rfc3339(visit.device_at)},
        "no_fix_reason": visit.no_fix_reason,
        "place_reason": visit.place_reason,
        "result": visit.result,
        "attempt_reason": visit.attempt_reason,
        "checklist": world.checklists[world.spots[visit.site].kind],
        "answers": list(visit.answers),
        "note": visit.note,
        "effort": _effort(visit),
        "photos": [
            {
                "sha256": stored.sha256,
                "original_sha256": None,
                "captured_at": rfc3339(visit.device_at),
                "source": "camera",
            }
            for stored in world.pictures(visit)
        ],
    }
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def _effort(visit: Visit) -> dict[str, int]:
    """A visit takes a few taps; words and abnormal answers take more."""
    rng = Random(visit.uid)
    extra = 6 if visit.note else 0
    return {"taps": rng.randint(2, 5) + extra, "seconds": rng.randint(9, 40) + 5 * extra}


def _clock(visit: Visit, signer: Signer) -> dict[str, Any] | None:
    if visit.offline_since is None:
        return None
    elapsed_ms = (visit.device_at - visit.offline_since) / MILLISECOND
    return {"token": time_tokens.issue(signer, visit.offline_since), "elapsed_ms": elapsed_ms}


def _fix(visit: Visit) -> dict[str, Any]:
    fix = visit.fix
    return {"lon": fix.lon, "lat": fix.lat, "accuracy": fix.accuracy} if fix else {}


def _codes() -> Iterator[str]:
    """Fresh receipt codes, none of them twice."""
    seen: set[str] = set()
    while True:
        code = codes.draw_code()
        if code not in seen:
            seen.add(code)
            yield code


def _journal() -> None:
    """What `record` would have written to the journal for each visit."""
    stored = db.session.execute(
        select(
            Checkin.id,
            Checkin.author_id,
            Checkin.received_at,
            Checkin.content_sha256,
            Checkin.standing,
        ).order_by(Checkin.id)
    )
    lines = [
        {
            "at": at,
            "actor_id": author_id,
            "action": "checkin.recorded",
            "subject": "checkin",
            "subject_id": str(checkin_id),
            "detail": {"content": content, "standing": standing},
        }
        for checkin_id, author_id, at, content, standing in stored
    ]
    db.session.execute(insert(AuditRow), lines)
