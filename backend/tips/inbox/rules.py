"""What can be done with a tip, and by when. Pure.

| status       | may follow                                                          |
|--------------|---------------------------------------------------------------------|
| received     | assigned, checking, need_info, duplicate, out_of_scope              |
| assigned     | checking, need_info, duplicate, out_of_scope                        |
| checking     | need_info, verified, not_verified, duplicate, out_of_scope          |
| need_info    | checking, verified, not_verified, duplicate, out_of_scope           |
| transferred  | as received: another group begins anew                              |
| verified,    | closed, checking                                                    |
| not_verified |                                                                     |
| duplicate,   | closed, checking                                                    |
| out_of_scope |                                                                     |
| closed       | checking: the thread lives until its day of deletion                |

`transferred` comes about by a transfer only. From `assigned` on the citizen cannot withdraw the
whole tip any more. Anybody in the group may set a status; a reward needs `verified`.
"""

from calendar import monthrange
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from backend.core.clock import local_date, midnight

ID_HEX = 32
GRANT_STATES = ("proposed", "granted", "refused")

_ENDS = ("duplicate", "out_of_scope")
_RESULTS = ("verified", "not_verified", *_ENDS)
FOLLOWS: Mapping[str, tuple[str, ...]] = {
    "received": ("assigned", "checking", "need_info", *_ENDS),
    "transferred": ("assigned", "checking", "need_info", *_ENDS),
    "assigned": ("checking", "need_info", *_ENDS),
    "checking": ("need_info", *_RESULTS),
    "need_info": ("checking", *_RESULTS),
    "verified": ("closed", "checking"),
    "not_verified": ("closed", "checking"),
    "duplicate": ("closed", "checking"),
    "out_of_scope": ("closed", "checking"),
    "closed": ("checking",),
}
SETTABLE = tuple(sorted({each for after in FOLLOWS.values() for each in after}))

# When handlers are told what is new: never at the moment at which it came.
SLOTS = (timedelta(hours=8), timedelta(hours=14))


def is_overdue(state: str, due_day: date, today: date) -> bool:
    """Derived, never stored: open after its due day."""
    return state == "open" and today > due_day


def last_slot(now: datetime) -> datetime:
    """The newest moment at which handlers are told: 08:00 or 14:00, Asia/Shanghai."""
    today = local_date(now)
    moments = [midnight(day) + slot for day in (today - timedelta(days=1), today) for slot in SLOTS]
    return max(each for each in moments if each <= now)


def is_morning(slot: datetime) -> bool:
    """What is overdue is told once a day, at the first slot."""
    return slot == midnight(local_date(slot)) + SLOTS[0]


def claim_by(today: date, claim_days: int) -> date:
    """The end of the month in which the days to claim a reward end: no finer than that."""
    last = today + timedelta(days=claim_days)
    return last.replace(day=monthrange(last.year, last.month)[1])


def unread(items: int, seen: int) -> int:
    """Items since the member looked last; what was withdrawn meanwhile makes it no less than 0."""
    return max(0, items - seen)


def next_number(numbers: Iterable[int]) -> int:
    """One more than the greatest number of a thread."""
    return max(numbers, default=0) + 1


def read_id(text: str) -> bytes:
    """The 16 bytes of an id in hexadecimal; for any other text, an id that nothing has."""
    try:
        return bytes.fromhex(text) if len(text) == ID_HEX else bytes(16)
    except ValueError:
        return bytes(16)
