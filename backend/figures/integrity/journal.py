"""Arrivals in the journal beside the visits: one that was deleted is still named there."""

from collections.abc import Iterator, Sequence

from sqlalchemy import select

from backend.figures.integrity.rules import Difference
from backend.patrol.checkins.models import Checkin
from backend.records.audit.models import AuditRow
from backend.staff.extensions import db

KIND = "journal"


def compare_arrivals(ids: Sequence[int]) -> Iterator[Difference]:
    """Which of these rows of the journal tell of a visit that is gone."""
    rows = select(AuditRow.id, AuditRow.subject_id).where(AuditRow.id.in_(ids))
    told = {row.id: int(row.subject_id) for row in db.session.execute(rows)}
    there = set(db.session.scalars(select(Checkin.id).where(Checkin.id.in_(told.values()))))
    for number, visit_id in sorted(told.items()):
        if visit_id not in there:
            yield Difference(KIND, number, f"its visit {visit_id} is gone")
