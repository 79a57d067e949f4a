"""Many tips opened at once, in memory: whole for a search, their heads alone for a list.

A head is the statement and the newest status, so that a list costs the same however much was sent
into a tip. Of a tip that was sent before heads were remembered all is opened, until a member
reads it once.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import undefer

from backend.staff.extensions import db
from backend.tips.groups import keyring
from backend.tips.groups.keyring import Ring
from backend.tips.groups.unlocking import Unlocked
from backend.tips.host import handling
from backend.tips.host.database import session
from backend.tips.host.models import Tip, TipItem
from backend.tips.inbox import threads
from backend.tips.inbox.models import TipStatus
from backend.tips.inbox.threads import Thread

AT_ONCE = 5  # a thread may hold some MB


def open_heads(unlocked: Unlocked, tips: Sequence[Tip]) -> dict[bytes, Thread]:
    """By id; without those that were encrypted to keys that the member does not hold."""
    named = _statuses([tip.id for tip in tips])
    wanted = [item for tip in tips for item in (tip.statement_id, named.get(tip.id)) if item]
    rows = _load(TipItem.id.in_(wanted))
    there = {row.id for row in rows}
    whole = [tip.id for tip in tips if not _is_head_there(tip, named.get(tip.id), there)]
    if whole:
        rows = [row for row in rows if row.tip_id not in whole] + _load(TipItem.tip_id.in_(whole))
    return _open(_keys(unlocked, tips), tips, rows)


def open_threads(unlocked: Unlocked, tips: Sequence[Tip]) -> Iterator[tuple[list[Thread], int]]:
    """AT_ONCE tips after the other with all of their texts, and the bytes that these took."""
    ring = _keys(unlocked, tips)
    for at in range(0, len(tips), AT_ONCE):
        some = tips[at : at + AT_ONCE]
        rows = _load(TipItem.tip_id.in_([tip.id for tip in some]))
        yield list(_open(ring, some, rows).values()), sum(len(row.sealed) for row in rows)


def _is_head_there(tip: Tip, status_id: bytes | None, there: Collection[bytes]) -> bool:
    """False too when a status was lost between the two databases."""
    return tip.statement_id in there and (status_id is None or status_id in there)


def _statuses(tip_ids: Collection[bytes]) -> dict[bytes, bytes]:
    query = select(TipStatus.tip_id, TipStatus.item_id).where(TipStatus.tip_id.in_(tip_ids))
    return dict(db.session.execute(query).all())


def _load(chosen: ColumnElement[bool]) -> list[TipItem]:
    texts = select(TipItem).where(chosen, TipItem.photo.is_(False))
    return list(session().scalars(texts.options(undefer(TipItem.sealed))))


def _keys(unlocked: Unlocked, tips: Sequence[Tip]) -> Ring:
    return keyring.open_keys(unlocked, {tip.group_id for tip in tips})


def _open(ring: Ring, tips: Sequence[Tip], rows: Sequence[TipItem]) -> dict[bytes, Thread]:
    group_ids = {tip.group_id for tip in tips}
    held, texts = defaultdict(list), defaultdict(list)
    for wrap in handling.wraps_of([tip.id for tip in tips], group_ids):
        held[wrap.tip_id].append(wrap)
    for row in rows:
        texts[row.tip_id].append(row)
    secrets = {tip.id: threads.decrypt_secret(tip, held[tip.id], ring) for tip in tips}
    return {
        tip.id: Thread(tip, secret, threads.decrypt_entries(tip, secret, texts[tip.id]))
        for tip in tips
        for secret in [secrets[tip.id]]
        if secret is not None
    }
