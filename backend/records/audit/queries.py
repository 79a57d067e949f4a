"""Reading the journal."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from backend.core.paging import fetch_page
from backend.records.audit.models import AuditLink, AuditRow
from backend.staff.extensions import db


@dataclass(frozen=True)
class Search:
    """Rows about this kind of subject; and about this one of them."""

    subject: str | None = None
    subject_id: str | None = None


def rows_of(search: Search, cursor: str | None, limit: int) -> dict[str, Any]:
    """A page of the journal, newest first, each row with its place in the chain; one query."""
    query = select(
        AuditRow.id,
        AuditRow.at,
        AuditRow.actor_id,
        AuditRow.action,
        AuditRow.subject,
        AuditRow.subject_id,
        AuditRow.detail,
        AuditLink.position,
    ).outerjoin(AuditLink, AuditLink.audit_id == AuditRow.id)
    if search.subject is not None:
        query = query.where(AuditRow.subject == search.subject)
    if search.subject_id is not None:
        query = query.where(AuditRow.subject_id == search.subject_id)
    page = fetch_page(db.session, query, [AuditRow.id], cursor=cursor, limit=limit, descending=True)
    return page.with_items(page.rows)
