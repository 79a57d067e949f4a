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


def load_keys(actor: Actor, visits: Sequence[Document]) -> dict[str, bytes]:
    """The keys of the devices that made marks in these visits, by the name that they go by there.

    Those of `actor` which are not revoked: only her own device's key makes a mark genuine.
    """
    named = {sent.get("device") or "" for sent in visits if _has_marks(sent)} - {""}
    holders = devices.holders_of(map(UUID, named)) if named else {}
    found = {name: holders.get(UUID(name)) for name in named}
    return {
        name: holder.key
        for name, holder in found.items()
        if holder and holder.account_id == actor.account_id
    }


def rows_of(sent: Document, key: bytes | None) -> list[dict[str, Any]]:
    """The rows of the photos of a visit, still without it.

    A mark is genuine when `key`, that of the device, made its code. Format 1 knows no notes and no
    marks.
    """
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


def _has_marks(sent: Document) -> bool:
    return any(photo.get("mark") for photo in sent["photos"])


def _marked(sent: Document, photo: AnnouncedPhoto, key: bytes | None) -> dict[str, Any]:
    printed = photo.get("mark")
    if printed is None:
        return dict.fromkeys(("mark_at", "mark_fix", "mark_code", "mark_genuine"))
    at, fix, code = printed["at"], printed["fix"], printed["code"]
    mark = Mark(sent["id"], at, sent["site"], fix, photo["original_sha256"])
    genuine = key is not None and is_genuine(key, mark, code)
    return {"mark_at": at, "mark_fix": fix, "mark_code": code, "mark_genuine": genuine}
