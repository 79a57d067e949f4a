"""What the visits of one obligation add up to: its outcome and its gaps. Pure."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import NamedTuple

from backend.patrol.cycles.rules import Outcome, Visit, outcome

SECOND = timedelta(seconds=1)
_UNVISITED = {True: Outcome.EXEMPT, False: Outcome.NONE}


class Gaps(NamedTuple):
    """Whole seconds without coverage: the longest stretch that a visit ended, and the open one."""

    closed_s: int
    open_s: int


def measure_gaps(gap_from: datetime, captured: Iterable[datetime], until: datetime) -> Gaps:
    """How long a site went without a covering visit.

    `gap_from` is the last covering visit before the window, or the beginning of the site's duty;
    `captured` are the covering visits since, in any order; `until` is now.

        visits since      closed_s                             open_s
        none              0                                    until - gap_from
        v1 <= ... <= vn   longest of v1 - gap_from, v2 - v1…   until - vn

    Visits before `gap_from` (a new site, visited before it was due) and after `until` are left
    out; no gap is negative.
    """
    visits = sorted(at for at in captured if gap_from <= at <= until)
    between = [later - earlier for earlier, later in pairwise([gap_from, *visits])]
    still = max(until - max(visits, default=gap_from), timedelta())
    return Gaps(max(between, default=timedelta()) // SECOND, still // SECOND)


class ObligationResult(NamedTuple):
    """What is stored with an obligation: see `cycles.models.Obligation`."""

    outcome: Outcome
    gap_from: datetime
    first_at: datetime | None
    last_at: datetime | None
    closed_gap_s: int


def obligation_result(
    gap_from: datetime,
    visits: Sequence[Visit],
    *,
    exempt: bool,
    checkpoints_required: int | None,
) -> ObligationResult:
    """The result of an obligation after all its visits, in any order.

        visits that count and got in   first_at, last_at    closed_gap_s
        none                           None                 0
        some                           those at both ends   the longest that one of them ended

    The outcome is that of `rules.outcome`, the gaps are those of `measure_gaps`.
    """
    if not visits:
        return ObligationResult(_UNVISITED[exempt], gap_from, None, None, 0)
    if len(visits) == 1 and visits[0].covers and not checkpoints_required:
        # Nearly all: a seal counts a million of them.
        at = visits[0].captured_at
        closed_s = (at - gap_from) // SECOND if at > gap_from else 0
        return ObligationResult(Outcome.COVERED, gap_from, at, at, closed_s)
    return _count_all(gap_from, visits, exempt=exempt, checkpoints_required=checkpoints_required)


def _count_all(
    gap_from: datetime,
    visits: Sequence[Visit],
    *,
    exempt: bool,
    checkpoints_required: int | None,
) -> ObligationResult:
    result = outcome(visits, exempt=exempt, checkpoints_required=checkpoints_required)
    inside = [visit.captured_at for visit in visits if visit.covers]
    if not inside:
        return ObligationResult(result, gap_from, None, None, 0)
    last = max(inside)
    return ObligationResult(
        result, gap_from, min(inside), last, measure_gaps(gap_from, inside, last).closed_s
    )
