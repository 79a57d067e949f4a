"""Taking photos in, once each, and showing them."""

import io
from datetime import datetime
from typing import Any

from sqlalchemy import Insert, select
from sqlalchemy.dialects import postgresql, sqlite

from backend.errors import Problem
from backend.extensions import db
from backend.photos.inspect import PhotoRejected, inspect
from backend.photos.intake import Received
from backend.photos.models import Photo
from backend.photos.rendition import Size, render
from backend.photos.room import room
from backend.photos.storage import NotStored, Shelf, key_of

_SHELVES: dict[Size, Shelf] = {"full": "r", "thumb": "t"}


def store(uploader_id: int, received: Received, now: datetime) -> tuple[Photo, bool]:
    """The row of these bytes from this uploader, and whether it is new.

    The bytes are safe before the row exists, so no row ever lacks its file; and the
    transaction begins only after that. Raises PhotoRejected.
    """
    with received.path.open("rb") as file:
        facts = inspect(file)
    room().storage.put_file(key_of("o", received.sha256), received.path)
    values = {
        "uploader_id": uploader_id,
        "sha256": received.sha256,
        "size": received.size,
        "media_type": facts.media_type,
        "width": facts.width,
        "height": facts.height,
        "received_at": now,
        "meta": facts.capture,
    }
    new = db.session.execute(_insert_once(values)).scalar_one_or_none() is not None
    rows = select(Photo).filter_by(uploader_id=uploader_id, sha256=received.sha256)
    return db.session.execute(rows).scalar_one(), new


def rendition_bytes(photo: Photo, size: Size) -> bytes:
    """The JPEG that others may see, decoded when first asked for and kept.

    Two callers may both make it; they make the same bytes. Raises Problem("not-found") when
    the original is gone, Problem("photo-unreadable") when its body does not decode.
    """
    storage = room().storage
    key = key_of(_SHELVES[size], photo.sha256)
    try:
        return storage.read(key)
    except NotStored:
        content = _decode(photo.sha256, size)
        storage.put_bytes(key, content)
        return content


def _decode(sha256: str, size: Size) -> bytes:
    with room().decoders:
        try:
            original = room().storage.read(key_of("o", sha256))
            return render(io.BytesIO(original), size)
        except NotStored as error:
            raise Problem("not-found") from error
        except PhotoRejected as error:
            raise Problem(error.code, detail=error.detail) from error


def _insert_once(values: dict[str, Any]) -> Insert:
    """Inserts the row unless the same uploader's same bytes are there; answers a new id."""
    engine = db.session.get_bind().dialect.name
    insert = postgresql.insert if engine == "postgresql" else sqlite.insert
    return (
        insert(Photo)
        .values(values)
        .on_conflict_do_nothing(index_elements=[Photo.uploader_id, Photo.sha256])
        .returning(Photo.id)
    )
