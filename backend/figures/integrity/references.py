"""What visits refer to without a constraint of the database: see `Checkin`.

In place of a constraint, all visits are looked at, whatever the size of a sample.
"""

from collections.abc import Iterator
from typing import NamedTuple

from sqlalchemy import and_, func, or_, select

from backend.figures.integrity.rules import Difference
from backend.patrol.checkins.models import Checkin
from backend.patrol.cycles.models import WindowRow
from backend.registry.kinds.models import Checklist
from backend.staff.extensions import db

KIND = "visit"
NAMED = 100


class Dangling(NamedTuple):
    """How many visits refer to nothing; the first NAMED of them say to what they did."""

    number: int
    differences: list[Difference]


def count_visits() -> int:
    return db.session.scalar(select(func.count(Checkin.id))) or 0


def find_dangling() -> Dangling:
    """The visits that refer to a window or a checklist that is not there."""
    no_window = WindowRow.id.is_(None)
    no_checklist = and_(Checkin.checklist_id.is_not(None), Checklist.id.is_(None))
    query = (
        select(Checkin.id, no_window, no_checklist, func.count().over())
        .outerjoin(WindowRow, WindowRow.id == Checkin.window_id)
        .outerjoin(Checklist, Checklist.id == Checkin.checklist_id)
        .where(or_(no_window, no_checklist))
        .order_by(Checkin.id)
        .limit(NAMED)
    )
    rows = db.session.execute(query).all()
    differences = [each for row in rows for each in _name(row[0], window=row[1], checklist=row[2])]
    return Dangling(rows[0][3] if rows else 0, differences)


def _name(number: int, *, window: bool, checklist: bool) -> Iterator[Difference]:
    if window:
        yield Difference(KIND, number, "its window is gone")
    if checklist:
        yield Difference(KIND, number, "its checklist is gone")
