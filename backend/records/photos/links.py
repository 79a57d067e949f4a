"""Photos that something names: in an order, each sent before by whoever names it.

The tables have one shape: the id of what names them, `position`, `photo_id`.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import InstrumentedAttribute

from backend.records.photos.models import Photo
from backend.staff.extensions import db


def attach_photos(
    owner: InstrumentedAttribute[int], owner_id: int, photo_ids: Sequence[int]
) -> None:
    """`owner`: the column of the table that holds the id of what names the photos."""
    rows = [
        {owner.key: owner_id, "position": position, "photo_id": photo_id}
        for position, photo_id in enumerate(photo_ids)
    ]
    if rows:
        db.session.execute(insert(owner.class_), rows)


def list_hashes(
    owner: InstrumentedAttribute[int], owner_ids: Collection[int]
) -> dict[int, list[str]]:
    """By what names them, the hashes of photos in order; one query for all of them."""
    table: Any = owner.class_
    found: dict[int, list[str]] = defaultdict(list)
    rows = (
        select(owner, Photo.sha256)
        .join(Photo, Photo.id == table.photo_id)
        .where(owner.in_(owner_ids))
        .order_by(owner, table.position)
    )
    for owner_id, sha256 in db.session.execute(rows):
        found[owner_id].append(sha256)
    return found
