"""The files of photos beside their hashes."""

import hashlib
from collections.abc import Iterator, Sequence

from sqlalchemy import select

from backend.figures.integrity.rules import Difference
from backend.records.photos.models import Photo
from backend.records.photos.resources import get_resources
from backend.records.photos.storage import NotStored, key_of
from backend.staff.extensions import db

KIND = "photo"


def compare_files(ids: Sequence[int]) -> Iterator[Difference]:
    """Which of these photos have lost their file, or have another one; one file at a time."""
    storage = get_resources().storage
    rows = select(Photo.id, Photo.sha256).where(Photo.id.in_(ids)).order_by(Photo.id)
    for number, sha256 in db.session.execute(rows).all():
        try:
            content = storage.read(key_of("o", sha256))
        except NotStored:
            yield Difference(KIND, number, "its file is missing")
            continue
        if hashlib.sha256(content).hexdigest() != sha256:
            yield Difference(KIND, number, "its file is damaged")
