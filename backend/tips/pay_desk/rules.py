"""What a voucher looks like, whether it can be paid, and what lists say of it. Pure.

| state | today              | answer          |
|-------|--------------------|-----------------|
| open  | up to `claim_by`   | can be paid     |
| open  | after `claim_by`   | voucher-expired |
| paid  | any                | voucher-used    |

A list names what was paid in one month, among decoys. Its size tells nothing of how much that was:

| paid in the month | entries |
|-------------------|---------|
| 0 to 64           | 64      |
| 65 to 128         | 128     |
| and so on         | twice   |
"""

import hashlib
import secrets
from collections.abc import Iterator, Set
from datetime import date, timedelta
from itertools import count

from backend.core import texts
from backend.staff.codes import ALPHABET

LENGTH = 25  # 31^25: 123 bits; five equal parts, as the code of a tip has
PART = 5
DIGEST = 12  # bytes: no two of some thousands are ever alike, and a list stays short
LIST = 64
LIST_DAY = 2  # of a month: from then on the month before has its list


def draw() -> str:
    """A voucher at random, in the order in which it is read aloud: ABCDE-FGHJK-..."""
    drawn = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return "-".join(drawn[at : at + PART] for at in range(0, LENGTH, PART))


def voucher_hash(typed: str) -> bytes:
    """All that is kept of it; hyphens, spaces and case do not matter. No salt: 123 random bits."""
    return _blake2b(typed, 32, b"p369 voucher 1")


def paid_digest(typed: str) -> bytes:
    """What a list names a paid voucher by; the browser that holds the voucher makes it too."""
    return _blake2b(typed, DIGEST, b"p369 paid 1")


def month_of(day: date) -> date:
    """Its first day."""
    return day.replace(day=1)


def listed_months(today: date, most: int) -> list[date]:
    """The months that have a list now, `most` of them, oldest first."""
    last = month_of(today) - timedelta(days=1)
    months = [month_of(last if today.day >= LIST_DAY else month_of(last) - timedelta(days=1))]
    while len(months) < most:
        months.append(month_of(months[-1] - timedelta(days=1)))
    return months[::-1]


def fill_list(paid: Set[bytes], month: date, key: bytes) -> bytes:
    """The list of a month, sorted, filled up with decoys.

    Without `key` a decoy cannot be told from a digest. With it the same list comes about again,
    as after a restore: of two that differ, what both have would be what was paid.
    """
    size = LIST
    while size < len(paid):
        size *= 2
    entries, decoys = set(paid), _decoys(month, key)
    while len(entries) < size:
        entries.add(next(decoys))
    return b"".join(sorted(entries))


def split_list(digests: bytes) -> list[bytes]:
    return [digests[at : at + DIGEST] for at in range(0, len(digests), DIGEST)]


def refusal(state: str, claim_by: date, today: date) -> str | None:
    """The code of the problem that forbids paying; None when nothing does."""
    if state == "paid":
        return "voucher-used"
    return "voucher-expired" if today > claim_by else None


def _blake2b(typed: str, size: int, person: bytes) -> bytes:
    plain = texts.plain_code(typed).encode(errors="replace")
    return hashlib.blake2b(plain, digest_size=size, person=person).digest()


def _decoys(month: date, key: bytes) -> Iterator[bytes]:
    for number in count():
        place = f"{month.isoformat()} {number}".encode()
        yield hashlib.blake2b(place, digest_size=DIGEST, key=key, person=b"p369 decoy 1").digest()
