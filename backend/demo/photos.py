"""The demo's photos: the made-up pictures in the store, and who uploaded which."""

import hashlib
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select

from backend.demo.pictures import draw_picture
from backend.records.photos.inspect import PhotoFacts, inspect
from backend.records.photos.models import Photo
from backend.records.photos.resources import get_resources
from backend.records.photos.storage import key_of
from backend.registry.kinds.models import Kind
from backend.registry.sites.models import Site, SiteChange, SiteChangePhoto
from backend.staff.extensions import db, insert_new


@dataclass(frozen=True)
class Stored:
    """A picture that lies in the store."""

    sha256: str
    size: int
    facts: PhotoFacts


class Pictures(dict[tuple[str, int], Stored]):
    """Those in the store, by kind and number; each is drawn when it is first asked for."""

    def __missing__(self, key: tuple[str, int]) -> Stored:
        stored = self[key] = _store(draw_picture(*key))
        return stored


def _store(content: bytes) -> Stored:
    sha256 = hashlib.sha256(content).hexdigest()
    get_resources().storage.put_bytes(key_of("o", sha256), content)
    return Stored(sha256, len(content), inspect(io.BytesIO(content)))


def add_uploads(uploads: Iterable[tuple[int, Stored, datetime]]) -> None:
    """One row for each uploader and picture, received when it first came."""
    first: dict[tuple[int, str], tuple[Stored, datetime]] = {}
    for uploader_id, stored, at in uploads:
        first.setdefault((uploader_id, stored.sha256), (stored, at))
    rows = [_row(uploader_id, stored, at) for (uploader_id, _), (stored, at) in first.items()]
    if rows:
        db.session.execute(insert(Photo), rows)


def list_uploaded(uploader_id: int) -> set[str]:
    """The hashes of what this person has sent already."""
    return set(db.session.scalars(select(Photo.sha256).filter_by(uploader_id=uploader_id)))


def add_request_photos(pictures: Pictures) -> None:
    """A photo for each request to close a site."""
    asked = select(SiteChange, Kind.code).join(Site, Site.id == SiteChange.site_id).join(Kind)
    for change, kind in db.session.execute(asked.where(SiteChange.change == "close")):
        stored = pictures[kind, 0]
        add_upload(change.requested_by_id, stored, change.requested_at)
        sent = select(Photo.id).filter_by(uploader_id=change.requested_by_id, sha256=stored.sha256)
        db.session.add(
            SiteChangePhoto(
                change_id=change.id, position=0, photo_id=db.session.scalars(sent).one()
            )
        )
    db.session.flush()


def add_upload(uploader_id: int, stored: Stored, at: datetime) -> None:
    """A picture that this person sends, unless she has sent it before."""
    db.session.execute(insert_new(Photo).values(_row(uploader_id, stored, at)))


def _row(uploader_id: int, stored: Stored, at: datetime) -> dict[str, Any]:
    return {
        "uploader_id": uploader_id,
        "sha256": stored.sha256,
        "size": stored.size,
        "media_type": stored.facts.media_type,
        "width": stored.facts.width,
        "height": stored.facts.height,
        "received_at": at,
        "meta": stored.facts.meta,
    }
