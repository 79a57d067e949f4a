"""Writing the journal."""

from datetime import datetime
from typing import Any

from sqlalchemy import insert

from backend.core.database import table_of
from backend.records.audit.models import AuditRow
from backend.staff.extensions import db

_INSERT = insert(table_of(AuditRow))


def record(
    actor_id: int | None,
    action: str,
    subject: str,
    subject_id: int | str,
    now: datetime,
    detail: dict[str, Any] | None = None,
) -> None:
    """Adds one row to the caller's own transaction; `detail` holds nothing personal."""
    row = {
        "at": now,
        "actor_id": actor_id,
        "action": action,
        "subject": subject,
        "subject_id": str(subject_id),
        "detail": detail or {},
    }
    db.session.connection().execute(_INSERT, row)
