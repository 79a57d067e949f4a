"""The only reader of the system clock; and the county's calendar.

Instants are aware UTC datetimes. Days are local days of Asia/Shanghai, which has had no
daylight-saving time since 1991.
"""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """The present instant, aware UTC."""
    return datetime.now(UTC)


def local_date(at: datetime) -> date:
    """The day in Asia/Shanghai on which the aware instant `at` falls."""
    return at.astimezone(SHANGHAI).date()


def midnight(day: date) -> datetime:
    """The aware UTC instant at which the local day `day` begins in Asia/Shanghai."""
    return datetime.combine(day, time.min, SHANGHAI).astimezone(UTC)
