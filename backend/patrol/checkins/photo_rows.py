"""The photos that a visit announces: their notes, and whether what they bear is genuine."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import insert

from backend.core.database import table_of
from backend.patrol.checkins.document import AnnouncedPhoto, Document
from backend.patrol.checkins.marks import Mark, is_genuine
from backend.patrol.checkins.models import Checkin, CheckinPhoto
from backend.patrol.checkins.rules import Flag
from backend.registry.devices import queries as devices
from backend.staff import at_commit
from backend.staff.access import Actor

_INSERT = insert(table_of(CheckinPhoto)).inline()


def judge_photos(actor: Actor, sent: Document) -> list[dict[str, Any]]:
    """The rows of the photos of a visit that `actor` walked, still without their visit.

    A mark is genuine when the key of a device of hers made its code.
    """
    key = _key(actor, sent) if any(photo.get("mark") for photo in sent["photos"]) else None
    return rows_of(sent, key)


def rows_of(sent: Document, key: bytes | None) -> list[dict[str, Any]]:
    """The same with the device's key at hand; format 1 knows no notes and no marks."""
    return [
        {
            "sha256": photo["sha256"],
            "original_sha256": photo["original_sha256"],
            "captured_at": photo["captured_at"],
            "source": photo["source"],
            "position": position,
            "note": photo.get("note", ""),
            **_marked(sent, photo, key),
        }
        for position, photo in enumerate(sent["photos"])
    ]


def flags_of(photos: Sequence[dict[str, Any]]) -> list[str]:
    """What a reader of the visit should know about its photos."""
    forged = any(photo["mark_genuine"] is False for photo in photos)
    return [Flag.MARK_FORGED] if forged else []


def add(visits: Sequence[tuple[Checkin, Sequence[dict[str, Any]]]]) -> None:
    """Stores the rows of each visit, at the commit."""
    rows = [
        {**photo, "checkin_id": checkin.id, "author_id": checkin.author_id}
        for checkin, photos in visits
        for photo in photos
    ]
    at_commit.write(_INSERT, rows)


def _key(actor: Actor, sent: Document) -> bytes | None:
    """The key of the device that the visit names, if it is the author's and not revoked."""
    device = sent.get("device")
    holder = devices.holder_of(UUID(device)) if device else None
    return holder.key if holder and holder.account_id == actor.account_id else None


def _marked(sent: Document, photo: AnnouncedPhoto, key: bytes | None) -> dict[str, Any]:
    printed = photo.get("mark")
    if printed is None:
        return dict.fromkeys(("mark_at", "mark_fix", "mark_code", "mark_genuine"))
    at, fix, code = printed["at"], printed["fix"], printed["code"]
    mark = Mark(sent["id"], at, sent["site"], fix, photo["original_sha256"])
    genuine = key is not None and is_genuine(key, mark, code)
    return {"mark_at": at, "mark_fix": fix, "mark_code": code, "mark_genuine": genuine}
