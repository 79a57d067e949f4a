"""People who sign in, the territories they hold, and their sessions."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.database import Base, UtcDateTime
from backend.registry.accounts.rules import FORCES
from backend.staff.access import Role


class Account(Base):
    __tablename__ = "accounts"
    __table_args__ = (CheckConstraint(f"force IN {FORCES}", name="force"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(40))
    force: Mapped[str | None] = mapped_column(String(10))
    phone: Mapped[str | None] = mapped_column(String(20))
    password_hash: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    disabled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)


class Assignment(Base):
    """A role over an area from `since` until `until`; ended, never deleted."""

    __tablename__ = "assignments"
    __table_args__ = (
        CheckConstraint(f"role IN {tuple(str(role) for role in Role)}", name="role"),
        CheckConstraint("until IS NULL OR until >= since", name="order"),
        Index("ix_assignments_account_id", "account_id"),
        # Read by the board (who leads this grid) and by the list of people of an area.
        Index("ix_assignments_area_role", "area_id", "role"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    role: Mapped[str] = mapped_column(String(10))
    area_id: Mapped[int] = mapped_column(ForeignKey("areas.id"))
    since: Mapped[datetime] = mapped_column(UtcDateTime)
    until: Mapped[datetime | None] = mapped_column(UtcDateTime)


class AssignmentProposal(Base):
    """A role that one person has asked for on behalf of another; held once a second has agreed."""

    __tablename__ = "assignment_proposals"
    __table_args__ = (
        CheckConstraint("verdict IN ('approved', 'refused')", name="verdict"),
        Index("ix_assignment_proposals_verdict", "verdict", "id"),
        Index("ix_assignment_proposals_account_id", "account_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    role: Mapped[str] = mapped_column(String(10))
    area_id: Mapped[int] = mapped_column(ForeignKey("areas.id"))
    since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    proposed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    verdict: Mapped[str | None] = mapped_column(String(8))
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Session(Base):
    """A sign-in on a phone (cookie) or a token for scripts; only the hash is kept."""

    __tablename__ = "sessions"
    __table_args__ = (CheckConstraint("kind IN ('cookie', 'token')", name="kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    kind: Mapped[str] = mapped_column(String(6))
    name: Mapped[str] = mapped_column(String(80))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class LoginThrottle(Base):
    """Failed sign-ins by user name, known or not; no address is kept."""

    __tablename__ = "login_throttles"

    username: Mapped[str] = mapped_column(String(64), primary_key=True)
    failures: Mapped[int]
    last_failed_at: Mapped[datetime] = mapped_column(UtcDateTime)
