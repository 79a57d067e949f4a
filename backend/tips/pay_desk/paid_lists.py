"""Lists by which citizens learn that their voucher was paid, without asking about it.

Once a month, for the month before: as many entries whatever was paid. A browser fetches all lists
whenever a code is entered, and looks for its own voucher by itself. What was paid while the clock
stood wrong, and so after its list was made, is in the next list.
"""

from datetime import date
from pathlib import Path

from flask import current_app
from sqlalchemy import delete, select

from backend.core import base64url
from backend.staff.device_keys import server_keys
from backend.staff.extensions import db, insert_new
from backend.tips.groups.policy import policy
from backend.tips.host import published
from backend.tips.pay_desk import rules
from backend.tips.pay_desk.models import PaidDigest, PaidList

_PURPOSE = "tip paid lists 1"
FORMAT = 1


def make_lists(today: date) -> None:
    """Makes the lists that are due and deletes those older than any tip can be. A sweep.

    The caller commits. No row goes to the journal: when a list is made tells nothing of a payment.
    """
    months = rules.listed_months(today, policy().keep.cap_months)
    db.session.execute(delete(PaidList).where(PaidList.month < months[0]))
    made = set(db.session.scalars(select(PaidList.month)))
    for month in months:
        if month not in made:
            _make_list(month)


def publish() -> None:
    """Writes the file for the citizens' host; nothing before the first list is made."""
    lists = db.session.scalars(select(PaidList).order_by(PaidList.month)).all()
    if lists:
        folder: Path = current_app.extensions["settings"].tips.folder
        content = [{"month": f"{each.month:%Y-%m}", "digests": _texts(each)} for each in lists]
        published.write_paid(folder, {"format": FORMAT, "lists": content})


def _make_list(month: date) -> None:
    paid = set(db.session.scalars(select(PaidDigest.digest).where(PaidDigest.month <= month)))
    digests = rules.fill_list(paid, month, server_keys().key(_PURPOSE))
    new = insert_new(PaidList).values(month=month, digests=digests).returning(PaidList.month)
    # Of two workers one makes it; the digests go with the list that they are in.
    if db.session.scalar(new) is not None:
        db.session.execute(delete(PaidDigest).where(PaidDigest.digest.in_(paid)))


def _texts(made: PaidList) -> list[str]:
    return [base64url.encode(each) for each in rules.split_list(made.digests)]
