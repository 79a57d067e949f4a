"""When a window may be sealed, what its digest covers, what a late visit may change. Pure."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import NamedTuple, TypedDict

from backend.patrol.cycles.results import ObligationResult
from backend.patrol.cycles.rules import Figures, Outcome, Window, cut_off

# A visit that arrived a moment before the cut-off is still being written for as long as a
# request may take; no request lives longer than this.
WRITING_TIME = timedelta(minutes=10)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


def may_seal(ends_at: datetime, now: datetime) -> bool:
    """Whether everything that arrived before the cut-off of the window has been stored.

    now                           may be sealed
    before end + 72 h + 10 min    no
    from then on, however late    yes, with the same figures
    """
    return now >= cut_off(ends_at) + WRITING_TIME


# | layout | the digest covers                            | a report looks   |
# |--------|----------------------------------------------|------------------|
# | 1      | the window, its obligations and their visits | as it does today |
# | 2      | the names as well                            | the same         |
LAYOUT = 2


class Names(TypedDict):
    """How everything was called when a window was sealed, ready for JSON.

    Areas are (code, code of the parent, name), kinds (code, Chinese, English), both in the order
    in which they are shown; the plan is (Chinese, English).
    """

    plan: list[str]
    areas: list[list[str | None]]
    kinds: list[list[str]]


def covers_names(layout: int) -> bool:
    """Whether a digest of this layout covers the names, or only what bears them."""
    return layout >= 2


def format_names(names: Names) -> str:
    """The last line under a digest: canonical JSON, keys sorted, no spaces."""
    return json.dumps(names, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n"


def format_heading(plan: str, window: Window) -> str:
    """The first line under a digest: which window, and what counts in it."""
    until = cut_off(window.ends_at)
    return f"{plan} {window.number} {window.starts_at} {window.ends_at} {until}\n"


class ObligationKey(NamedTuple):
    """Which obligation: the site, its grid and its kind."""

    site_id: int
    grid: str
    kind: str


def format_line(key: ObligationKey, found: ObligationResult, uids: Iterable[str]) -> str:
    """One obligation in the text under a digest: lines in the order of sites, UTF-8.

        site grid kind outcome gap_from first_at last_at closed_gap_s visits

    Instants are microseconds since 1970 UTC, `-` stands for none, and the
    visits that count are named by their own ids, in the order of capture, then id.
    """
    site_id, grid, kind = key
    result, gap_from, first_at, last_at, closed_gap_s = found
    since = (gap_from - EPOCH) // MICROSECOND
    first = (first_at - EPOCH) // MICROSECOND if first_at else "-"
    last = first if last_at is first_at else last_at and (last_at - EPOCH) // MICROSECOND
    return (
        f"{site_id} {grid} {kind} {result} {since} {first} {last} {closed_gap_s} {','.join(uids)}\n"
    )


def could_change(current: Outcome, *, attempted: bool) -> bool:
    """Whether a late visit could change an obligation with this outcome; else nobody is asked.

    of a late visit    none    attempted    exempt    covered
    got in             yes     yes          yes       no
    attempted          yes     no           no        no
    """
    return current is Outcome.NONE or (not attempted and current is not Outcome.COVERED)


class OutcomeChange(NamedTuple):
    """What an approved adjustment did to the outcome of one obligation."""

    before: Outcome
    after: Outcome


def apply_changes(sealed: Figures, changes: Iterable[OutcomeChange]) -> Figures:
    """Sealed figures after approved adjustments; the gap, which was sealed, is left out."""
    numbers = dict.fromkeys(Outcome, 0)
    for before, after in changes:
        numbers[before] -= 1
        numbers[after] += 1
    return replace(
        sealed,
        covered=sealed.covered + numbers[Outcome.COVERED],
        attempted=sealed.attempted + numbers[Outcome.ATTEMPTED],
        exempt=sealed.exempt + numbers[Outcome.EXEMPT],
        missed=sealed.missed + numbers[Outcome.NONE],
        longest_gap_s=None,
    )


def sum_figures(parts: Iterable[Figures]) -> Figures:
    """Figures of several grids or kinds of one window as one; of gaps the longest."""
    some = list(parts)
    gaps = [part.longest_gap_s for part in some if part.longest_gap_s is not None]
    return Figures(
        covered=sum(part.covered for part in some),
        attempted=sum(part.attempted for part in some),
        exempt=sum(part.exempt for part in some),
        missed=sum(part.missed for part in some),
        longest_gap_s=max(gaps, default=None),
    )


def list_by_hour(hours: Mapping[int, int]) -> list[int]:
    """How many fell into each hour, from the first of a window to the last that has any."""
    return [hours.get(hour, 0) for hour in range(max(hours, default=-1) + 1)]
