"""Vouchers: the bearer is paid. Nothing here tells for which tip it was, or when it was issued.

What citizens are shown of them are lists of digests, one for each month (`paid_lists.py`).
"""

from datetime import date

from sqlalchemy import CheckConstraint, Date, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.database import Base

OPEN, PAID = "open", "paid"


class Voucher(Base):
    """Only the `hash` of the secret is stored; `claim_by` is the end of a month.

    The table is in the order of its hashes, so that neighbouring rows have nothing in common.
    """

    __tablename__ = "tip_vouchers"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'paid')", name="state"),
        CheckConstraint("amount > 0", name="amount"),
        {"sqlite_with_rowid": False},
    )

    hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    amount: Mapped[int]
    office: Mapped[str] = mapped_column(String(80))
    mode: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(4), default=OPEN)
    claim_by: Mapped[date] = mapped_column(Date)


class PaidDigest(Base):
    """The digest of a voucher that was paid in `month` (its first day) and is in no list yet.

    It is made of the code, not of the voucher's `hash`: nothing in the database leads from one to
    the other, nor to the digest of a voucher that was not paid.
    """

    __tablename__ = "tip_paid_digests"
    __table_args__ = {"sqlite_with_rowid": False}

    digest: Mapped[bytes] = mapped_column(LargeBinary(12), primary_key=True)
    month: Mapped[date] = mapped_column(Date)


class PaidList(Base):
    """What is published for a month: digests and decoys together, sorted. Made once."""

    __tablename__ = "tip_paid_lists"
    __table_args__ = {"sqlite_with_rowid": False}

    month: Mapped[date] = mapped_column(Date, primary_key=True)
    digests: Mapped[bytes] = mapped_column(LargeBinary)
