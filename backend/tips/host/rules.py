"""How long a tip stays, and until when it is to be dealt with. All in days.

| moment                 | whole tip goes on                           | its photos go on         |
|------------------------|---------------------------------------------|--------------------------|
| received               | the last day of `cap_months`                | with the tip             |
| closed                 | closed + `closed_days`                      | closed + `photo_days`    |
| closed as spam         | closed + `spam_days`                        | the same day             |
| a reward is being paid | not before `keep_until`                     | as above                 |
| any of these           | never after the last day of `cap_months`    | never after the tip      |

A day named here is the last on which the thing may still be there: the sweep takes it the day
after. What a backup holds is gone `backup_days` later.
"""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class Retention:
    spam_days: int
    closed_days: int
    photo_days: int
    cap_months: int
    backup_days: int


@dataclass(frozen=True)
class Stay:
    """The last days of a closed tip and of its photos."""

    delete_after: date
    photos_until: date


def cap(received: date, retention: Retention) -> date:
    """The day that nothing of a tip outlives."""
    month = received.month - 1 + retention.cap_months
    year, month = received.year + month // 12, month % 12 + 1
    return date(year, month, min(received.day, calendar.monthrange(year, month)[1]))


def stay(
    received: date,
    closed: date,
    retention: Retention,
    *,
    spam: bool = False,
    keep_until: date | None = None,
) -> Stay:
    days = retention.spam_days if spam else retention.closed_days
    last = closed + timedelta(days=days)
    if keep_until is not None:
        last = max(last, keep_until)
    last = min(last, cap(received, retention))
    photos = last if spam else min(last, closed + timedelta(days=retention.photo_days))
    return Stay(last, photos)


def due(received: date, days: int) -> date:
    return received + timedelta(days=days)
