"""Groups that read tips, their keys, and who holds them. Nothing here opens anything by itself:
every secret is encrypted to a person's key, and hers is behind her passphrase.
"""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.database import Base, UtcDateTime
from backend.tips.groups.rules import MEMBERSHIPS


class TipGroup(Base):
    """An office and a class of tips. `code` is its name in the policy; `area_id` is whose
    administrators keep it; `supervisor_id` the group that hears of what is overdue.
    """

    __tablename__ = "tip_groups"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    area_id: Mapped[int] = mapped_column(ForeignKey("areas.id"))
    office: Mapped[str] = mapped_column(String(80))
    office_en: Mapped[str] = mapped_column(String(80))
    name: Mapped[str] = mapped_column(String(80))
    name_en: Mapped[str] = mapped_column(String(80))
    supervisor_id: Mapped[str | None] = mapped_column(ForeignKey("tip_groups.id"))


class TipGroupKey(Base):
    """One version of a group's key; the greatest is the one for new tips.

    `escrow_sealed` holds the secret encrypted to `escrow_public`, whose other half lies offline.
    """

    __tablename__ = "tip_group_keys"

    group_id: Mapped[str] = mapped_column(ForeignKey("tip_groups.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    public: Mapped[bytes] = mapped_column(LargeBinary(32))
    escrow_public: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    escrow_sealed: Mapped[bytes | None] = mapped_column(LargeBinary(128))


class TipMember(Base):
    """A membership; ended, never deleted: who ever read tips never pays rewards."""

    __tablename__ = "tip_members"
    __table_args__ = (CheckConstraint(f"state IN {MEMBERSHIPS}", name="state"),)

    group_id: Mapped[str] = mapped_column(ForeignKey("tip_groups.id"), primary_key=True)
    account_id: Mapped[int] = mapped_column(
        ForeignKey("accounts.id"), primary_key=True, autoincrement=False, index=True
    )
    state: Mapped[str] = mapped_column(String(8))
    proposed_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    admitted_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))


class TipMemberWrap(Base):
    """A version of a group's secret, encrypted to one member."""

    __tablename__ = "tip_member_wraps"
    __table_args__ = (
        ForeignKeyConstraint(
            ["group_id", "version"], ["tip_group_keys.group_id", "tip_group_keys.version"]
        ),
    )

    group_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    account_id: Mapped[int] = mapped_column(
        ForeignKey("accounts.id"), primary_key=True, autoincrement=False, index=True
    )
    sealed: Mapped[bytes] = mapped_column(LargeBinary(128))


class TipStaffKey(Base):
    """A member's own pair: the secret behind her passphrase, and once more behind her card."""

    __tablename__ = "tip_staff_keys"

    account_id: Mapped[int] = mapped_column(
        ForeignKey("accounts.id"), primary_key=True, autoincrement=False
    )
    public: Mapped[bytes] = mapped_column(LargeBinary(32))
    salt: Mapped[bytes] = mapped_column(LargeBinary(16))
    kdf_mib: Mapped[int]
    passphrase_wrap: Mapped[bytes] = mapped_column(LargeBinary(128))
    card_wrap: Mapped[bytes] = mapped_column(LargeBinary(128))
    failures: Mapped[int] = mapped_column(default=0)
    last_failed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class TipEscrowRequest(Base):
    """Somebody asks that a group's key be given to `recipient_id` by those who hold the shares."""

    __tablename__ = "tip_escrow_requests"

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[str] = mapped_column(ForeignKey("tip_groups.id"))
    recipient_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    reason: Mapped[str] = mapped_column(String(500))
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
