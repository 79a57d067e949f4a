"""Windows, obligations and figures. Pure: plain values in, plain values out, `now` is given.

What the visits of one obligation add up to is in `results.py`.

Instants are aware datetimes, days are local days of Asia/Shanghai, spans are half-open.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from backend.core.clock import local_date, midnight

ACTIVE = "active"  # the one status of a site in which somebody must go there
# For so long after a window's end what arrives still changes its figures.
PROVISIONAL = timedelta(hours=72)
# So long before its first day a change of plan or boundary is written at the latest, so that no
# worker opens a window by the old version while the new one is being written.
LEAD_TIME = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class PlanVersion:
    """From the local day `valid_from` on, windows of `length_days` in step with `anchor`.

    `first_number` is the number of the window that holds `valid_from`.
    """

    valid_from: date
    anchor: date
    length_days: int
    first_number: int


@dataclass(frozen=True, slots=True)
class Window:
    """One turn of the cycle: local days from `starts_on` up to, not including, `ends_on`."""

    number: int
    starts_on: date
    ends_on: date

    @property
    def starts_at(self) -> datetime:
        """The first instant of the window, UTC."""
        return midnight(self.starts_on)

    @property
    def ends_at(self) -> datetime:
        """The first instant after the window, UTC."""
        return midnight(self.ends_on)


def cut_off(ends_at: datetime) -> datetime:
    """When the window that ends at `ends_at` stops changing, whenever the sealing job runs.

    a visit of the window that is received, or accepted by a leader,
    before end + 72 h      counts in the window's figures
    from end + 72 h on     is an adjustment, which a leader approves or refuses
    """
    return ends_at + PROVISIONAL


def window_at(at: datetime, versions: Sequence[PlanVersion]) -> Window:
    """The one window of a plan that holds the instant `at`: see `window_on`.

    23:59:59.999 in Shanghai belongs to the window of that day, 00:00:00 to that of the next.
    """
    return window_on(local_date(at), versions)


def window_on(day: date, versions: Sequence[PlanVersion]) -> Window:
    """The one window of a plan that holds the local day `day`; the next one is on its `ends_on`.

    `k = floor((day - anchor) / length)`, counted from the window of `valid_from`:

        day                       version             number
        on or after a valid_from  the newest of them  first_number + k - k(valid_from)
        before all of them        the first, as if    the same, down through 0 and below
                                  it had always been

    Raises ValueError when there are no versions.
    """
    first = min(versions, key=lambda version: version.valid_from)
    begun = (version for version in versions if version.valid_from <= day)
    version = max(begun, key=lambda version: version.valid_from, default=first)
    k = _turns(day, version)
    starts_on = version.anchor + timedelta(days=k * version.length_days)
    return Window(
        number=version.first_number + k - _turns(version.valid_from, version),
        starts_on=starts_on,
        ends_on=starts_on + timedelta(days=version.length_days),
    )


def _turns(day: date, version: PlanVersion) -> int:
    return (day - version.anchor).days // version.length_days


def check_version(new: PlanVersion, versions: Sequence[PlanVersion]) -> None:
    """Raise ValueError unless `new` may follow `versions`, so that windows still tile time.

        a new version must            because
        be at least a day long        a window holds a whole day
        begin after every other       what was in force stays as it was
        begin where a window of the   no window is cut short
        version before it begins,
        and where one of its own does
        carry the numbering on        a number names one window of the plan

    The first version of a plan may begin anywhere.
    """
    if new.length_days < 1:
        raise ValueError("a window is at least one day long")
    if not versions:
        return
    if new.valid_from <= max(version.valid_from for version in versions):
        raise ValueError("a new version begins after all others")
    for side in (versions, [new]):
        if window_on(new.valid_from, side).starts_on != new.valid_from:
            raise ValueError("a new version begins where a window ends and one of its own starts")
    if new.first_number != window_on(new.valid_from, versions).number:
        raise ValueError("a new version carries the numbers of the windows on")


class Outcome(StrEnum):
    """What is stored with an obligation."""

    NONE = "none"
    ATTEMPTED = "attempted"
    COVERED = "covered"
    EXEMPT = "exempt"


class State(StrEnum):
    """What an obligation is at a given moment; each is in exactly one."""

    COVERED = "covered"
    ATTEMPTED = "attempted"
    EXEMPT = "exempt"
    MISSED = "missed"
    OPEN = "open"


class Visit(NamedTuple):
    """What a check-in means for an obligation.

    `counts` is false while it is 待核 or after the leader refused it; `attempted` says that
    nobody got in: locked, road closed, nobody there, unsafe.
    """

    captured_at: datetime
    attempted: bool
    counts: bool
    checkpoint_id: int | None = None

    @property
    def covers(self) -> bool:
        """Somebody got in, and it counts; where there are checkpoints, one may not be enough."""
        return self.counts and not self.attempted


def outcome(visits: Iterable[Visit], *, exempt: bool, checkpoints_required: int | None) -> Outcome:
    """The outcome of all visits of one site in one window, whoever walked them, in any order.

        visits that count              not exempt   exempt
        enough that got in             covered      covered
        one attempted                  attempted    exempt
        too few checkpoints, or none   none         exempt

    Enough is one visit; with `checkpoints_required` k it is k different checkpoints, shared by
    a team. Visits that do not count change nothing.
    """
    counting = [visit for visit in visits if visit.counts]
    inside = [visit for visit in counting if visit.covers]
    if checkpoints_required:
        reached = {visit.checkpoint_id for visit in inside} - {None}
        covered = len(reached) >= checkpoints_required
    else:
        covered = bool(inside)
    if covered:
        return Outcome.COVERED
    if exempt:
        return Outcome.EXEMPT
    return Outcome.ATTEMPTED if len(inside) < len(counting) else Outcome.NONE


def state(outcome: Outcome, ends_at: datetime, now: datetime) -> State:
    """What an outcome is at `now`, its window ending at `ends_at`.

    stored outcome                now < ends_at    from ends_at on
    none                          open             missed
    covered, attempted, exempt    the same         the same
    """
    if outcome is Outcome.NONE:
        return State.OPEN if now < ends_at else State.MISSED
    return State(outcome.value)


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of a site's life in one status and one grid, from `since` up to `until`.

    A site's periods follow each other without a gap; the last has no `until`. A period begins
    when its change was approved and is never dated back, so windows that have ended keep theirs.
    """

    since: datetime
    until: datetime | None
    status: str
    grid_id: int


