"""Photos that have arrived: who sent which bytes, and what the picture said of itself."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.database import Base, BigId, UtcDateTime


class Photo(Base):
    """An upload. The bytes lie in the store under their hash; two people may send the same."""

    __tablename__ = "photos"
    __table_args__ = (UniqueConstraint("uploader_id", "sha256"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    uploader_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    media_type: Mapped[str] = mapped_column(String(20))
    width: Mapped[int]
    height: Mapped[int]
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    meta: Mapped[dict[str, Any]] = mapped_column(JSON)

    @property
    def complete(self) -> bool:
        """Whether the file goes to the end of its picture."""
        return not self.meta.get("breaks_off")


class PhotoRefusal(Base):
    """Bytes that were sent whole and could not be taken, and why: a code of the catalogue."""

    __tablename__ = "photo_refusals"

    uploader_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    code: Mapped[str] = mapped_column(String(40))
    refused_at: Mapped[datetime] = mapped_column(UtcDateTime)
