"""Which rows are looked at: all of them, or the newest and some at random."""

from collections.abc import Iterator, Sequence
from random import SystemRandom

from sqlalchemy import ColumnElement, SQLColumnExpression, func, select

from backend.staff.extensions import db

PART = 200

Key = SQLColumnExpression[int]


def list_parts(key: Key, sample: int | None, *where: ColumnElement[bool]) -> Iterator[list[int]]:
    """The keys to look at, at most PART at a time.

    With a `sample`: the newest so many, and as many drawn at random from all. None for all.
    """
    if sample is None:
        yield from _list_all(key, where)
        return
    newest = select(key).where(*where).order_by(key.desc()).limit(sample)
    chosen = sorted({*db.session.scalars(newest), *_draw(key, sample, where)})
    for start in range(0, len(chosen), PART):
        yield chosen[start : start + PART]


def _list_all(key: Key, where: Sequence[ColumnElement[bool]]) -> Iterator[list[int]]:
    reached = 0
    while True:
        part = select(key).where(*where, key > reached).order_by(key).limit(PART)
        found = list(db.session.scalars(part))
        if not found:
            return
        yield found
        reached = found[-1]


def _draw(key: Key, sample: int, where: Sequence[ColumnElement[bool]]) -> Iterator[int]:
    """One that follows a gap is drawn a little more often; all others alike."""
    last = db.session.scalar(select(func.max(key)).where(*where))
    for _ in range(sample if last else 0):
        at = SystemRandom().randint(1, last or 1)
        following = select(key).where(*where, key >= at).order_by(key).limit(1)
        yield db.session.scalars(following).one()
