"""What of a handover can be taken back."""

from datetime import datetime
from typing import NamedTuple

OBSTACLES = ("held_again", "passed_on", "giver_disabled", "time_over")


class GridNow(NamedTuple):
    """One grid of a handover as it is now.

    `is_taker_changed`: what the handover gave to the taker has been ended since, or passed on.
    `giver_until` is when the giver's time there was to end without the handover.
    """

    is_taker_changed: bool
    is_giver_back: bool
    is_giver_disabled: bool
    giver_until: datetime | None


def name_obstacle(grid: GridNow, now: datetime) -> str | None:
    """Why this grid cannot go back to the giver, or None when it can.

    the giver                                     the taker                    answer
    patrols it again, or will                     any                          held_again
    her account is disabled                       any                          giver_disabled
    her time there would have ended by now        any                          time_over
    could patrol it                               lost it, or passed it on     passed_on
    could patrol it                               as the handover left her     None
    """
    if grid.is_giver_back:
        return "held_again"
    if grid.is_giver_disabled:
        return "giver_disabled"
    if grid.giver_until is not None and grid.giver_until <= now:
        return "time_over"
    return "passed_on" if grid.is_taker_changed else None
