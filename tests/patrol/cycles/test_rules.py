"""Obligations through every turn of a site's life, gaps and figures."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from random import Random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from backend.core.clock import SHANGHAI
from backend.patrol.cycles.results import measure_gaps
from backend.patrol.cycles.rules import (
    Figures,
    Outcome,
    Period,
    Requirement,
    State,
    Visit,
    Window,
    count_states,
    outcome,
    requirement,
    state,
)

pytestmark = pytest.mark.fast


def shanghai(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI).astimezone(UTC)


WINDOW = Window(1, date(2026, 1, 1), date(2026, 1, 4))
NOON = shanghai("2026-01-02 12:00:00")
INSIDE = Visit(NOON, attempted=False, counts=True)
LOCKED = Visit(NOON, attempted=True, counts=True)
PENDING = Visit(NOON, attempted=False, counts=False)


def post(number: int | None, **kwargs: bool) -> Visit:
    return Visit(NOON, **({"attempted": False, "counts": True} | kwargs), checkpoint_id=number)


@pytest.mark.parametrize(
    ("visits", "k", "stored", "waived"),
    (
        ([], None, Outcome.NONE, Outcome.EXEMPT),
        ([PENDING], None, Outcome.NONE, Outcome.EXEMPT),
        ([Visit(NOON, True, False)], None, Outcome.NONE, Outcome.EXEMPT),
        ([LOCKED], None, Outcome.ATTEMPTED, Outcome.EXEMPT),
        ([LOCKED, PENDING], None, Outcome.ATTEMPTED, Outcome.EXEMPT),
        ([INSIDE], None, Outcome.COVERED, Outcome.COVERED),
        ([LOCKED, INSIDE], None, Outcome.COVERED, Outcome.COVERED),
        ([], 2, Outcome.NONE, Outcome.EXEMPT),
        ([], 0, Outcome.NONE, Outcome.EXEMPT),
        ([post(1), post(2)], 2, Outcome.COVERED, Outcome.COVERED),
        ([post(1), post(1)], 2, Outcome.NONE, Outcome.EXEMPT),
        ([post(1), post(None)], 2, Outcome.NONE, Outcome.EXEMPT),
        ([post(1), post(2, counts=False)], 2, Outcome.NONE, Outcome.EXEMPT),
        ([post(1), post(2, attempted=True)], 2, Outcome.ATTEMPTED, Outcome.EXEMPT),
        ([post(3), post(1), post(2)], 2, Outcome.COVERED, Outcome.COVERED),
    ),
)
def test_outcome(visits: list[Visit], k: int | None, stored: Outcome, waived: Outcome) -> None:
    assert outcome(visits, exempt=False, checkpoints_required=k) is stored
    assert outcome(visits, exempt=True, checkpoints_required=k) is waived


visits_of = st.lists(
    st.builds(
        Visit,
        captured_at=st.just(NOON),
        attempted=st.booleans(),
        counts=st.booleans(),
        checkpoint_id=st.none() | st.integers(1, 4),
    ),
    max_size=8,
)
needed = st.none() | st.integers(1, 4)


@given(visits_of, st.booleans(), needed, st.randoms(use_true_random=False))
def test_the_order_of_visits_is_no_matter(
    visits: list[Visit], exempt: bool, k: int | None, rng: Random
) -> None:
    shuffled = rng.sample(visits, len(visits))
    assert outcome(visits, exempt=exempt, checkpoints_required=k) is outcome(
        shuffled, exempt=exempt, checkpoints_required=k
    )


@given(visits_of, visits_of, st.booleans(), needed)
def test_another_visit_never_takes_coverage_away(
    visits: list[Visit], more: list[Visit], exempt: bool, k: int | None
) -> None:
    assume(outcome(visits, exempt=exempt, checkpoints_required=k) is Outcome.COVERED)
    assert outcome(visits + more, exempt=exempt, checkpoints_required=k) is Outcome.COVERED


def test_open_becomes_missed_at_the_very_end() -> None:
    just_before = WINDOW.ends_at - timedelta(microseconds=1)
    assert state(Outcome.NONE, WINDOW.ends_at, just_before) is State.OPEN
    assert state(Outcome.NONE, WINDOW.ends_at, WINDOW.ends_at) is State.MISSED
    for kept in (Outcome.COVERED, Outcome.ATTEMPTED, Outcome.EXEMPT):
        for now in (just_before, WINDOW.ends_at):
            assert state(kept, WINDOW.ends_at, now).value == kept.value


def life(*turns: tuple[str, str, int]) -> list[Period]:
    """Spells of a site, each until the next, from (local time, status, grid)."""
    starts = [shanghai(when) for when, _, _ in turns]
    ends = [*starts[1:], None][: len(starts)]
    return [
        Period(since, until, status, grid)
        for since, until, (_, status, grid) in zip(starts, ends, turns, strict=True)
    ]


BORN = ("2025-06-01 08:00:00", "active", 7)


@pytest.mark.parametrize(
    ("turns", "expected"),
    (
        ([], None),
        ([BORN], Requirement(7, False)),
        ([("2026-01-01 00:00:00", "active", 7)], Requirement(7, False)),
        ([("2026-01-01 00:00:01", "active", 7)], None),  # added within: from the next on
        ([("2026-01-04 00:00:00", "active", 7)], None),
        ([BORN, ("2025-12-31 23:59:59", "suspended", 7)], None),
        ([BORN, ("2026-01-01 00:00:00", "closed", 7)], None),
        ([BORN, ("2026-01-01 00:00:01", "closed", 7)], Requirement(7, True)),
        ([BORN, ("2026-01-03 23:59:59", "suspended", 7)], Requirement(7, True)),
        ([BORN, ("2026-01-04 00:00:00", "closed", 7)], Requirement(7, False)),  # it was a miss
        (
            [BORN, ("2026-01-02 09:00:00", "suspended", 7), ("2026-01-03 09:00:00", "active", 7)],
            Requirement(7, False),
        ),
        (
            [BORN, ("2026-01-02 09:00:00", "suspended", 7), ("2026-01-04 00:00:00", "active", 7)],
            Requirement(7, True),
        ),
        (
            [BORN, ("2025-12-30 09:00:00", "suspended", 7), ("2026-01-02 09:00:00", "active", 7)],
            None,
        ),
        ([BORN, ("2026-01-02 09:00:00", "active", 8)], Requirement(7, False)),  # moved
        ([BORN, ("2026-01-01 00:00:00", "active", 8)], Requirement(8, False)),
        (
            [BORN, ("2026-01-02 09:00:00", "active", 8), ("2026-01-03 09:00:00", "closed", 8)],
            Requirement(7, True),
        ),
    ),
)
def test_requirement(turns: list[tuple[str, str, int]], expected: Requirement | None) -> None:
    assert requirement(life(*turns), WINDOW) == expected
    assert requirement(life(*turns)[::-1], WINDOW) == expected


Turn = tuple[int, str, int]  # hours after the window's start, status, grid
hours = st.integers(-200, 300)
lives = st.lists(
    st.tuples(hours, st.sampled_from(["active", "suspended", "closed"]), st.integers(1, 3)),
    min_size=1,
    max_size=6,
    unique_by=lambda turn: turn[0],
).map(sorted)


def spells_known_at(hour: int, turns: Sequence[Turn]) -> list[Period]:
    known = [turn for turn in turns if turn[0] <= hour]
    at = [WINDOW.starts_at + timedelta(hours=turn[0]) for turn in known]
    ends = [*at[1:], None]
    return [Period(at[i], ends[i], known[i][1], known[i][2]) for i in range(len(known))]


@given(lives, st.integers(0, 71), st.integers(72, 400))
def test_a_late_opening_equals_a_punctual_one(turns: list[Turn], early: int, late: int) -> None:
    asked_early = requirement(spells_known_at(early, turns), WINDOW)
    asked_at_the_end = requirement(spells_known_at(71, turns), WINDOW)
    assert requirement(spells_known_at(late, turns), WINDOW) == asked_at_the_end
    assert (asked_early is None) == (asked_at_the_end is None)
    if asked_early and asked_at_the_end:
        assert asked_early.grid_id == asked_at_the_end.grid_id


@given(
    st.lists(st.tuples(lives, visits_of, needed), max_size=12),
    st.integers(-48, 120),
)
def test_the_figures_always_add_up(
    sites: list[tuple[list[Turn], list[Visit], int | None]], hour: int
) -> None:
    now = WINDOW.starts_at + timedelta(hours=hour)
    states = []
    for turns, visits, k in sites:
        asked = requirement(spells_known_at(hour, turns), WINDOW)
        if asked:
            result = outcome(visits, exempt=asked.exempt, checkpoints_required=k)
            states.append(state(result, WINDOW.ends_at, now))
    figures = count_states((each, 1) for each in states)
    assert figures.required == len(states)
    parts = [figures.covered, figures.attempted, figures.exempt, figures.missed, figures.open]
    assert figures.required == sum(parts)
    assert figures.rate is None or 0 <= figures.rate <= 1
    assert (figures.missed if now < WINDOW.ends_at else figures.open) == 0


def test_figures() -> None:
    counts = [(State.COVERED, 6), (State.MISSED, 1), (State.COVERED, 2), (State.EXEMPT, 3)]
    figures = count_states([*counts, (State.ATTEMPTED, 1)], longest_gap_s=86_400)
    assert figures == Figures(8, 1, 3, 1, 0, 86_400)
    assert figures.required == 13
    assert figures.rate == 0.8
    assert count_states([]).rate is None
    assert count_states([(State.EXEMPT, 4)]).rate is None


def at_hours(*values: float) -> list[datetime]:
    return [WINDOW.starts_at + timedelta(hours=value) for value in values]


@pytest.mark.parametrize(
    ("gap_from", "captured", "until", "closed_h", "open_h"),
    (
        (-10, [], 20, 0, 30),
        (-10, [5], 20, 15, 15),
        (-10, [40, 5], 48, 35, 8),
        (-10, [-10], 20, 0, 30),
        (10, [2], 20, 0, 10),  # visited before its duty began
        (10, [2, 12], 20, 2, 8),
        (10, [30], 20, 0, 10),  # nobody visits tomorrow
        (10, [], 5, 0, 0),  # not due yet
    ),
)
def test_gaps(
    gap_from: float, captured: list[float], until: float, closed_h: float, open_h: float
) -> None:
    (start, end) = at_hours(gap_from, until)
    assert measure_gaps(start, at_hours(*captured), end) == (closed_h * 3600, open_h * 3600)


@given(st.lists(st.integers(0, 1000), max_size=20), st.randoms(use_true_random=False))
def test_gaps_by_hand_in_any_order(captured: list[int], rng: Random) -> None:
    (start, end) = at_hours(0, 1000)
    found = measure_gaps(start, rng.sample(at_hours(*captured), len(captured)), end)
    marks = [0, *sorted(captured)]
    assert found.closed_s == 3600 * max((b - a for a, b in pairwise(marks)), default=0)
    assert found.open_s == 3600 * (1000 - marks[-1])
