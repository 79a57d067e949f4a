"""Taking photos in, once each, and showing them."""

import hashlib
import logging
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from backend.core.errors import Fault, Problem
from backend.records.photos.card import incomplete_card
from backend.records.photos.inspect import PhotoRejected, inspect
from backend.records.photos.intake import RETRY_AFTER_S, Received
from backend.records.photos.models import Photo, PhotoRefusal
from backend.records.photos.rendition import LONG_EDGE, Size, render
from backend.records.photos.resources import PATIENCE_S, get_resources
from backend.records.photos.storage import NotStored, Prefix, key_of
from backend.staff.extensions import db, insert_new

log = logging.getLogger(__name__)

_PREFIXES: dict[Size, Prefix] = {"full": "r", "thumb": "t"}


def store(uploader_id: int, received: Received, now: datetime) -> tuple[Photo, bool]:
    """The row of these bytes from this uploader, and whether it is new.

    The bytes are safe before the row exists, so no row ever lacks its file; and the
    transaction begins only after that. Raises PhotoRejected.
    """
    with received.path.open("rb") as file:
        facts = inspect(file)
    get_resources().storage.put_file(key_of("o", received.sha256), received.path)
    values = {
        "uploader_id": uploader_id,
        "sha256": received.sha256,
        "size": received.size,
        "media_type": facts.media_type,
        "width": facts.width,
        "height": facts.height,
        "received_at": now,
        "meta": facts.meta,
    }
    connection = db.session.connection()
    new = connection.scalar(insert_new(Photo).returning(Photo.id), values)
    if new is not None:
        return Photo(id=new, **values), True
    rows = select(Photo).filter_by(uploader_id=uploader_id, sha256=received.sha256)
    return db.session.execute(rows).scalar_one(), False


def find_sent(uploader_id: int, hashes: Sequence[str]) -> list[int]:
    """The ids of this person's own photos. Raises Problem("invalid") if one has not arrived."""
    rows = db.session.execute(
        select(Photo.sha256, Photo.id).where(
            Photo.uploader_id == uploader_id, Photo.sha256.in_(hashes)
        )
    )
    known: dict[str, int] = {row.sha256: row.id for row in rows}
    if not known.keys() >= set(hashes):
        raise Problem("invalid", faults=[Fault("photos", "no_such")])
    return [known[sha256] for sha256 in dict.fromkeys(hashes)]


def note_refusal(uploader_id: int, sha256: str, code: str, now: datetime) -> None:
    """Keeps why these bytes were not taken, for the receipt of the visit that names them."""
    row = {"uploader_id": uploader_id, "sha256": sha256, "code": code, "refused_at": now}
    db.session.execute(insert_new(PhotoRefusal), row)


def make_rendition(photo: Photo, size: Size) -> str:
    """The key under which the JPEG that others may see is stored; raises as `rendition_bytes`."""
    key = key_of(_PREFIXES[size], photo.sha256)
    storage = get_resources().storage
    if not storage.exists(key):
        storage.put_bytes(key, _decode(photo.sha256, size))
    return key


def rendition_bytes(photo: Photo, size: Size) -> bytes:
    """The JPEG that others may see, decoded when first asked for and kept.

    Two callers may both make it; they make the same bytes. In place of a photo of which nothing
    can be drawn stands a card that says so. Raises as `read_original`, Problem("busy") when all
    decoders are at work for long, and Problem("photo-too-complex").
    """
    storage = get_resources().storage
    key = key_of(_PREFIXES[size], photo.sha256)
    try:
        return storage.read(key)
    except NotStored:
        content = _decode(photo.sha256, size)
        storage.put_bytes(key, content)
        return content


def read_original(sha256: str) -> bytes:
    """The bytes as they were sent, no others.

    Raises Problem("photo-lost") when nothing is stored, Problem("photo-damaged") when the bytes
    are no longer those of the hash.
    """
    try:
        content = get_resources().storage.read(key_of("o", sha256))
    except NotStored:
        raise _tell("photo-lost", sha256) from None
    if hashlib.sha256(content).hexdigest() != sha256:
        raise _tell("photo-damaged", sha256)
    return content


def _decode(sha256: str, size: Size) -> bytes:
    here = get_resources()
    if sha256 in here.too_slow:
        raise Problem("photo-too-complex")
    if not here.decoders.acquire(timeout=PATIENCE_S):
        raise Problem("busy", retry_after=RETRY_AFTER_S)
    try:
        return render(read_original(sha256), size)
    except PhotoRejected as error:
        if error.code == "photo-unreadable":
            return incomplete_card(LONG_EDGE[size])
        if error.code == "photo-too-complex":
            here.too_slow.add(sha256)
        raise Problem(error.code, detail=error.detail) from error
    finally:
        here.decoders.release()


def _tell(code: str, sha256: str) -> Problem:
    """One line of this process's log for each photo: lists ask for it again and again."""
    told = get_resources().told
    if (code, sha256) not in told:
        told.add((code, sha256))
        log.error(code, extra={"photo": sha256})
    return Problem(code)
