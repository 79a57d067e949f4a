"""The photos of a requested change: sent before by the one who asks, shown to whoever decides."""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import insert, select

from backend.core.errors import Problem
from backend.records.photos.models import Photo
from backend.registry.areas import territory
from backend.registry.sites.models import Site, SiteChange, SiteChangePhoto
from backend.staff.access import Actor
from backend.staff.extensions import db


def attach(change_id: int, photo_ids: Sequence[int]) -> None:
    rows = [
        {"change_id": change_id, "position": position, "photo_id": photo_id}
        for position, photo_id in enumerate(photo_ids)
    ]
    if rows:
        db.session.execute(insert(SiteChangePhoto), rows)


def hashes_of(change_ids: Sequence[int]) -> dict[int, list[str]]:
    """By change, the hashes of its photos in order; one query for all of them."""
    found: dict[int, list[str]] = defaultdict(list)
    rows = (
        select(SiteChangePhoto.change_id, Photo.sha256)
        .join(Photo, Photo.id == SiteChangePhoto.photo_id)
        .where(SiteChangePhoto.change_id.in_(change_ids))
        .order_by(SiteChangePhoto.change_id, SiteChangePhoto.position)
    )
    for change_id, sha256 in db.session.execute(rows):
        found[change_id].append(sha256)
    return found


def photo_of(actor: Actor, change_id: int, sha256: str) -> Photo:
    """A photo of a change in one's territory. Raises Problem("not-found")."""
    photo = db.session.scalar(
        select(Photo)
        .join(SiteChangePhoto, SiteChangePhoto.photo_id == Photo.id)
        .join(SiteChange, SiteChange.id == SiteChangePhoto.change_id)
        .join(Site, Site.id == SiteChange.site_id)
        .where(
            SiteChange.id == change_id,
            Photo.sha256 == sha256,
            territory.within(actor, "site.read", Site.grid_id),
        )
    )
    if photo is None:
        raise Problem("not-found")
    return photo
