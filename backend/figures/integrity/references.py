"""What visits refer to without a constraint of the database: see `Checkin`."""

from collections.abc import Iterator, Sequence

from sqlalchemy import and_, or_, select

from backend.figures.integrity.rules import Difference
from backend.patrol.checkins.models import Checkin
from backend.patrol.cycles.models import WindowRow
from backend.registry.kinds.models import Checklist
from backend.staff.extensions import db

KIND = "visit"


def compare_references(ids: Sequence[int]) -> Iterator[Difference]:
    """Which of these visits refer to a window or a checklist that is not there."""
    no_window = WindowRow.id.is_(None)
    no_checklist = and_(Checkin.checklist_id.is_not(None), Checklist.id.is_(None))
    rows = db.session.execute(
        select(Checkin.id, no_window, no_checklist)
        .outerjoin(WindowRow, WindowRow.id == Checkin.window_id)
        .outerjoin(Checklist, Checklist.id == Checkin.checklist_id)
        .where(Checkin.id.in_(ids), or_(no_window, no_checklist))
        .order_by(Checkin.id)
    )
    for number, lacks_window, lacks_checklist in rows:
        if lacks_window:
            yield Difference(KIND, number, "its window is gone")
        if lacks_checklist:
            yield Difference(KIND, number, "its checklist is gone")
