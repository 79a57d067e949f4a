"""The tree of areas, its closure, and the shapes of its nodes."""

from datetime import date
from typing import Any

from geoalchemy2 import Geometry
from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.database import Base
from backend.registry.areas.rules import LEVELS


class Area(Base):
    __tablename__ = "areas"
    __table_args__ = (CheckConstraint(f"level IN {LEVELS}", name="level"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("areas.id"), index=True)
    level: Mapped[str] = mapped_column(String(10))
    code: Mapped[str] = mapped_column(String(32), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    sort: Mapped[int] = mapped_column(default=0)


class AreaClosure(Base):
    """One row for each area and each of its ancestors, itself included."""

    __tablename__ = "area_closure"

    ancestor_id: Mapped[int] = mapped_column(ForeignKey("areas.id"), primary_key=True)
    area_id: Mapped[int] = mapped_column(ForeignKey("areas.id"), primary_key=True, index=True)


class PastShape(Base):
    """How an area was drawn until the local day `until`, on which it was drawn anew."""

    __tablename__ = "past_shapes"
    __table_args__ = (Index("ix_past_shapes_area_id", "area_id", "until"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    area_id: Mapped[int] = mapped_column(ForeignKey("areas.id"))
    until: Mapped[date]
    geom: Mapped[Any] = mapped_column(Geometry("MULTIPOLYGON", srid=4326), nullable=False)


class AreaShape(Base):
    """As it is drawn now. WGS-84, longitude first.

    A table of its own: SpatiaLite cannot alter geometry columns.
    """

    __tablename__ = "area_shapes"

    area_id: Mapped[int] = mapped_column(
        ForeignKey("areas.id"), primary_key=True, autoincrement=False
    )
    geom: Mapped[Any] = mapped_column(Geometry("MULTIPOLYGON", srid=4326), nullable=False)
