"""Cross-checks: who visits which sites of another town, and both visits to each."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.database import Base, BigId, UtcDateTime


class CrossCheck(Base):
    """A sample of the sites of one town for officers of another, for some days.

    `seed`, `size` and the population of then make the sample; the digest shows whether
    a later draw starts from the same population.
    """

    __tablename__ = "cross_checks"
    __table_args__ = (CheckConstraint("town_id != by_town_id", name="other_town"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    town_id: Mapped[int] = mapped_column(ForeignKey("areas.id"), index=True)
    by_town_id: Mapped[int] = mapped_column(ForeignKey("areas.id"))
    seed: Mapped[str] = mapped_column(String(16))
    size: Mapped[int]
    population: Mapped[int]
    population_sha256: Mapped[str] = mapped_column(String(64))
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    drawn_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    stopped_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class CrossCheckSite(Base):
    """A drawn site: the visit that counted when it was drawn, and that of the cross-check."""

    __tablename__ = "cross_check_sites"
    __table_args__ = (
        UniqueConstraint("cross_check_id", "site_id"),
        Index("ix_cross_check_sites_site_id", "site_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    cross_check_id: Mapped[int] = mapped_column(ForeignKey("cross_checks.id"))
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"))
    original_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("checkins.id"))
    visit_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("checkins.id"))


class CrossCheckOfficer(Base):
    __tablename__ = "cross_check_officers"

    cross_check_id: Mapped[int] = mapped_column(ForeignKey("cross_checks.id"), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), primary_key=True, index=True)
