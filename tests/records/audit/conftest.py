"""A journal of a few rows, and its chain."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from backend.records.audit.models import AuditRow
from backend.records.audit.service import record
from backend.staff.extensions import db
from tests.support.builders import Cast

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


def write(cast: Cast, count: int) -> list[int]:
    """Records `count` changes and answers the ids of all rows so far."""
    for number in range(count):
        at = NOW + timedelta(microseconds=number)
        record(cast.office.id, "site.change", "site", number, at, {"fields": ["名称"]})
    return list(db.session.scalars(select(AuditRow.id).order_by(AuditRow.id)))


@pytest.fixture
def journal(cast: Cast) -> list[int]:
    """The ids of five rows, not linked yet."""
    return write(cast, 5)
