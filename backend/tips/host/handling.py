"""What the staff's side does with the rows of tips; it decrypts them elsewhere.

Nothing here decides who may, and nothing here finds a tip: the inbox does. None commits.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, select, update
from sqlalchemy.orm import undefer

from backend.tips.host import rules
from backend.tips.host.database import session
from backend.tips.host.models import CLOSED, OPEN, SPAM, Tip, TipItem, TipWrap


@dataclass(frozen=True)
class NewWrap:
    """The tip's secret key for one version of a group's key."""

    group_id: str
    version: int
    sealed: bytes


def existing(tip_ids: Collection[bytes]) -> set[bytes]:
    """Those of these tips that were not deleted; for jobs that tell nobody which."""
    return set(session().scalars(select(Tip.id).where(Tip.id.in_(tip_ids))))


def wraps_of(tip_ids: Collection[bytes], group_ids: Collection[str]) -> Sequence[TipWrap]:
    """The keys of these tips that these groups can open."""
    return (
        session()
        .scalars(
            select(TipWrap).where(TipWrap.tip_id.in_(tip_ids), TipWrap.group_id.in_(group_ids))
        )
        .all()
    )


def items_of(tip_id: bytes, *, texts: bool = True) -> Sequence[TipItem]:
    """The items of a tip, by day; the encrypted texts are loaded, the photos are not.

    Their true order is `n`, inside the encrypted content.
    """
    rows = session().scalars(
        select(TipItem).where(TipItem.tip_id == tip_id).order_by(TipItem.day, TipItem.id)
    )
    items = rows.all()
    if texts:
        wanted = [each.id for each in items if not each.photo]
        session().scalars(
            select(TipItem).where(TipItem.id.in_(wanted)).options(undefer(TipItem.sealed))
        ).all()
    return items


def item_of(tip_id: bytes, item_id: bytes) -> TipItem | None:
    """One item with its encrypted content."""
    return session().scalar(
        select(TipItem)
        .where(TipItem.tip_id == tip_id, TipItem.id == item_id)
        .options(undefer(TipItem.sealed))
    )


def assign(tip: Tip) -> None:
    """From now on the citizen cannot withdraw the tip as a whole."""
    tip.assigned = True


def close(
    tip: Tip,
    day: date,
    retention: rules.Retention,
    *,
    spam: bool = False,
    keep_until: date | None = None,
) -> None:
    """Begins the stay of a tip that is dealt with; `keep_until` is for a reward being paid."""
    stay = rules.stay(tip.day, day, retention, spam=spam, keep_until=keep_until)
    tip.state, tip.closed_day = SPAM if spam else CLOSED, day
    tip.delete_after, tip.photos_until = stay.delete_after, stay.photos_until


def reopen(tip: Tip, retention: rules.Retention) -> None:
    tip.state, tip.closed_day, tip.photos_until = OPEN, None, None
    tip.delete_after = rules.cap(tip.day, retention)


def transfer(tip: Tip, wraps: Sequence[NewWrap], due_day: date) -> None:
    """Gives a tip to another group: its keys are wrapped anew, the old group's are gone."""
    (group_id,) = {each.group_id for each in wraps}
    session().execute(delete(TipWrap).where(TipWrap.tip_id == tip.id))
    add_wraps(tip.id, wraps)
    tip.group_id, tip.due_day = group_id, due_day


def add_wraps(tip_id: bytes, wraps: Sequence[NewWrap]) -> None:
    """Also for a supervisor's group, or a new version; one that is there is left alone."""
    columns = select(TipWrap.group_id, TipWrap.version).where(TipWrap.tip_id == tip_id)
    there = {(row.group_id, row.version) for row in session().execute(columns)}
    session().add_all(
        TipWrap(tip_id=tip_id, group_id=each.group_id, version=each.version, sealed=each.sealed)
        for each in wraps
        if (each.group_id, each.version) not in there
    )


def wraps_before(
    group_id: str, version: int, limit: int, after: bytes = b""
) -> Sequence[tuple[TipWrap, bytes]]:
    """Keys wrapped to older versions of the group's key, each with its tip's public key.

    In the order of the tips' ids, those behind `after`. The tips are locked: none is handed over
    before the caller has committed.
    """
    rows = session().execute(
        select(TipWrap, Tip.public)
        .join(Tip, Tip.id == TipWrap.tip_id)
        .where(TipWrap.group_id == group_id, TipWrap.version < version, TipWrap.tip_id > after)
        .order_by(TipWrap.tip_id)
        .limit(limit)
        .with_for_update(of=Tip)
    )
    return [(wrap, public) for wrap, public in rows]


def rewrap(wrap: TipWrap, version: int, sealed: bytes) -> bool:
    """Replaces a key wrapped to an old version; False when somebody else was quicker.

    Takes the old one first: of a tip that was handed over meanwhile it is gone, and a new one
    would give it back to the group that gave it away.
    """
    tip_id, group_id = wrap.tip_id, wrap.group_id
    gone = session().execute(
        delete(TipWrap).where(
            TipWrap.tip_id == tip_id,
            TipWrap.group_id == group_id,
            TipWrap.version == wrap.version,
        )
    )
    if gone.rowcount != 1:  # type: ignore[attr-defined]
        return False
    add_wraps(tip_id, [NewWrap(group_id, version, sealed)])
    session().flush()
    return True


def keep(tip_id: bytes, until: date, received: date, retention: rules.Retention) -> None:
    """A reward is being paid: the tip stays at least so long."""
    last = min(until, rules.cap(received, retention))
    session().execute(
        update(Tip).where(Tip.id == tip_id, Tip.delete_after < last).values(delete_after=last)
    )
