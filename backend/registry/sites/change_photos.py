"""The photos of a requested change, shown to whoever decides."""

from sqlalchemy import select

from backend.core.errors import Problem
from backend.records.photos.models import Photo
from backend.registry.areas import territory
from backend.registry.sites.models import Site, SiteChange, SiteChangePhoto
from backend.staff.access import Actor
from backend.staff.extensions import db


def find_photo(actor: Actor, change_id: int, sha256: str) -> Photo:
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
