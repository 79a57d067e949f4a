"""Which windows may be exempted, and why. Pure.

| a window                                   | may be exempted, or an exemption withdrawn |
|--------------------------------------------|--------------------------------------------|
| ended 72 hours ago or longer               | no: its figures stand                      |
| ended less than 72 hours ago               | yes                                        |
| runs                                       | yes                                        |
| comes next                                 | yes: a storm is known before it comes      |
| any later                                  | no: nobody knows the weather that far      |
| ended before its plan began                | no: it never was                           |
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from backend.core.clock import local_date
from backend.patrol.cycles.rules import PlanVersion, Window, cut_off, window_on

CAUSES = ("weather", "emergency")
DAY = timedelta(days=1)


def is_provisional(ends_at: datetime, now: datetime) -> bool:
    """Whether the figures of a window that ends at `ends_at` may still change at `now`."""
    return now < cut_off(ends_at)


def list_exemptable(versions: Sequence[PlanVersion], now: datetime) -> list[Window]:
    """The windows of a plan that may be exempted at `now`, oldest first: see the table above."""
    begin = min(version.valid_from for version in versions)
    window = window_on(local_date(now), versions)
    found = [window_on(window.ends_on, versions)]
    while window.ends_on > begin and is_provisional(window.ends_at, now):
        found.append(window)
        window = window_on(window.starts_on - DAY, versions)
    return found[::-1]
