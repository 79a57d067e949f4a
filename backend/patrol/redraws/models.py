"""New boundaries of grids: from when, by whom, and which sites they move."""

from datetime import date, datetime
from typing import Any

from geoalchemy2 import Geometry
from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.database import Base, UtcDateTime


class Redraw(Base):
    """Grids that are drawn anew together. Waits until `effective_on`, unless cancelled before."""

    __tablename__ = "redraws"
    __table_args__ = (Index("ix_redraws_effective_on", "applied_at", "effective_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    effective_on: Mapped[date]
    reason: Mapped[str] = mapped_column(String(500))
    by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    applied_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    cancelled_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    cancelled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class RedrawShape(Base):
    """WGS-84, longitude first: a grid as it is to be drawn. Created and dropped whole."""

    __tablename__ = "redraw_shapes"

    redraw_id: Mapped[int] = mapped_column(ForeignKey("redraws.id"), primary_key=True)
    area_id: Mapped[int] = mapped_column(ForeignKey("areas.id"), primary_key=True)
    geom: Mapped[Any] = mapped_column(Geometry("MULTIPOLYGON", srid=4326), nullable=False)


class RedrawMove(Base):
    """A site that changes its grid with the boundary, as it was proposed and confirmed."""

    __tablename__ = "redraw_moves"

    redraw_id: Mapped[int] = mapped_column(ForeignKey("redraws.id"), primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"), primary_key=True)
    from_id: Mapped[int] = mapped_column(ForeignKey("areas.id"))
    to_id: Mapped[int] = mapped_column(ForeignKey("areas.id"))
