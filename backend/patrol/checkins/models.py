"""Visits as they were sent and judged, and the photos each of them announces."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Float,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.database import Base, BigId, UtcDateTime
from backend.patrol.checkins.rules import Standing

# An index is used for a condition in the words that it was made with.
FLAGGED = "CAST({}flags AS VARCHAR) <> '[]'"
_FLAGGED = text(FLAGGED.format(""))


class Checkin(Base):
    """One visit of one officer to one site. What was sent never changes; `standing` may."""

    __tablename__ = "checkins"
    __table_args__ = (
        UniqueConstraint("author_id", "uid"),
        CheckConstraint("credit IN ('certain', 'probable', 'disputed')", name="credit"),
        CheckConstraint("place IN ('on_site', 'near', 'far', 'no_fix')", name="place"),
        CheckConstraint("result IN ('normal', 'abnormal', 'attempted')", name="result"),
        CheckConstraint(f"standing IN {tuple(map(str, Standing))}", name="standing"),
        # The outcome of an obligation, and a site's last visits.
        Index("ix_checkins_site_id", "site_id", "captured_at"),
        # What waits for a leader, what has a flag, and one's own visits, newest first.
        Index("ix_checkins_standing", "standing", "id"),
        Index("ix_checkins_awaits_review", "awaits_review", "id"),
        Index("ix_checkins_flagged", "id", postgresql_where=_FLAGGED, sqlite_where=_FLAGGED),
        Index("ix_checkins_author_id", "author_id", "id"),
        # What a window is sealed from, and an obligation credited from. With the window alone
        # SQLite would read all visits of it to find those of one site.
        Index("ix_checkins_window_id", "window_id", "site_id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    # Who brought it in a parcel, when its author's phone could not.
    carrier_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    uid: Mapped[str] = mapped_column(String(36))
    content_sha256: Mapped[str] = mapped_column(String(64))
    body: Mapped[bytes] = mapped_column(LargeBinary)
    format: Mapped[int]
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"))
    # Without a constraint: everybody's visits refer to one row, which PostgreSQL would lock for
    # each of them. `audit verify` finds what refers to nothing.
    window_id: Mapped[int]

    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    captured_at: Mapped[datetime] = mapped_column(UtcDateTime)
    credit: Mapped[str] = mapped_column(String(8))

    place: Mapped[str] = mapped_column(String(7))
    distance_m: Mapped[float | None] = mapped_column(Float)
    lon: Mapped[float | None] = mapped_column(Float)
    lat: Mapped[float | None] = mapped_column(Float)
    accuracy_m: Mapped[float | None] = mapped_column(Float)
    no_fix_reason: Mapped[str | None] = mapped_column(String(12))
    place_reason: Mapped[str] = mapped_column(String(500), default="")
    checkpoint_id: Mapped[int | None] = mapped_column(ForeignKey("checkpoints.id"))

    result: Mapped[str] = mapped_column(String(9))
    attempt_reason: Mapped[str | None] = mapped_column(String(12))
    checklist_id: Mapped[int | None]  # as little as the window
    answers: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    note: Mapped[str] = mapped_column(String(2000), default="")
    flags: Mapped[list[str]] = mapped_column(JSON)

    standing: Mapped[str] = mapped_column(String(8))
    # Until a leader has looked at it: its standing is open, or a flag wants an eye.
    awaits_review: Mapped[bool] = mapped_column(default=False)
    verdict: Mapped[str | None] = mapped_column(String(8))
    reviewed_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    reviewed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    review_note: Mapped[str] = mapped_column(String(500), default="")

    # What the form cost, if the phone counted it. Only ever shown as a median of an area.
    taps: Mapped[int | None]
    seconds: Mapped[int | None]

    code: Mapped[str] = mapped_column(String(8), unique=True)
    receipt: Mapped[str] = mapped_column(String(1200))

    @property
    def counts_since(self) -> datetime:
        """Since when it counts, if it does: its arrival, or the leader's word on it."""
        accepted = self.standing == Standing.ACCEPTED and self.reviewed_at
        return accepted or self.received_at


class CheckinPhoto(Base):
    """A photo that a visit announces. It has arrived when its author has uploaded its hash."""

    __tablename__ = "checkin_photos"
    __table_args__ = (UniqueConstraint("checkin_id", "position"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    checkin_id: Mapped[int] = mapped_column(ForeignKey("checkins.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    position: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    original_sha256: Mapped[str | None] = mapped_column(String(64), index=True)
    captured_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    source: Mapped[str] = mapped_column(String(6))
    note: Mapped[str] = mapped_column(String(200), default="")
    # What is printed on the picture, as it is printed; all None when nothing is.
    mark_at: Mapped[str | None] = mapped_column(String(40))
    mark_fix: Mapped[str | None] = mapped_column(String(40))
    mark_code: Mapped[str | None] = mapped_column(String(8), index=True)
    mark_genuine: Mapped[bool | None]
