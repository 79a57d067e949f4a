"""What the staff side remembers of tips that are gone goes, too."""

from sqlalchemy import delete, select

from backend.staff.extensions import db
from backend.tips.host import handling
from backend.tips.inbox.models import TipGrant, TipRecusal, TipSeen

BATCH = 500


def delete_orphans() -> int:
    """One sweep over everything that names a tip; answers how many tips were forgotten."""
    gone = 0
    for model in (TipSeen, TipRecusal, TipGrant):
        named = list(db.session.scalars(select(model.tip_id).distinct()))
        for at in range(0, len(named), BATCH):
            batch = named[at : at + BATCH]
            existing = handling.existing(batch)
            left = [tip_id for tip_id in batch if tip_id not in existing]
            db.session.execute(delete(model).where(model.tip_id.in_(left)))
            gone += len(left)
    return gone
