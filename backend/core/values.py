"""Guards for the numbers and dates that JSON, phones and people hand over. Pure.

JSON bounds neither: a number may have a thousand digits, a date may lie in the year 1 or 9999,
where adding a day or an offset fails.

    year               is
    before 1970        out of range
    1970 to 2200       accepted
    after 2200         out of range: people type 9999-12-31 where they mean that nothing ends
"""

import math
import re
from datetime import date, datetime, timedelta

YEAR_MIN, YEAR_MAX = 1970, 2200

# RFC 3339, section 5.6: a leap second is second 60. No Python date holds it.
_LEAP = re.compile(r"(?<=:\d\d):60(?=[.,Z+-])", re.ASCII)


def in_years(day: date) -> bool:
    """Whether a date or instant lies in the years that the product knows."""
    return YEAR_MIN < day.year < YEAR_MAX or (
        # The first and last year lose a day: an offset must not lead out of them.
        day.year in (YEAR_MIN, YEAR_MAX) and (1, 1) < (day.month, day.day) < (12, 31)
    )


def finite(value: object) -> float | None:
    """A JSON number as a float; None for text, true, NaN, infinity and what no float can hold."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


def parse_instant(text: str) -> datetime | None:
    """The aware instant of an ISO 8601 text; None for any other, and for one without an offset.

    RFC 3339 permits a small `t` and `z`, and second 60, which is read as the second after.
    """
    plain, leaps = _LEAP.subn(":59", text.strip().upper())
    try:
        at = datetime.fromisoformat(plain) + timedelta(seconds=leaps)
    except (ValueError, OverflowError):
        return None
    return None if at.tzinfo is None else at
