"""Marking one's own notices as read."""

from datetime import datetime

from sqlalchemy import ColumnElement, select, update

from backend.core.errors import Problem
from backend.messages.notices.models import Notice
from backend.staff.access import Actor
from backend.staff.extensions import db


def mark_read(actor: Actor, notice_id: int, now: datetime) -> None:
    """Marks one notice; the first reading stays. Raises Problem("not-found")."""
    _check_own(actor, notice_id)
    _mark(actor, now, Notice.id == notice_id)


def mark_read_up_to(actor: Actor, notice_id: int, now: datetime) -> None:
    """Marks this notice and all older ones; later ones stay unread.

    Raises Problem("not-found").
    """
    _check_own(actor, notice_id)
    _mark(actor, now, Notice.id <= notice_id)


def _mark(actor: Actor, now: datetime, which: ColumnElement[bool]) -> None:
    db.session.execute(
        update(Notice)
        .where(Notice.account_id == actor.account_id, Notice.read_at.is_(None), which)
        .values(read_at=now)
    )


def _check_own(actor: Actor, notice_id: int) -> None:
    own = select(Notice.id).where(Notice.id == notice_id, Notice.account_id == actor.account_id)
    if db.session.scalar(own) is None:
        raise Problem("not-found")
