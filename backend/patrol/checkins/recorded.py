"""A visit that is stored, as the one who sent it is told of it."""

from typing import Any, NamedTuple

from sqlalchemy import select

from backend.core.errors import Problem
from backend.patrol.checkins import receipts
from backend.patrol.checkins.models import Checkin
from backend.patrol.checkins.photo_queries import states_of
from backend.patrol.checkins.queries import compose_receipt, receipt_of
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


def find_recorded(author_id: int, uid: str, content: str, otherwise: Problem) -> Recorded:
    """What this id brought the first time; raises `otherwise` when there was no first time.

    A site may have been moved or corrected since: the visit that stands keeps its receipt. Raises
    Problem("checkin-differs") with that receipt when the content is another.
    """
    first = find_first(author_id, uid)
    if first is None:
        raise otherwise
    if first.content_sha256 != content:
        raise Problem("checkin-differs", receipt=receipt_of(first))
    states = states_of([first.id])[first.id]
    return Recorded(first, receipts.read(first.receipt), states, new=False)


def find_first(author_id: int, uid: str) -> Checkin | None:
    return db.session.scalar(
        select(Checkin).where(Checkin.author_id == author_id, Checkin.uid == uid)
    )
