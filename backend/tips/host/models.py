"""The citizens' database: rows that tell nothing by themselves.

Ids are random, no column knows a time finer than a day, none knows the category, what an item is
about or who wrote it, but for the statement of each tip. In the embedded database the tables are
ordered by their random ids.
"""

from datetime import date

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Date,
    ForeignKey,
    Integer,
    LargeBinary,
    String,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from backend.core.database import Base as StaffBase

OPEN, CLOSED, SPAM = "open", "closed", "spam"
STATES = (OPEN, CLOSED, SPAM)


class TipsBase(DeclarativeBase):
    """Apart from the staff's models: no statement can join the two."""

    metadata = type(StaffBase.metadata)(naming_convention=StaffBase.metadata.naming_convention)


class Tip(TipsBase):
    __tablename__ = "tips"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'closed', 'spam')", name="state"),
        {"sqlite_with_rowid": False},
    )

    id: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    lookup: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    receipt_wrap: Mapped[bytes] = mapped_column(LargeBinary)
    public: Mapped[bytes] = mapped_column(LargeBinary(32))
    group_id: Mapped[str] = mapped_column(String(32), index=True)
    # Of what the browser sent: a second try is told from another tip.
    digest: Mapped[bytes] = mapped_column(LargeBinary(32))
    # The first item, which every tip has; None for one that came before this was kept.
    statement_id: Mapped[bytes | None] = mapped_column("report_id", LargeBinary(16))
    day: Mapped[date] = mapped_column(Date)
    due_day: Mapped[date] = mapped_column(Date)
    state: Mapped[str] = mapped_column(String(8), default=OPEN)
    assigned: Mapped[bool] = mapped_column(Boolean, default=False)
    closed_day: Mapped[date | None] = mapped_column(Date)
    photos_until: Mapped[date | None] = mapped_column(Date)
    delete_after: Mapped[date] = mapped_column(Date, index=True)


class TipWrap(TipsBase):
    """The tip's secret key, encrypted to one version of a group's key."""

    __tablename__ = "tip_wraps"
    __table_args__ = {"sqlite_with_rowid": False}

    tip_id: Mapped[bytes] = mapped_column(
        ForeignKey("tips.id", ondelete="CASCADE"), primary_key=True
    )
    group_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    version: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


class TipItem(TipsBase):
    __tablename__ = "tip_items"
    __table_args__ = {"sqlite_with_rowid": False}

    id: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    tip_id: Mapped[bytes] = mapped_column(ForeignKey("tips.id", ondelete="CASCADE"), index=True)
    day: Mapped[date] = mapped_column(Date)
    photo: Mapped[bool] = mapped_column(Boolean)
    # Of an item that the citizen may take back: made with the pepper. Of others: chance. Only the
    # citizens' host can tell the one from the other.
    mark: Mapped[bytes] = mapped_column(LargeBinary(16))
    sealed: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)


class SpentProof(TipsBase):
    """A proof of work that was handed in; the same one is not taken twice.

    `items` and `bytes` are what was stored for it.
    """

    __tablename__ = "spent_proofs"
    __table_args__ = {"sqlite_with_rowid": False}

    digest: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    expires_day: Mapped[date] = mapped_column(Date, index=True)
    items: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    bytes: Mapped[int] = mapped_column(Integer, default=0, server_default="0")


class DailyUse(TipsBase):
    """What citizens have stored on a day, in bytes; goes with the day."""

    __tablename__ = "daily_use"
    __table_args__ = {"sqlite_with_rowid": False}

    day: Mapped[date] = mapped_column(Date, primary_key=True)
    bytes: Mapped[int] = mapped_column(BigInteger)
