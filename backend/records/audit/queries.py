"""Reading the journal."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Integer, String, and_, column, select, table

from backend.core.clock import midnight
from backend.core.paging import fetch_page
from backend.records.audit.models import AuditLink, AuditRow
from backend.staff.extensions import db

# The journal lies below the accounts and knows them by their tables alone, as its foreign key does.
_ACCOUNTS = table("accounts", column("id", Integer), column("name", String))
_POSTS = table("assignments", column("account_id", Integer), column("area_id", Integer))
_ABOVE = table("area_closure", column("ancestor_id", Integer), column("area_id", Integer))


@dataclass(frozen=True)
class Search:
    """Rows of these local days, both included; by this account; of this action; about this kind of
    subject; and about this one of them. None asks for all.
    """

    first_day: date | None = None
    last_day: date | None = None
    actor: int | None = None
    action: str | None = None
    subject: str | None = None
    subject_id: str | None = None


def rows_of(
    search: Search, areas: Collection[int], cursor: str | None, limit: int
) -> dict[str, Any]:
    """A page of the journal, newest first, each row with its place in the chain and the name of
    who did it, if she holds or held a post in one of `areas`; one query.
    """
    posts = (
        select(_POSTS.c.account_id)
        .join(_ABOVE, _ABOVE.c.area_id == _POSTS.c.area_id)
        .where(_POSTS.c.account_id == _ACCOUNTS.c.id, _ABOVE.c.ancestor_id.in_(areas))
    )
    query = (
        select(
            AuditRow.id,
            AuditRow.at,
            AuditRow.actor_id,
            AuditRow.action,
            AuditRow.subject,
            AuditRow.subject_id,
            AuditRow.detail,
            AuditLink.position,
            _ACCOUNTS.c.name.label("actor_name"),
        )
        .outerjoin(AuditLink, AuditLink.audit_id == AuditRow.id)
        .outerjoin(_ACCOUNTS, and_(_ACCOUNTS.c.id == AuditRow.actor_id, posts.exists()))
        .where(*_conditions(search))
    )
    order = [AuditRow.at, AuditRow.id]
    page = fetch_page(db.session, query, order, cursor=cursor, limit=limit, descending=True)
    return page.with_items([_shown(row._asdict()) for row in page.rows])


def _conditions(search: Search) -> Iterator[ColumnElement[bool]]:
    if search.first_day is not None:
        yield AuditRow.at >= midnight(search.first_day)
    if search.last_day is not None:
        yield AuditRow.at < midnight(search.last_day + timedelta(days=1))
    if search.actor is not None:
        yield AuditRow.actor_id == search.actor
    if search.action is not None:
        yield AuditRow.action == search.action
    if search.subject is not None:
        yield AuditRow.subject == search.subject
    if search.subject_id is not None:
        yield AuditRow.subject_id == search.subject_id


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    name = row.pop("actor_name")
    return row | {"actor": None if name is None else {"id": row["actor_id"], "name": name}}
