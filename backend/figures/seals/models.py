"""Seals of windows with their figures, and adjustments by late visits."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.database import Base, BigId, UtcDateTime
from backend.figures.seals.rules import Names


class Seal(Base):
    """One for each sealed window: `digest` binds all its obligations and who visited.

    `mended` is how many obligations the recount found to differ from the visits behind them.
    `names` is how everything was called then, for reports: see `rules.Names`. `layout` numbers what
    the digest covers and how a report looks; see `rules.LAYOUT`.
    """

    __tablename__ = "seals"

    window_id: Mapped[int] = mapped_column(
        ForeignKey("windows.id"), primary_key=True, autoincrement=False
    )
    sealed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    obligations: Mapped[int]
    mended: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    layout: Mapped[int]
    names: Mapped[Names] = mapped_column(JSON, deferred=True)


class SealedFigures(Base):
    """The frozen figures of one grid and kind in one window; never changed."""

    __tablename__ = "sealed_figures"

    window_id: Mapped[int] = mapped_column(ForeignKey("windows.id"), primary_key=True)
    grid_id: Mapped[int] = mapped_column(ForeignKey("areas.id"), primary_key=True)
    kind_id: Mapped[int] = mapped_column(ForeignKey("kinds.id"), primary_key=True)
    covered: Mapped[int]
    attempted: Mapped[int]
    exempt: Mapped[int]
    missed: Mapped[int]
    longest_gap_s: Mapped[int | None]


class SealedTotal(Base):
    """The frozen figures of an area, all its grids and kinds together; never changed.

    `covered_by_hour` counts those that are covered by the hour of the window in which somebody
    got in first, up to the last such hour.
    """

    __tablename__ = "sealed_totals"

    area_id: Mapped[int] = mapped_column(ForeignKey("areas.id"), primary_key=True)
    window_id: Mapped[int] = mapped_column(ForeignKey("windows.id"), primary_key=True)
    covered: Mapped[int]
    attempted: Mapped[int]
    exempt: Mapped[int]
    missed: Mapped[int]
    longest_gap_s: Mapped[int | None]
    covered_by_hour: Mapped[list[int]] = mapped_column(JSON)


class Adjustment(Base):
    """A visit that came, or was accepted, after the cut-off of its window.

    It waits while `verdict` is None. An approval stores the outcome before and after it: adjusted
    figures are the sealed ones plus these changes.
    """

    __tablename__ = "adjustments"
    __table_args__ = (
        UniqueConstraint("checkin_id"),
        CheckConstraint("verdict IN ('approved', 'refused')", name="verdict"),
        Index("ix_adjustments_window_id", "window_id", "grid_id"),
        Index("ix_adjustments_obligation_id", "obligation_id"),
        Index("ix_adjustments_verdict", "verdict", "id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    checkin_id: Mapped[int] = mapped_column(ForeignKey("checkins.id"))
    obligation_id: Mapped[int] = mapped_column(ForeignKey("obligations.id"))
    # Grid and kind are the obligation's: what the site is today plays no part.
    window_id: Mapped[int] = mapped_column(ForeignKey("windows.id"))
    grid_id: Mapped[int] = mapped_column(ForeignKey("areas.id"))
    kind_id: Mapped[int] = mapped_column(ForeignKey("kinds.id"))
    verdict: Mapped[str | None] = mapped_column(String(8))
    outcome_before: Mapped[str | None] = mapped_column(String(9))
    outcome_after: Mapped[str | None] = mapped_column(String(9))
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    note: Mapped[str] = mapped_column(String(500), default="")
