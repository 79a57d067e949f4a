"""What is unread: the items of a tip beside those that a member has seen."""

from collections import Counter
from collections.abc import Collection

from sqlalchemy import func, select

from backend.staff.access import Actor
from backend.staff.extensions import db
from backend.tips.host.database import session
from backend.tips.host.models import Tip, TipItem
from backend.tips.inbox.models import TipSeen


def mark_seen(actor: Actor, tip: Tip) -> None:
    """From now on what is in the thread is read, for this member."""
    seen = db.session.get(TipSeen, (tip.id, actor.account_id))
    if seen is None:
        seen = TipSeen(tip_id=tip.id, account_id=actor.account_id)
        db.session.add(seen)
    seen.items = count_items((tip.id,))[tip.id]
    db.session.flush()


def count_seen(account_id: int) -> Counter[bytes]:
    """How many items of each tip this member has seen."""
    rows = db.session.execute(
        select(TipSeen.tip_id, TipSeen.items).where(TipSeen.account_id == account_id)
    )
    return Counter(dict(rows.all()))


def count_items(tip_ids: Collection[bytes]) -> Counter[bytes]:
    """How many items each of these tips has."""
    rows = session().execute(
        select(TipItem.tip_id, func.count())
        .where(TipItem.tip_id.in_(tip_ids))
        .group_by(TipItem.tip_id)
    )
    return Counter(dict(rows.all()))
