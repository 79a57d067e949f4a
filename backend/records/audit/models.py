"""The journal of changes, and the hash chain over it."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.database import Base, BigId, UtcDateTime


class AuditRow(Base):
    """One change of a record of account, written in the change's own transaction."""

    __tablename__ = "audit_rows"
    # The listing goes by time: each of its filters walks an index of that order.
    __table_args__ = (
        Index("ix_audit_rows_subject", "subject", "subject_id"),
        Index("ix_audit_rows_at", "at", "id"),
        Index("ix_audit_rows_actor_id", "actor_id", "at", "id"),
        Index("ix_audit_rows_action", "action", "at", "id"),
        Index("ix_audit_rows_subject_at", "subject", "at", "id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    action: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(24))
    subject_id: Mapped[str] = mapped_column(String(64))
    detail: Mapped[dict[str, Any]] = mapped_column(JSON)


class AuditLink(Base):
    """A row's place in the chain; links are added in batches by a job."""

    __tablename__ = "audit_links"

    position: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    # No foreign key: a deleted row must leave its link behind as evidence.
    audit_id: Mapped[int] = mapped_column(BigId, unique=True)
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class AuditHead(Base):
    """The head of the chain at the end of a local day, to be published."""

    __tablename__ = "audit_heads"

    day: Mapped[date] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(BigId)
    hash: Mapped[str] = mapped_column(String(64))
