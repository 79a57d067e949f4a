"""Something wrong at a site, and every step taken until it is closed."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.database import Base, BigId, UtcDateTime
from backend.patrol.findings.rules import MOVES, STATUSES


class Finding(Base):
    __tablename__ = "findings"
    __table_args__ = (
        CheckConstraint(f"status IN {STATUSES}", name="status"),
        Index("ix_findings_grid_id", "grid_id", "status", "id"),
        Index("ix_findings_site_id", "site_id"),
        # What somebody is to mend: counted whenever her phone asks for its day.
        Index("ix_findings_assignee_id", "assignee_id", "status"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    # None when somebody told: what was told, and to whom, is not for this table to know.
    checkin_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("checkins.id"), unique=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"))
    grid_id: Mapped[int] = mapped_column(ForeignKey("areas.id"))
    kind_id: Mapped[int] = mapped_column(ForeignKey("kinds.id"))
    status: Mapped[str] = mapped_column(String(10), default="found")
    severity: Mapped[int]
    # The questions answered abnormally, as they were worded: [{question, text, text_en, value}].
    summary: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)


class FindingMove(Base):
    """One step of a finding's history; written once, never changed."""

    __tablename__ = "finding_moves"
    __table_args__ = (CheckConstraint(f"move IN {MOVES}", name="move"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    finding_id: Mapped[int] = mapped_column(ForeignKey("findings.id"), index=True)
    move: Mapped[str] = mapped_column(String(10))
    by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    text: Mapped[str] = mapped_column(String(2000), default="")


class FindingPhoto(Base):
    """What the one who made a move saw there: that it was mended."""

    __tablename__ = "finding_photos"

    move_id: Mapped[int] = mapped_column(ForeignKey("finding_moves.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    photo_id: Mapped[int] = mapped_column(BigId, ForeignKey("photos.id"))
