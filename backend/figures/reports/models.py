"""Reports as they were handed out."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.database import Base, BigId, UtcDateTime


class FiledReport(Base):
    """One file for all that it says: who asks again gets the same bytes from any later program.

    `content_sha256` is of what the report says, `layout` numbers how it looks (`rules.LAYOUT`),
    `sha256` is of the file.
    """

    __tablename__ = "filed_reports"
    __table_args__ = (UniqueConstraint("content_sha256", "format"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    window_id: Mapped[int] = mapped_column(ForeignKey("windows.id"))
    area_id: Mapped[int] = mapped_column(ForeignKey("areas.id"))
    format: Mapped[str] = mapped_column(String(4))
    content_sha256: Mapped[str] = mapped_column(String(64))
    layout: Mapped[int]
    filed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    sha256: Mapped[str] = mapped_column(String(64))
    file: Mapped[bytes] = mapped_column(deferred=True)
