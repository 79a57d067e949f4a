"""Linking the journal into a chain, and publishing its head once a day."""

from datetime import datetime, timedelta

from sqlalchemy import Select, func, insert, select
from sqlalchemy.exc import IntegrityError

from backend.core.clock import local_date
from backend.records.audit.models import AuditHead, AuditLink, AuditRow
from backend.records.audit.rules import GENESIS, Entry, link_hash
from backend.staff.extensions import db, insert_new

BATCH = 1000
# Ids of transactions that ran side by side arrive out of order; none lags behind this far,
# save that of a huge import, which the daily full search finds.
LOOKBACK = 100_000


def link(batch: int = BATCH, *, full: bool = False) -> int:
    """Appends up to `batch` rows that have no link yet, in the order of their ids.

    Any number of workers may call it at once: position and row are unique, so one wins and
    the others append nothing. Looks among the newest LOOKBACK rows, or with `full` among all.
    Returns how many were linked.
    """
    tail = last_link()
    position, previous = (tail.position, tail.hash) if tail else (0, GENESIS)
    links = []
    for row in db.session.execute(_unlinked(full).limit(batch)):
        entry = Entry(*row)
        position += 1
        digest = link_hash(previous, entry)
        links.append(
            {"position": position, "audit_id": entry.id, "previous": previous, "hash": digest}
        )
        previous = digest
    return len(links) if links and _append(links) else 0


def publish_head(now: datetime) -> AuditHead | None:
    """Writes down the head for the local day that has just ended, once; None if it was there.

    Whoever keeps a copy of a published head can later prove that nothing before it changed.
    """
    tail = last_link()
    if tail is None:
        return None
    day = local_date(now) - timedelta(days=1)
    head = {"day": day, "position": tail.position, "hash": tail.hash}
    new = insert_new(AuditHead).values(head).returning(AuditHead.day)
    return None if db.session.scalar(new) is None else AuditHead(**head)


def last_link() -> AuditLink | None:
    return db.session.scalar(select(AuditLink).order_by(AuditLink.position.desc()).limit(1))


def last_head() -> AuditHead | None:
    return db.session.scalar(select(AuditHead).order_by(AuditHead.day.desc()).limit(1))


def count_unlinked() -> int:
    linked = select(AuditLink.audit_id).where(AuditLink.audit_id == AuditRow.id)
    return db.session.scalar(select(func.count(AuditRow.id)).where(~linked.exists())) or 0


def _unlinked(full: bool) -> Select[int, datetime, int | None, str, str, str, dict[str, object]]:
    linked = select(AuditLink.audit_id).where(AuditLink.audit_id == AuditRow.id)
    rows = (
        select(
            AuditRow.id,
            AuditRow.at,
            AuditRow.actor_id,
            AuditRow.action,
            AuditRow.subject,
            AuditRow.subject_id,
            AuditRow.detail,
        )
        .where(~linked.exists())
        .order_by(AuditRow.id)
    )
    newest = select(func.max(AuditLink.audit_id)).scalar_subquery()
    return rows if full else rows.where(AuditRow.id > func.coalesce(newest, 0) - LOOKBACK)


def _append(links: list[dict[str, object]]) -> bool:
    try:
        with db.session.begin_nested():
            db.session.execute(insert(AuditLink), links)
    except IntegrityError:
        return False
    return True
