"""What visits add up to: the short way for a single visit is the long way."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.patrol.cycles.rules import Visit, outcome
from backend.patrol.cycles.worth import Worth, gaps, worth

pytestmark = pytest.mark.fast

START = datetime(2026, 1, 1, 16, tzinfo=UTC)
AT = st.integers(-100, 100).map(lambda hours: START + timedelta(hours=hours, seconds=7))
VISIT = st.builds(Visit, AT, st.booleans(), st.booleans(), st.none() | st.integers(1, 3))


@given(st.lists(VISIT, max_size=4), st.booleans(), st.none() | st.integers(1, 3))
def test_worth_is_outcome_and_gaps(visits: list[Visit], exempt: bool, k: int | None) -> None:
    inside = [visit.captured_at for visit in visits if visit.counts and not visit.attempted]
    told = outcome(visits, exempt=exempt, checkpoints_required=k)
    last = max(inside, default=None)
    closed = gaps(START, inside, last).closed_s if last else 0
    expected = Worth(told, START, min(inside, default=None), last, closed)
    assert worth(START, visits, exempt=exempt, checkpoints_required=k) == expected
