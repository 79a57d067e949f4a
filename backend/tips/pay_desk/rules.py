"""What a voucher looks like, and whether it can be paid. Pure.

| state | today              | answer          |
|-------|--------------------|-----------------|
| open  | up to `claim_by`   | can be paid     |
| open  | after `claim_by`   | voucher-expired |
| paid  | any                | voucher-used    |
"""

import hashlib
import secrets
from datetime import date

from backend.core import texts
from backend.staff.codes import ALPHABET

LENGTH = 25  # 31^25: 123 bits; five equal parts, as the code of a tip has
PART = 5


def draw() -> str:
    """A voucher at random, in the order in which it is read aloud: ABCDE-FGHJK-..."""
    drawn = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return "-".join(drawn[at : at + PART] for at in range(0, LENGTH, PART))


def voucher_hash(typed: str) -> bytes:
    """All that is kept of it; hyphens, spaces and case do not matter. No salt: 123 random bits."""
    plain = texts.plain_code(typed).encode(errors="replace")
    return hashlib.blake2b(plain, digest_size=32, person=b"p369 voucher 1").digest()


def refusal(state: str, claim_by: date, today: date) -> str | None:
    """The code of the problem that forbids paying; None when nothing does."""
    if state == "paid":
        return "voucher-used"
    return "voucher-expired" if today > claim_by else None