@dataclass(frozen=True, slots=True)
class Requirement:
    """That a site must be visited in a window, on whose account, and whether it is waived."""

    grid_id: int
    exempt: bool


def requirement(periods: Iterable[Period], window: Window) -> Requirement | None:
    """What a window asks of a site; None when it asks nothing. The same whenever it is asked,
    for what happens from the window's end on plays no part.

        at the window's start    until its end                       the site is
        not there yet, or not    anything, even added or reopened    not required
        active
        active                   active at the end, even if          required
                                 suspended in between
        active                   suspended or closed, and not back   required, exempt
                                 before the end
        active                   moved to another grid               required, in the grid
                                                                     it had at the start

    A change at the very instant of the start counts as before it; one at the very end, as after.
    """
    life = list(periods)
    first = next((period for period in life if _lasts(period, window.starts_at)), None)
    if first is None or first.status != ACTIVE:
        return None
    waived = not any(
        period.status == ACTIVE
        and period.since < window.ends_at
        and (period.until is None or period.until >= window.ends_at)
        for period in life
    )
    return Requirement(first.grid_id, exempt=waived)


def _lasts(period: Period, at: datetime) -> bool:
    return period.since <= at and (period.until is None or period.until > at)


@dataclass(frozen=True, slots=True)
class Figures:
    """How obligations of one plan stand, and the longest gap among them in seconds.

    required = covered + attempted + exempt + missed + open. Never added up across plans.
    """

    covered: int = 0
    attempted: int = 0
    exempt: int = 0
    missed: int = 0
    open: int = 0
    longest_gap_s: int | None = None

    @property
    def required(self) -> int:
        """The denominator: one for each obligation."""
        return self.covered + self.attempted + self.exempt + self.missed + self.open

    @property
    def rate(self) -> float | None:
        """Covered among those not exempt, 0 to 1; None when there are none."""
        return self.covered / due if (due := self.required - self.exempt) else None

    @property
    def rate_all(self) -> float | None:
        """Covered among all that are required, those exempt as well."""
        return self.covered / self.required if self.required else None


def count_states(counts: Iterable[tuple[State, int]], longest_gap_s: int | None = None) -> Figures:
    """Figures from how many obligations are in each state; a state may come more than once."""
    total: Counter[State] = Counter()
    for each, number in counts:
        total[each] += number
    return Figures(**{each.value: total[each] for each in State}, longest_gap_s=longest_gap_s)
