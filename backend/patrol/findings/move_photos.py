"""The photos of a move: sent before by the one who makes it, shown to whoever sees the finding."""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import insert, select

from backend.core.errors import Problem
from backend.patrol.findings.models import Finding, FindingMove, FindingPhoto
from backend.patrol.findings.states import visible
from backend.records.photos.models import Photo
from backend.staff.access import Actor
from backend.staff.extensions import db


def attach(move_id: int, photo_ids: Sequence[int]) -> None:
    rows = [
        {"move_id": move_id, "position": position, "photo_id": photo_id}
        for position, photo_id in enumerate(photo_ids)
    ]
    if rows:
        db.session.execute(insert(FindingPhoto), rows)


def hashes_of(finding_id: int) -> dict[int, list[str]]:
    """By move of this finding, the hashes of its photos in order."""
    found: dict[int, list[str]] = defaultdict(list)
    rows = (
        select(FindingPhoto.move_id, Photo.sha256)
        .join(Photo, Photo.id == FindingPhoto.photo_id)
        .join(FindingMove, FindingMove.id == FindingPhoto.move_id)
        .where(FindingMove.finding_id == finding_id)
        .order_by(FindingPhoto.move_id, FindingPhoto.position)
    )
    for move_id, sha256 in db.session.execute(rows):
        found[move_id].append(sha256)
    return found


def photo_of(actor: Actor, finding_id: int, sha256: str) -> Photo:
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
