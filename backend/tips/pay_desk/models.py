"""Vouchers: the bearer is paid. Nothing here tells for which tip it was, or when it was issued."""

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
