"""Whether a job that cannot be undone may believe the clock. Pure."""

from collections.abc import Callable
from datetime import datetime, timedelta

# What cannot be undone: a window that was sealed, a tip that was deleted, a list that is published.
SEAL, PURGE, LISTS = "seal", "purge", "paid-lists"
JOBS = (SEAL, PURGE, LISTS)

# No worker stands still for so long without anybody noticing, and no county is silent for so long.
AHEAD = timedelta(days=2)

NewestUntil = Callable[[datetime], datetime | None]


def is_plausible(now: datetime, last_run: datetime | None, newest_until: NewestUntil) -> bool:
    """Whether `now` follows from what was known before, in steps of two days at most.

    `newest_until(at)` is the instant of the newest row at or before `at`.

        last run          rows                                      now is
        none              none (a new installation)                 believed
        none              the newest at most 2 days ago             believed
        none              the newest more than 2 days ago           not believed
        2 days ago        whatever there is                         believed
        or later, or yet to come
        earlier           none of the 2 days after it               not believed
        earlier           one, and so on until 2 days ago           believed

    Rows that were written after a jump of the clock prove nothing: a jump leaves a stretch without
    any, while a worker that stood still leaves the rows of those who went on working.
    """
    if last_run is None:
        newest = newest_until(now)
        return newest is None or now - newest <= AHEAD
    reached = last_run
    while now - reached > AHEAD:
        following = newest_until(reached + AHEAD)
        if following is None or following <= reached:
            return False
        reached = following
    return True
