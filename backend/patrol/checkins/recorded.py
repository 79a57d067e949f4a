"""Visits that are stored, as the one who sent them is told of it."""

from collections.abc import Collection, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, select

from backend.core.errors import Problem
from backend.core.round_trips import is_any, texts
from backend.patrol.checkins import receipts
from backend.patrol.checkins.models import Checkin
from backend.patrol.checkins.photo_queries import states_of
from backend.patrol.checkins.queries import compose_receipt
from backend.patrol.checkins.receipts import Facts
from backend.staff.extensions import db


class Recorded(NamedTuple):
    """A check-in, what its receipt tells, and whether this very call stored it."""

    checkin: Checkin
    facts: Facts
    photos: list[dict[str, Any]]
    new: bool

    @property
    def receipt(self) -> dict[str, Any]:
        """Ready for JSON, without another look into the database."""
        return compose_receipt(self.checkin, self.facts, self.photos)


class Resent(NamedTuple):
    """A visit that may have been stored before, and its reply if it was not."""

    uid: str
    content: str
    otherwise: Problem


Reply = Recorded | Problem


def find_recorded(author_id: int, visits: Sequence[Resent]) -> list[Reply]:
    """What the id of each of these visits brought the first time.

    A site may have been moved or corrected since: the visit that stands keeps its receipt, and
    goes as such with Problem("checkin-differs") when the content is another.
    """
    if not visits:
        return []
    first = _find_first(author_id, {each.uid for each in visits})
    states = states_of([checkin.id for checkin in first.values()]) if first else {}
    return [
        _reply_to(each, first[each.uid], states) if each.uid in first else each.otherwise
        for each in visits
    ]


def is_recorded(author_id: int, uid: str) -> bool:
    return bool(_find_first(author_id, {uid}))


def _reply_to(sent: Resent, first: Checkin, states: Mapping[int, list[dict[str, Any]]]) -> Reply:
    recorded = Recorded(first, receipts.read(first.receipt), states[first.id], new=False)
    if first.content_sha256 != sent.content:
        return Problem("checkin-differs", receipt=recorded.receipt)
    return recorded


def _find_first(author_id: int, uids: Collection[str]) -> dict[str, Checkin]:
    asked = {"author": author_id, "uids": uids}
    return {each.uid: each for each in db.session.scalars(_by_uid(), asked)}


@cache
def _by_uid() -> Select[Any]:
    query: Select[Any] = select(Checkin).where(
        Checkin.author_id == bindparam("author"), is_any(Checkin.uid, texts("uids"))
    )
    return query
