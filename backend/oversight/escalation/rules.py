"""Who is told what, and when. Pure.

    rung     told              due, Asia/Shanghai                     lapses, with a grace of 12 h
    officer  officers          08:00 of the window's last day         20:00; never after the window
    leader   leaders           07:00 after the window's end           19:00
    town     supervisors       07:00 a day after that                 19:00
    county   the office        07:00 after the second missed window   19:00

A window ends at midnight, in the quiet hours (22:00 to 07:00), in which nobody is told anything;
so what falls due at its end is told at 07:00. Told is who held the role at the due moment, for
all that she held it over: one digest for each person, rung and window. What is found later than
the grace after its due moment (a worker that stood still for two days) is not told any more;
the next digest of that person says which windows were skipped.

What a digest counts, at the moment it is written:

    outcome     site        visited in a later window   window before   lacks
    none        active      no                          any             yes; for the county only
                                                                        if it was missed, too
    none        active      yes, or attempted           any             no: the visit has arrived
    none        suspended,  any                         any             no: nobody is to go there
                closed
    any other   any         any                         any             no

Who lacks nothing is told nothing.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from backend.core.clock import SHANGHAI, local_date, midnight
from backend.patrol.cycles.rules import ACTIVE, Outcome

MORNING = timedelta(hours=8)
WAKING, RETIRING = time(7), time(22)
VISITED = (Outcome.COVERED, Outcome.ATTEMPTED)


class Rung(StrEnum):
    OFFICER = "officer"
    LEADER = "leader"
    TOWN = "town"
    COUNTY = "county"


TOLD = {
    Rung.OFFICER: "officer",
    Rung.LEADER: "leader",
    Rung.TOWN: "supervisor",
    Rung.COUNTY: "office",
}


def is_quiet(at: datetime) -> bool:
    """Whether `at` lies in the quiet hours: 22:00 up to, not including, 07:00."""
    local = at.astimezone(SHANGHAI).time()
    return local >= RETIRING or local < WAKING


def awake(at: datetime) -> datetime:
    """`at`, or the end of the quiet hours in which it lies."""
    if not is_quiet(at):
        return at
    day = local_date(at)
    late = at.astimezone(SHANGHAI).time() >= RETIRING
    return midnight(day + timedelta(days=late)) + timedelta(hours=WAKING.hour)


def due_at(rung: Rung, ends_on: date) -> datetime:
    """When the rung of a window that ends on the local day `ends_on` is told."""
    end = midnight(ends_on)
    falls = {
        Rung.OFFICER: end - timedelta(days=1) + MORNING,
        Rung.LEADER: end,
        Rung.TOWN: end + timedelta(days=1),
        Rung.COUNTY: end,
    }
    return awake(falls[rung])


def lapses_at(rung: Rung, ends_on: date, grace: timedelta) -> datetime:
    """From when on it is too late to tell it."""
    late = due_at(rung, ends_on) + grace
    return min(late, midnight(ends_on)) if rung is Rung.OFFICER else late


@dataclass(frozen=True, slots=True)
class Standing:
    """How one obligation stands; `before` is the outcome of the window before, if it had one."""

    outcome: Outcome
    status: str
    visited_since: bool
    before: Outcome | None


def lacks(rung: Rung, standing: Standing) -> bool:
    """Whether a digest counts it. The check; `lacking.lacks` is the query."""
    still = (
        standing.outcome is Outcome.NONE
        and standing.status == ACTIVE
        and not standing.visited_since
    )
    return still and (rung is not Rung.COUNTY or standing.before is Outcome.NONE)
