"""Sites with their dated status and grid; requested changes."""

from datetime import datetime
from typing import Any

from geoalchemy2 import Geometry
from sqlalchemy import CheckConstraint, Float, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.database import Base, BigId, UtcDateTime
from backend.registry.sites.rules import CHANGES, STATUSES


class Site(Base):
    """A place that must be checked; `status` and `grid_id` mirror its open status period."""

    __tablename__ = "sites"
    __table_args__ = (
        CheckConstraint(f"status IN {STATUSES}", name="status"),
        CheckConstraint("risk BETWEEN 1 AND 3", name="risk"),
        Index("ix_sites_grid_id", "grid_id", "id"),
        Index("ix_sites_kind_id", "kind_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind_id: Mapped[int] = mapped_column(ForeignKey("kinds.id"))
    grid_id: Mapped[int] = mapped_column(ForeignKey("areas.id"))
    status: Mapped[str] = mapped_column(String(10), default="active")
    name: Mapped[str] = mapped_column(String(80))
    trade: Mapped[str | None] = mapped_column(String(32))
    risk: Mapped[int] = mapped_column(default=2)
    address: Mapped[str] = mapped_column(String(200), default="")
    contact_name: Mapped[str] = mapped_column(String(40), default="")
    contact_phone: Mapped[str] = mapped_column(String(20), default="")
    # A point inside the shape, WGS-84, for lists and for sorting by distance.
    lon: Mapped[float] = mapped_column(Float)
    lat: Mapped[float] = mapped_column(Float)
    source_crs: Mapped[str] = mapped_column(String(10), default="WGS-84")
    checkpoints_required: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)


class SiteShape(Base):
    """WGS-84, longitude first: a point, a polygon (holes too) or several polygons."""

    __tablename__ = "site_shapes"

    site_id: Mapped[int] = mapped_column(
        ForeignKey("sites.id"), primary_key=True, autoincrement=False
    )
    geom: Mapped[Any] = mapped_column(Geometry("GEOMETRY", srid=4326), nullable=False)


class StatusPeriod(Base):
    """A stretch of time with one status and one grid; the last one is open."""

    __tablename__ = "site_spells"
    __table_args__ = (
        CheckConstraint(f"status IN {STATUSES}", name="status"),
        Index("ix_site_spells_site_id", "site_id", "since"),
        # Read by the opening of windows: periods that touch a span of time.
        Index("ix_site_spells_until", "until", "since"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"))
    since: Mapped[datetime] = mapped_column(UtcDateTime)
    until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    status: Mapped[str] = mapped_column(String(10))
    grid_id: Mapped[int] = mapped_column(ForeignKey("areas.id"))
    reason: Mapped[str] = mapped_column(String(500), default="")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))


class Checkpoint(Base):
    """A place inside a large site; k of n of them make it covered.

    `since` is null for one that came with the site, `until` while nobody has ended it. A moved
    one ends, and another begins: earlier visits keep the place that they reached.
    """

    __tablename__ = "checkpoints"

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    lon: Mapped[float] = mapped_column(Float)
    lat: Mapped[float] = mapped_column(Float)
    radius_m: Mapped[float] = mapped_column(Float)
    since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    until: Mapped[datetime | None] = mapped_column(UtcDateTime)


class PastCheckpointsRequired(Base):
    """Up to `until` a site asked for so many checkpoints (0: for none); now it asks for
    `Site.checkpoints_required`."""

    __tablename__ = "past_checkpoints_required"
    __table_args__ = (Index("ix_past_checkpoints_required_site_id", "site_id", "until"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"))
    until: Mapped[datetime] = mapped_column(UtcDateTime)
    required: Mapped[int]


class SiteChangePhoto(Base):
    """What the one who asked for a change saw there."""

    __tablename__ = "site_change_photos"

    change_id: Mapped[int] = mapped_column(ForeignKey("site_changes.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    photo_id: Mapped[int] = mapped_column(BigId, ForeignKey("photos.id"))


class VisitGrant(Base):
    """Leave for one person to visit one site outside her territory, for a time."""

    __tablename__ = "site_passes"
    __table_args__ = (Index("ix_site_passes_account_id", "account_id", "site_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    since: Mapped[datetime] = mapped_column(UtcDateTime)
    until: Mapped[datetime] = mapped_column(UtcDateTime)


class SiteChange(Base):
    """A requested change of status or grid, and what became of the request."""

    __tablename__ = "site_changes"
    __table_args__ = (
        CheckConstraint(f"change IN {CHANGES}", name="change"),
        CheckConstraint("verdict IN ('approved', 'refused')", name="verdict"),
        Index("ix_site_changes_site_id", "site_id"),
        Index("ix_site_changes_verdict", "verdict", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"))
    change: Mapped[str] = mapped_column(String(10))
    grid_id: Mapped[int | None] = mapped_column(ForeignKey("areas.id"))
    reason: Mapped[str] = mapped_column(String(500))
    requested_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    requested_at: Mapped[datetime] = mapped_column(UtcDateTime)
    verdict: Mapped[str | None] = mapped_column(String(10))
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    note: Mapped[str] = mapped_column(String(500), default="")
