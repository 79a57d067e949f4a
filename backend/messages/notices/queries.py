"""Reading one's own notices."""

from typing import Any

from sqlalchemy import Select, func, select

from backend.core.errors import Problem
from backend.core.paging import fetch_page
from backend.messages.notices import describing
from backend.messages.notices.describing import Delivered, Facts
from backend.messages.notices.models import Notice, NoticeOccasion
from backend.staff.access import Actor
from backend.staff.extensions import db

COUNTED = 100  # more than this many unread is "many"


def count_unread(actor: Actor) -> dict[str, Any]:
    """How many of one's notices are unread, up to COUNTED."""
    some = (
        select(Notice.id)
        .where(Notice.account_id == actor.account_id, Notice.read_at.is_(None))
        .limit(COUNTED)
        .subquery()
    )
    return {"unread": db.session.scalar(select(func.count()).select_from(some))}


def list_notices(actor: Actor, cursor: str | None, limit: int) -> dict[str, Any]:
    """A page of one's notices, newest first; one query beside those of the describers."""
    page = fetch_page(
        db.session,
        _select_own(actor),
        [Notice.id],
        cursor=cursor,
        limit=limit,
        descending=True,
    )
    delivered = [Delivered(row[0], row[1]) for row in page.rows]
    facts = describing.summarize(delivered)
    return page.with_items([_present(each, facts.get(each.notice.id, {})) for each in delivered])


def get_notice(actor: Actor, notice_id: int) -> dict[str, Any]:
    """One notice with what its feature can say of it now. Raises Problem("not-found")."""
    row = db.session.execute(_select_own(actor).where(Notice.id == notice_id)).one_or_none()
    if row is None:
        raise Problem("not-found")
    delivered = Delivered(*row)
    facts = describing.summarize([delivered]).get(notice_id, {})
    return _present(delivered, facts | describing.detail(actor, delivered))


def _select_own(actor: Actor) -> Select[Notice, NoticeOccasion]:
    return (
        select(Notice, NoticeOccasion)
        .join(NoticeOccasion, NoticeOccasion.id == Notice.occasion_id)
        .where(Notice.account_id == actor.account_id)
    )


def _present(delivered: Delivered, facts: Facts) -> dict[str, Any]:
    notice = delivered.notice
    return {
        "id": notice.id,
        "rung": delivered.occasion.kind,
        "written_at": notice.written_at,
        "read_at": notice.read_at,
        "groups": notice.content.get("groups", []),
        **facts,
    }
