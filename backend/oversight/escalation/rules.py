"""Who is notified of what, and when. Pure.

    level    notified          due, Asia/Shanghai                     lapses, with a grace of 12 h
    officer  officers          08:00 of the window's last day         20:00; never after the window
    leader   leaders           07:00 after the window's end           19:00
    town     supervisors       07:00 a day after that                 19:00
    county   the office        07:00 after the second missed window   19:00

A window ends at midnight, in the quiet hours (22:00 to 07:00), in which nobody is notified;
what falls due at its end is sent at 07:00. Notified are those who held the role at the due moment,
each for all areas over which they held it: one digest for each person, level and window. What is
found later than the grace after its due moment (no worker ran for two days) is not sent any more;
the next digest of that person names the windows that were skipped.

What a digest counts, at the moment it is written:

    outcome     site        covered in a later window   window before   lacks
    none,       active      no                          any             yes; for the county only
    attempted                                                           if it was either, too
    none,       active      yes                         any             no: the visit has arrived
    attempted
    none,       suspended,  any                         any             no: nobody is to go there
    attempted   closed
    any other   any         any                         any             no

To have found a site locked is no visit: nobody has seen it.

A person whose territory lacks nothing gets no digest.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from backend.core.clock import SHANGHAI, local_date, midnight
from backend.patrol.cycles.rules import ACTIVE, Outcome

MORNING = timedelta(hours=8)
QUIET_FROM, QUIET_UNTIL = time(22), time(7)
UNSEEN = (Outcome.NONE, Outcome.ATTEMPTED)


class EscalationLevel(StrEnum):
    OFFICER = "officer"
    LEADER = "leader"
    TOWN = "town"
    COUNTY = "county"


ROLES = {
    EscalationLevel.OFFICER: "officer",
    EscalationLevel.LEADER: "leader",
    EscalationLevel.TOWN: "supervisor",
    EscalationLevel.COUNTY: "office",
}


def is_quiet(at: datetime) -> bool:
    """Whether `at` lies in the quiet hours: 22:00 up to, not including, 07:00."""
    local = at.astimezone(SHANGHAI).time()
    return local >= QUIET_FROM or local < QUIET_UNTIL


def after_quiet_hours(at: datetime) -> datetime:
    """`at`, or the end of the quiet hours in which it lies."""
    if not is_quiet(at):
        return at
    day = local_date(at)
    late = at.astimezone(SHANGHAI).time() >= QUIET_FROM
    return midnight(day + timedelta(days=late)) + timedelta(hours=QUIET_UNTIL.hour)


def due_at(level: EscalationLevel, ends_on: date) -> datetime:
    """When this level of a window that ends on the local day `ends_on` is notified."""
    end = midnight(ends_on)
    falls = {
        EscalationLevel.OFFICER: end - timedelta(days=1) + MORNING,
        EscalationLevel.LEADER: end,
        EscalationLevel.TOWN: end + timedelta(days=1),
        EscalationLevel.COUNTY: end,
    }
    return after_quiet_hours(falls[level])


def lapses_at(level: EscalationLevel, ends_on: date, grace: timedelta) -> datetime:
    """From when on it is too late to notify anybody."""
    late = due_at(level, ends_on) + grace
    return min(late, midnight(ends_on)) if level is EscalationLevel.OFFICER else late


@dataclass(frozen=True, slots=True)
class ObligationState:
    """The state of one obligation; `before` is the outcome of the window before, if it had one."""

    outcome: Outcome
    status: str
    covered_since: bool
    before: Outcome | None


def lacks(level: EscalationLevel, state: ObligationState) -> bool:
    """Whether a digest counts it. The check; `lacking.lacks` is the query."""
    still = state.outcome in UNSEEN and state.status == ACTIVE and not state.covered_since
    return still and (level is not EscalationLevel.COUNTY or state.before in UNSEEN)
