"""What the visits of an obligation add up to: examples, and that their order plays no part."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.patrol.cycles.results import ObligationResult, obligation_result
from backend.patrol.cycles.rules import Outcome, Visit

pytestmark = pytest.mark.fast

START = datetime(2026, 1, 1, 16, tzinfo=UTC)
HOUR = 3600


def at(hours: int) -> datetime:
    return START + timedelta(hours=hours)


def inside(hours: int, checkpoint_id: int | None = None) -> Visit:
    return Visit(at(hours), attempted=False, counts=True, checkpoint_id=checkpoint_id)


ATTEMPTED = Visit(at(5), attempted=True, counts=True)
PENDING = Visit(at(6), attempted=False, counts=False)


@pytest.mark.parametrize(
    ("visits", "exempt", "required", "outcome", "first", "last", "closed_s"),
    (
        ([], False, None, Outcome.NONE, None, None, 0),
        ([], True, None, Outcome.EXEMPT, None, None, 0),
        ([PENDING], False, None, Outcome.NONE, None, None, 0),
        ([ATTEMPTED], False, None, Outcome.ATTEMPTED, None, None, 0),
        ([ATTEMPTED], True, None, Outcome.EXEMPT, None, None, 0),
        ([inside(3)], False, None, Outcome.COVERED, 3, 3, 3 * HOUR),
        ([inside(3)], True, None, Outcome.COVERED, 3, 3, 3 * HOUR),
        ([inside(30), inside(10)], False, None, Outcome.COVERED, 10, 30, 20 * HOUR),
        ([inside(-2)], False, None, Outcome.COVERED, -2, -2, 0),  # before it was due
        ([inside(3), ATTEMPTED, PENDING], False, None, Outcome.COVERED, 3, 3, 3 * HOUR),
        ([inside(3, 1)], False, 2, Outcome.NONE, 3, 3, 3 * HOUR),
        ([inside(3, 1)], True, 2, Outcome.EXEMPT, 3, 3, 3 * HOUR),
        ([inside(3, 1), inside(4, 2)], False, 2, Outcome.COVERED, 3, 4, 3 * HOUR),
    ),
)
def test_result(
    visits: list[Visit],
    exempt: bool,
    required: int | None,
    outcome: Outcome,
    first: int | None,
    last: int | None,
    closed_s: int,
) -> None:
    found = obligation_result(START, visits, exempt=exempt, checkpoints_required=required)
    first_at = None if first is None else at(first)
    last_at = None if last is None else at(last)
    assert found == ObligationResult(outcome, START, first_at, last_at, closed_s)


@given(st.permutations([inside(3, 1), inside(20, 2), inside(9, 2), ATTEMPTED, PENDING]))
def test_the_order_of_visits_plays_no_part(visits: list[Visit]) -> None:
    found = obligation_result(START, visits, exempt=False, checkpoints_required=2)
    assert found == ObligationResult(Outcome.COVERED, START, at(3), at(20), 11 * HOUR)


@given(
    hours=st.integers(-9, 60),
    attempted=st.booleans(),
    counts=st.booleans(),
    exempt=st.booleans(),
    required=st.sampled_from((None, 0, 1, 2)),
)
def test_one_visit_is_counted_as_if_there_were_two_of_it(
    hours: int, attempted: bool, counts: bool, exempt: bool, required: int | None
) -> None:
    """One alone takes the short way."""
    visit = Visit(at(hours), attempted, counts, checkpoint_id=1)
    asked = {"exempt": exempt, "checkpoints_required": required}
    once, twice = (obligation_result(START, visits, **asked) for visits in ([visit], [visit] * 2))
    assert once == twice
