"""Writing the journal."""

from datetime import datetime
from typing import Any

from sqlalchemy import insert

from backend.core.database import table_of
from backend.records.audit.models import AuditRow
from backend.staff import at_commit
from backend.staff.extensions import db

# Nobody asks for the id of a row.
_INSERT = insert(table_of(AuditRow)).inline()


def record(
    actor_id: int | None,
    action: str,
    subject: str,
    subject_id: int | str,
    now: datetime,
    detail: dict[str, Any] | None = None,
    *,
    at_the_commit: bool = False,
) -> None:
    """Adds one row to the caller's own transaction; `detail` holds nothing personal.

    It may be written as late as the commit, for whoever does not read it before.
    """
    row = {
        "at": now,
        "actor_id": actor_id,
        "action": action,
        "subject": subject,
        "subject_id": str(subject_id),
        "detail": detail or {},
    }
    if at_the_commit:
        at_commit.write(_INSERT, [row])
    else:
        db.session.connection().execute(_INSERT, row)
