"""Puts the demo's visits into the database, judged and signed as if they had just arrived."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import Any

from sqlalchemy import insert, select

from backend.core.database import table_of
from backend.core.signing import Signer
from backend.core.wire import rfc3339
from backend.demo.photos import Pictures, Stored, add_uploads, list_uploaded
from backend.demo.places import Spot
from backend.demo.visits import Visit
from backend.patrol.checkins import judging, photo_rows, preparing, receipts, service
from backend.patrol.checkins.context import Context
from backend.patrol.checkins.document import Clock, Document, Effort, Position
from backend.patrol.checkins.models import Checkin, CheckinPhoto
from backend.patrol.checkins.rules import needs_review
from backend.patrol.cycles.rules import Window
from backend.records.audit.models import AuditRow
from backend.staff import codes, time_tokens
from backend.staff.access import Actor
from backend.staff.extensions import db

MILLISECOND = timedelta(milliseconds=1)
AT_ONCE = 1000  # visits; what is held in memory costs each time that Python looks for garbage


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
    for start in range(0, len(visits), AT_ONCE):
        _add_batch(visits[start : start + AT_ONCE], world, codes)
    add_uploads(
        (world.accounts[visit.author], stored, visit.received_at)
        for visit in visits
        for stored in world.pictures(visit)
    )
    _journal()


def _add_batch(visits: Sequence[Visit], world: World, codes: Iterator[str]) -> None:
    sent = [compose(visit, world) for visit in visits]
    rows = [
        _row(visit, document, world) | {"code": next(codes)}
        for visit, document in zip(visits, sent, strict=True)
    ]
    connection = db.session.connection()
    connection.execute(insert(table_of(Checkin)), rows)
    of_these = Checkin.uid.in_([visit.uid for visit in visits])
    stored = db.session.execute(select(Checkin.uid, Checkin.id, Checkin.author_id).where(of_these))
    by_uid = {row.uid: {"checkin_id": row.id, "author_id": row.author_id} for row in stored}
    photos = [
        {**photo, **by_uid[document["id"]]}
        for document in sent
        for photo in photo_rows.rows_of(document, key=None)
    ]
    if photos:
        connection.execute(insert(table_of(CheckinPhoto)), photos)


def record_visit(actor: Actor, visit: Visit, world: World) -> None:
    """One visit by the way that all visits take, and its photos."""
    service.record(actor, _body(compose(visit, world)), world.signer, visit.received_at)
    known = list_uploaded(actor.account_id)
    add_uploads(
        (actor.account_id, stored, visit.received_at)
        for stored in world.pictures(visit)
        if stored.sha256 not in known
    )


def _row(visit: Visit, sent: Document, world: World) -> dict[str, Any]:
    site, signer, now = world.sites[visit.site], world.signer, visit.received_at
    body = _body(sent)
    judged = judging.judge_visit(sent, site, signer, now)
    content = hashlib.sha256(body).hexdigest()
    facts = preparing.facts_of(sent, content, site, judged, now)
    author_id = world.accounts[visit.author]
    columns = judging.columns_of(author_id, sent, site, judged, now)
    return columns | {
        "awaits_review": needs_review(columns["standing"], columns["flags"]),
        "content_sha256": content,
        "body": body,
        "window_id": world.windows[judged.credited.window],
        "receipt": receipts.sign(signer, facts),
    }


def compose(visit: Visit, world: World) -> Document:
    """The document that the phone would have sent, format 2, as the server would read it.

    Reading each body again would take longer than all the rest.
    """
    return {
        "format": 2,
        "id": visit.uid,
        "site": world.sites[visit.site].site_id,
        "device_time": rfc3339(visit.device_at),
        "clock": _clock(visit, world.signer),
        "fix": _fix(visit),
        "no_fix_reason": visit.no_fix_reason,
        "place_reason": visit.place_reason,
        "result": visit.result,
        "attempt_reason": visit.attempt_reason,
        "checklist": world.checklists[world.spots[visit.site].kind],
        "answers": list(visit.answers),
        "note": visit.note,
        "device": None,
        "effort": _effort(visit),
        "photos": [
            {
                "sha256": stored.sha256,
                "original_sha256": None,
                "captured_at": visit.device_at,
                "source": "camera",
                "note": "",
                "mark": None,
            }
            for stored in world.pictures(visit)
        ],
    }


def _body(sent: Document) -> bytes:
    text = json.dumps(sent, ensure_ascii=False, separators=(",", ":"), default=rfc3339)
    return text.encode()


def _effort(visit: Visit) -> Effort:
    """A visit takes a few taps; words and abnormal answers take more."""
    rng = Random(visit.uid)
    extra = 6 if visit.note else 0
    return {"taps": rng.randint(2, 5) + extra, "seconds": rng.randint(9, 40) + 5 * extra}


def _clock(visit: Visit, signer: Signer) -> Clock | None:
    if visit.offline_since is None:
        return None
    elapsed_ms = (visit.device_at - visit.offline_since) / MILLISECOND
    return {"token": time_tokens.issue(signer, visit.offline_since), "elapsed_ms": elapsed_ms}


def _fix(visit: Visit) -> Position | None:
    fix, at = visit.fix, rfc3339(visit.device_at)
    if fix is None:
        return None
    return {"lon": fix.lon, "lat": fix.lat, "accuracy": fix.accuracy, "at": at}


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
    db.session.connection().execute(insert(table_of(AuditRow)), lines)
