"""The photos of a move, shown to whoever sees the finding."""

from sqlalchemy import select

from backend.core.errors import Problem
from backend.patrol.findings.models import Finding, FindingMove, FindingPhoto
from backend.patrol.findings.states import visible
from backend.records.photos.models import Photo
from backend.staff.access import Actor
from backend.staff.extensions import db


def find_photo(actor: Actor, finding_id: int, sha256: str) -> Photo:
    """A photo of a finding that this person sees. Raises Problem("not-found")."""
    photo = db.session.scalar(
        select(Photo)
        .join(FindingPhoto, FindingPhoto.photo_id == Photo.id)
        .join(FindingMove, FindingMove.id == FindingPhoto.move_id)
        .join(Finding, Finding.id == FindingMove.finding_id)
        .where(Finding.id == finding_id, Photo.sha256 == sha256, visible(actor))
        .limit(1)
    )
    if photo is None:
        raise Problem("not-found")
    return photo
