"""Storing prepared visits of one author, one or many, each exactly once."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Insert

from backend.core.errors import Problem
from backend.patrol.checkins import crediting, photo_rows, reuse
from backend.patrol.checkins.models import Checkin
from backend.patrol.checkins.preparing import Prepared
from backend.patrol.checkins.recorded import (
    Recorded,
    Reply,
    Resent,
    find_recorded,
    is_recorded,
)
from backend.patrol.checkins.rules import Standing, needs_review
from backend.patrol.cycles import board_versions
from backend.patrol.cycles.opening import WindowRef
from backend.patrol.cycles.service import window_id
from backend.records.audit import service as audit
from backend.staff import at_commit, codes, events
from backend.staff.extensions import db, insert_new


def store(prepared: Sequence[Prepared], now: datetime) -> list[Reply]:
    """Stores the visits in their order; what became of each.

    A visit whose id was stored before, or stands twice here, is answered from what is stored:
    Problem("checkin-differs") is its reply when the content is another.
    """
    at_commit.flush()
    openings = _openings_of(prepared)
    known = reuse.find_known([each.photos for each in prepared], prepared[0].row["author_id"])
    rows = []
    for each, opening, photos in zip(prepared, openings, known, strict=True):
        flags = [*each.row["flags"], *photos.flags]
        waits = needs_review(each.row["standing"], flags)
        further = {"window_id": opening.row_id, "flags": flags, "awaits_review": waits}
        rows.append(each.row | further)
    checkins = _insert(rows)
    stored = [
        (each, opening, checkin)
        for each, opening, checkin in zip(prepared, openings, checkins, strict=True)
        if checkin is not None
    ]
    counting = [
        (opening, checkin) for _, opening, checkin in stored if checkin.standing == Standing.COUNTS
    ]
    crediting.credit_visits(counting, now, at_the_commit=True)
    photo_rows.add([(checkin, each.photos) for each, _, checkin in stored])
    # Who reported when is on the board, whether it counts or not.
    board_versions.mark_changed(each.grid_id for each, _, _ in stored)
    for _, _, checkin in stored:
        _journal(checkin, now)
        events.checkin_recorded.send(checkin, now=now)
    before = [each for each, checkin in zip(prepared, checkins, strict=True) if checkin is None]
    first = iter(_find_stored(before))
    return [
        next(first) if checkin is None else Recorded(checkin, each.facts, photos.states, new=True)
        for each, checkin, photos in zip(prepared, checkins, known, strict=True)
    ]


def _openings_of(prepared: Sequence[Prepared]) -> list[WindowRef]:
    """The windows of the visits; a row is made for one when nobody needed it before."""
    made: dict[Any, int] = {}
    found = []
    for each in prepared:
        key = each.plan_id, each.window
        if key not in made:
            made[key] = each.window_row or window_id(*key)
        found.append(WindowRef(*key, made[key]))
    return found


def _insert(rows: Sequence[dict[str, Any]]) -> list[Checkin | None]:
    """The visits as they were stored; None where this author's id was there before.

    The constraint decides, not a look-up. A code that is taken already is drawn again.
    """
    drawn = [row | {"code": codes.draw_code()} for row in rows]
    connection = db.session.connection()
    added = connection.execute(_new_checkin(), drawn if len(drawn) > 1 else drawn[0])
    numbers = {code: number for number, code in added}
    return [
        Checkin(id=numbers[row["code"]], **row) if row["code"] in numbers else _insert_again(row)
        for row in drawn
    ]


def _insert_again(row: dict[str, Any]) -> Checkin | None:
    """The same for a single one that the constraints refused: for its id, or for its code."""
    while not is_recorded(row["author_id"], row["uid"]):
        drawn = row | {"code": codes.draw_code()}
        added = db.session.connection().execute(_new_checkin(), drawn).first()
        if added is not None:
            return Checkin(id=added.id, **drawn)
    return None


def _new_checkin() -> Insert:
    added: Insert = insert_new(Checkin).returning(Checkin.id, Checkin.code)
    return added


def _find_stored(before: Sequence[Prepared]) -> list[Reply]:
    rows = [each.row for each in before]
    resent = [Resent(row["uid"], row["content_sha256"], Problem("conflict")) for row in rows]
    return find_recorded(rows[0]["author_id"], resent) if rows else []


def _journal(checkin: Checkin, now: datetime) -> None:
    detail: dict[str, Any] = {"content": checkin.content_sha256, "standing": checkin.standing}
    by_id, action = checkin.author_id, "checkin.recorded"
    if checkin.carrier_id is not None:
        by_id, action = checkin.carrier_id, "checkin.carried"
        detail["author"] = checkin.author_id
    audit.record(by_id, action, "checkin", checkin.id, now, detail, at_the_commit=True)
