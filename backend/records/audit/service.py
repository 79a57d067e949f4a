"""Writing the journal."""

from datetime import datetime
from typing import Any

from sqlalchemy import insert

from backend.core.database import table_of
from backend.records.audit.models import AuditRow
from backend.staff.extensions import db

# Nobody asks for the id of a row.
INSERT = insert(table_of(AuditRow)).inline()


def record(
    actor_id: int | None,
    action: str,
    subject: str,
    subject_id: int | str,
    now: datetime,
    detail: dict[str, Any] | None = None,
) -> None:
    """Adds one row to the caller's own transaction; `detail` holds nothing personal."""
    row = row_of(actor_id, action, subject, subject_id, now, detail)
    db.session.connection().execute(INSERT, row)


def row_of(
    actor_id: int | None,
    action: str,
    subject: str,
    subject_id: int | str,
    now: datetime,
    detail: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """The row that `record` adds, for whoever adds many with INSERT."""
    return {
        "at": now,
        "actor_id": actor_id,
        "action": action,
        "subject": subject,
        "subject_id": str(subject_id),
        "detail": detail or {},
    }
