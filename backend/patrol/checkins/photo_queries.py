"""The photos of check-ins: what each visit announced, and what of it has arrived."""

from collections import defaultdict
from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    BindParameter,
    Boolean,
    ColumnElement,
    Select,
    String,
    and_,
    cast,
    null,
    select,
)

from backend.core.round_trips import ids, is_any
from backend.patrol.checkins.models import CheckinPhoto
from backend.records.photos.models import Photo, PhotoRefusal
from backend.staff.extensions import db

# A photo has arrived when the author of the visit has sent its bytes: nothing is stored.
SENT_BY_AUTHOR = and_(
    Photo.uploader_id == CheckinPhoto.author_id, Photo.sha256 == CheckinPhoto.sha256
)
_BREAKS_OFF = Photo.meta["breaks_off"].as_boolean()
_REFUSED = and_(
    PhotoRefusal.uploader_id == CheckinPhoto.author_id,
    PhotoRefusal.sha256 == CheckinPhoto.sha256,
)


# The columns of `sent_by`, and what stands in them for a photo that was not sent.
NOT_SENT: tuple[ColumnElement[Any], ...] = (
    cast(null(), BigInteger).label("photo_id"),
    cast(null(), Boolean).label("breaks_off"),
    cast(null(), String).label("refused"),
)


def sent_by(author: BindParameter[Any], hashes: BindParameter[Any]) -> list[Select[Any]]:
    """Two queries, for `sha256` and the columns of NOT_SENT: what of these hashes was refused to
    the author, and what she has sent.
    """
    _, _, none = NOT_SENT
    arrived = (Photo.id.label("photo_id"), _BREAKS_OFF.label("breaks_off"), none)
    refused = (*NOT_SENT[:2], PhotoRefusal.code.label("refused"))
    return [
        select(table.sha256, *columns).where(
            table.uploader_id == author, is_any(table.sha256, hashes)
        )
        for table, columns in ((PhotoRefusal, refused), (Photo, arrived))
    ]


def states_of(numbers: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """The announced photos of each check-in in order: whether they arrived, and what is wrong."""
    return _grouped(numbers, photo_state)


def photos_of(numbers: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """The same with what is written under and burnt into each photo."""
    return _grouped(numbers, lambda row: photo_state(row) | {"note": row.note, "mark": _mark(row)})


def _grouped(numbers: Sequence[int], shape: Any) -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in db.session.connection().execute(_photos(), {"numbers": numbers}).all():
        found[row.checkin_id].append(shape(row))
    return found


@cache
def _photos() -> Select[Any]:
    """Built once: every receipt asks."""
    columns = ("checkin_id", "sha256", "note", "mark_at", "mark_fix", "mark_code", "mark_genuine")
    return (
        select(
            *(getattr(CheckinPhoto, name) for name in columns),
            Photo.id.label("photo_id"),
            _BREAKS_OFF.label("breaks_off"),
            PhotoRefusal.code.label("refused"),
        )
        .outerjoin(Photo, SENT_BY_AUTHOR)
        .outerjoin(PhotoRefusal, _REFUSED)
        .where(is_any(CheckinPhoto.checkin_id, ids("numbers")))
        .order_by(CheckinPhoto.checkin_id, CheckinPhoto.position)
    )


def not_sent(sha256: str) -> dict[str, Any]:
    """The state of a photo that has not arrived, and was not refused."""
    return {"sha256": sha256, "arrived": False, "problem": None}


def photo_state(row: Any) -> dict[str, Any]:
    """The state that a row tells: `sha256` and the columns of NOT_SENT."""
    arrived = row.photo_id is not None
    problem = "photo-incomplete" if row.breaks_off else None
    return {
        "sha256": row.sha256,
        "arrived": arrived,
        "problem": problem if arrived else row.refused,
    }


def _mark(row: Any) -> dict[str, Any] | None:
    if row.mark_code is None:
        return None
    return {
        "at": row.mark_at,
        "fix": row.mark_fix,
        "code": row.mark_code,
        "genuine": row.mark_genuine,
    }
