"""The occasions on which people are notified, and the outbox of their notices."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.database import Base, BigId, UtcDateTime
from backend.messages.notices.rules import KINDS

STATES = ("running", "told", "skipped")
_UNREAD = text("read_at IS NULL")
_APART = text("window_id IS NULL")


class NoticeOccasion(Base):
    """An occasion to notify people: escalation's for one window, or a moment without a window.

    While it is running, everybody with an account id up to `notified_up_to` has been dealt with.
    """

    __tablename__ = "notice_occasions"
    __table_args__ = (
        UniqueConstraint("rung", "window_id"),
        CheckConstraint(f"rung IN {KINDS}", name="rung"),
        CheckConstraint(f"state IN {STATES}", name="state"),
        Index("ix_notice_occasions_window_id", "window_id"),
        Index(
            "ix_notice_occasions_apart",
            "rung",
            "due_at",
            unique=True,
            sqlite_where=_APART,
            postgresql_where=_APART,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column("rung", String(7))
    window_id: Mapped[int | None] = mapped_column(ForeignKey("windows.id"))
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[str] = mapped_column(String(7), default="running")
    notified_up_to: Mapped[int] = mapped_column("told_up_to", default=0)
    ended_at: Mapped[datetime | None] = mapped_column("settled_at", UtcDateTime)


class Notice(Base):
    """One notice for one person; facts only, worded when it is read.

    The row is the outbox: `channel` is how it reaches the person, `delivered_at` when it was
    sent. A notice in the inbox is delivered by being there; a channel that can fail sends the
    rows without `delivered_at`, and fills it in.
    """

    __tablename__ = "notices"
    __table_args__ = (
        UniqueConstraint("account_id", "occasion_id"),
        Index("ix_notices_account_id", "account_id", "id"),
        # What is unread is counted again and again, however much was read before.
        Index(
            "ix_notices_unread",
            "account_id",
            sqlite_where=_UNREAD,
            postgresql_where=_UNREAD,
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    occasion_id: Mapped[int] = mapped_column(ForeignKey("notice_occasions.id"))
    # Figures, ids and names, as the feature that writes the kind composes them.
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)
    channel: Mapped[str] = mapped_column(String(8), default="inbox")
    delivered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
