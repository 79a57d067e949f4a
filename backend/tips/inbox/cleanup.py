"""Deletes what the staff's database still holds about tips that were deleted."""

from sqlalchemy import delete, select

from backend.staff.extensions import db
from backend.tips.host import handling
from backend.tips.inbox.models import TipGrant, TipRecusal, TipSeen, TipStatus

BATCH = 500


def delete_orphans() -> int:
    """Deletes all that is kept beside tips that were deleted; answers how many tips it named."""
    gone = 0
    for model in (TipSeen, TipStatus, TipRecusal, TipGrant):
        named = list(db.session.scalars(select(model.tip_id).distinct()))
        for at in range(0, len(named), BATCH):
            batch = named[at : at + BATCH]
            existing = handling.existing(batch)
            left = [tip_id for tip_id in batch if tip_id not in existing]
            db.session.execute(delete(model).where(model.tip_id.in_(left)))
            gone += len(left)
    return gone
