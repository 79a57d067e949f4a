"""Plans, their versions, windows, the obligations of each, and how often a grid changed."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.database import Base, BigId, UtcDateTime
from backend.patrol.cycles.exemption_rules import CAUSES


class Plan(Base):
    __tablename__ = "plans"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(32), unique=True)
    name_zh: Mapped[str] = mapped_column(String(40))
    name_en: Mapped[str] = mapped_column(String(60))


class PlanVersionRow(Base):
    """Anchor and length of a plan from `valid_from` on, which is a window's first day."""

    __tablename__ = "plan_versions"
    __table_args__ = (
        UniqueConstraint("plan_id", "valid_from"),
        CheckConstraint("length_days BETWEEN 1 AND 366", name="length"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plans.id"))
    valid_from: Mapped[date]
    anchor: Mapped[date]
    length_days: Mapped[int]
    first_number: Mapped[int]


class WindowRow(Base):
    """A window that somebody needed: opened by the job, or visited before the job came."""

    __tablename__ = "windows"
    __table_args__ = (
        UniqueConstraint("plan_id", "starts_on"),
        Index("ix_windows_ends_at", "ends_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plans.id"))
    number: Mapped[int]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # From then on its obligations never change; what was sealed lies in `seals`.
    sealed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Obligation(Base):
    """One site in one window: the denominator. `open` and `missed` are derived, not stored.

    `gap_from` is the last covering visit before the window, or the start of the site's duty;
    `first_at` and `last_at` are the covering visits at both ends of those in the window;
    `closed_gap_s` is the longest time without a visit, in seconds, that a visit here ended.
    """

    __tablename__ = "obligations"
    __table_args__ = (
        UniqueConstraint("site_id", "window_id"),
        CheckConstraint("outcome IN ('none', 'attempted', 'covered', 'exempt')", name="outcome"),
        # A seal reads all of a window. Its id alone: with more columns the rows of a large table
        # would be fetched in the order of grids, one page after another.
        Index("ix_obligations_window_id", "window_id"),
        # Boards count the grids that have changed.
        Index("ix_obligations_grid_id", "grid_id", "window_id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"))
    window_id: Mapped[int] = mapped_column(ForeignKey("windows.id"))
    grid_id: Mapped[int] = mapped_column(ForeignKey("areas.id"))
    kind_id: Mapped[int] = mapped_column(ForeignKey("kinds.id"))
    exempt: Mapped[bool] = mapped_column(default=False)
    outcome: Mapped[str] = mapped_column(String(9), default="none")
    gap_from: Mapped[datetime] = mapped_column(UtcDateTime)
    first_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_gap_s: Mapped[int] = mapped_column(default=0)


class GridVersion(Base):
    """Grows whenever something changes that the board of a grid, or of an area, shows."""

    __tablename__ = "grid_versions"

    grid_id: Mapped[int] = mapped_column(
        ForeignKey("areas.id"), primary_key=True, autoincrement=False
    )
    version: Mapped[int] = mapped_column(BigId)


class Exemption(Base):
    """An area from which a window asks nothing, and the public reason. Withdrawn, never erased."""

    __tablename__ = "exemptions"
    __table_args__ = (
        CheckConstraint(f"cause IN {CAUSES}", name="cause"),
        Index(
            "uq_exemptions_in_force",
            "window_id",
            "area_id",
            unique=True,
            sqlite_where=text("withdrawn_at IS NULL"),
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
        Index("ix_exemptions_area_id", "area_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    window_id: Mapped[int] = mapped_column(ForeignKey("windows.id"))
    area_id: Mapped[int] = mapped_column(ForeignKey("areas.id"))
    cause: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(String(500))
    by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawal: Mapped[str] = mapped_column(String(500), default="")
