"""Handovers, kept so that one can be taken back on its day."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.database import Base, UtcDateTime
from backend.registry.handovers.rules import OBSTACLES


class Handover(Base):
    """All grids below `area_id` that the giver patrolled went to the taker at one moment."""

    __tablename__ = "handovers"
    __table_args__ = (Index("ix_handovers_at", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    area_id: Mapped[int] = mapped_column(ForeignKey("areas.id"))
    giver_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    taker_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    taken_back_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    taken_back_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))


class HandoverGrid(Base):
    """One grid of a handover.

    `begun_id` is the taker's assignment, null when she patrolled the grid before; `giver_until`
    is when the giver's was to end; `obstacle` says why it stayed when the rest was taken back.
    """

    __tablename__ = "handover_grids"
    __table_args__ = (
        CheckConstraint(f"obstacle IN {OBSTACLES}", name="obstacle"),
        Index("ix_handover_grids_grid_id", "grid_id"),
    )

    handover_id: Mapped[int] = mapped_column(ForeignKey("handovers.id"), primary_key=True)
    grid_id: Mapped[int] = mapped_column(ForeignKey("areas.id"), primary_key=True)
    begun_id: Mapped[int | None] = mapped_column(ForeignKey("assignments.id"))
    giver_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    obstacle: Mapped[str | None] = mapped_column(String(16))
