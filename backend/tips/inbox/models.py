"""What the staff side remembers of a tip beside the tip itself: no text, no amount, no time."""

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.database import Base
from backend.tips.inbox.rules import GRANT_STATES


class TipSeen(Base):
    """How many items of a tip a member has seen."""

    __tablename__ = "tip_seen"
    __table_args__ = {"sqlite_with_rowid": False}

    tip_id: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    account_id: Mapped[int] = mapped_column(
        ForeignKey("accounts.id"), primary_key=True, autoincrement=False, index=True
    )
    items: Mapped[int]


class TipStatus(Base):
    """Which item of a thread is its newest status; what it says is encrypted there."""

    __tablename__ = "tip_statuses"
    __table_args__ = {"sqlite_with_rowid": False}

    tip_id: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    item_id: Mapped[bytes] = mapped_column(LargeBinary(16))


class TipRecusal(Base):
    """A member who may not see this tip any more, by her own word."""

    __tablename__ = "tip_recusals"
    __table_args__ = {"sqlite_with_rowid": False}

    tip_id: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    account_id: Mapped[int] = mapped_column(
        ForeignKey("accounts.id"), primary_key=True, autoincrement=False, index=True
    )


class TipGrant(Base):
    """A reward that one member proposed and another decides on.

    `amount` is encrypted to the tip. `item` is what the citizen is to find in the thread,
    encrypted to the tip as well: it lies here until it has surely arrived there.
    """

    __tablename__ = "tip_grants"
    __table_args__ = (
        CheckConstraint(f"state IN {GRANT_STATES}", name="state"),
        {"sqlite_with_rowid": False},
    )

    tip_id: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    state: Mapped[str] = mapped_column(String(8))
    amount: Mapped[bytes] = mapped_column(LargeBinary)
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    item_id: Mapped[bytes | None] = mapped_column(LargeBinary(16))
    item: Mapped[bytes | None] = mapped_column(LargeBinary)
