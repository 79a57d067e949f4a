"""Kinds of place, each with the versions of its checklist."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Float, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.database import Base, UtcDateTime


class Kind(Base):
    """A kind of place; data, not code: see docs/kinds.md."""

    __tablename__ = "kinds"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(32), unique=True)
    name_zh: Mapped[str] = mapped_column(String(40))
    name_en: Mapped[str] = mapped_column(String(60))
    mark_zh: Mapped[str] = mapped_column(String(2))
    mark_en: Mapped[str] = mapped_column(String(2))
    sort: Mapped[int]
    # The plan lives in a higher feature; its code is the whole of what a kind knows of it.
    plan_code: Mapped[str] = mapped_column(String(32))
    radius_m: Mapped[float] = mapped_column(Float)
    # The most that the error of a fix may be for a visit to count by itself.
    coarse_m: Mapped[float] = mapped_column(Float, default=200.0)
    # Whether its sites may have checkpoints.
    checkpoints: Mapped[bool] = mapped_column(default=False)


class Checklist(Base):
    """One version of what a kind asks for; never changed, so answers keep their meaning."""

    __tablename__ = "checklists"
    __table_args__ = (UniqueConstraint("kind_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind_id: Mapped[int] = mapped_column(ForeignKey("kinds.id"))
    version: Mapped[int]
    questions: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    photos_min: Mapped[int] = mapped_column(default=0)
    digest: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
