"""The occasions on which people are told something, and the outbox of what they are told."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.database import Base, BigId, UtcDateTime
from backend.messages.notices.rules import RUNGS

STATES = ("running", "told", "skipped")
_UNREAD = text("read_at IS NULL")
_APART = text("window_id IS NULL")


class NoticeOccasion(Base):
    """A rung of one window, or a moment apart from all windows: how far the telling has come.

    Everybody with an account id up to `told_up_to` has her digest, or lacks nothing.
    """

    __tablename__ = "notice_occasions"
    __table_args__ = (
        UniqueConstraint("rung", "window_id"),
        CheckConstraint(f"rung IN {RUNGS}", name="rung"),
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
    rung: Mapped[str] = mapped_column(String(7))
    window_id: Mapped[int | None] = mapped_column(ForeignKey("windows.id"))
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[str] = mapped_column(String(7), default="running")
    told_up_to: Mapped[int] = mapped_column(default=0)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Notice(Base):
    """One digest for one person; facts only, worded when it is read.

    The row is the outbox: `channel` is how it goes to her, `delivered_at` when it had gone.
    What is in the inbox is delivered by being there; a channel that can fail takes up what has
    no `delivered_at`, and writes it.
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
    # As `digest.Digest`: figures, and the ids of areas and sites.
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)
    channel: Mapped[str] = mapped_column(String(8), default="inbox")
    delivered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
