"""Why photos were refused, kept for the visits that name them."""

from datetime import datetime, timedelta

from sqlalchemy import delete, exists

from backend.patrol.checkins.models import CheckinPhoto
from backend.records.photos.models import PhotoRefusal
from backend.staff.extensions import db

# A photo may arrive before its visit, which waits on a phone for weeks at most; anybody may
# send bytes of which no visit will ever speak.
KEPT = timedelta(days=60)


def forget_refusals(now: datetime) -> int:
    """Deletes the old refusals of bytes that no visit of their sender names; how many.

    One that a visit names stays with it: its receipt says what became of the photo.
    """
    named = exists().where(
        CheckinPhoto.author_id == PhotoRefusal.uploader_id,
        CheckinPhoto.sha256 == PhotoRefusal.sha256,
    )
    old = PhotoRefusal.refused_at < now - KEPT
    deleted = db.session.execute(
        delete(PhotoRefusal).where(old, ~named).returning(PhotoRefusal.sha256)
    )
    return len(deleted.all())
