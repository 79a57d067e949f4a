"""When a job believes the clock, at the edges."""

from bisect import bisect_right
from datetime import UTC, datetime, timedelta

import pytest

from backend.records.job_runs.rules import AHEAD, is_plausible

pytestmark = pytest.mark.fast

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
TICK = timedelta(microseconds=1)
DAY = timedelta(days=1)


def believed(last_run: datetime | None, *rows: datetime) -> bool:
    ordered = sorted(rows)

    def newest_until(at: datetime) -> datetime | None:
        number = bisect_right(ordered, at)
        return ordered[number - 1] if number else None

    return is_plausible(NOW, last_run, newest_until)


@pytest.mark.parametrize(
    ("rows", "expected"),
    (
        ((), True),
        ((NOW,), True),
        ((NOW - AHEAD,), True),
        ((NOW - AHEAD - TICK,), False),
        ((NOW - 30 * DAY, NOW - DAY), True),
        ((NOW + DAY,), True),
    ),
)
def test_the_first_run_asks_the_rows(rows: tuple[datetime, ...], expected: bool) -> None:
    assert believed(None, *rows) is expected


@pytest.mark.parametrize(
    ("last_run", "expected"),
    (
        (NOW, True),
        (NOW - AHEAD, True),
        (NOW - AHEAD - TICK, False),
        (NOW + 6 * DAY, True),
    ),
)
def test_a_run_of_the_last_two_days_is_enough(last_run: datetime, expected: bool) -> None:
    assert believed(last_run) is expected
    assert believed(last_run, NOW - 800 * DAY) is expected


def test_rows_of_those_who_went_on_working_lead_to_now() -> None:
    rows = [NOW - number * AHEAD for number in range(1, 15)]
    assert believed(NOW - 30 * DAY, *rows)
    assert not believed(NOW - 30 * DAY, *rows[:6], *rows[7:])
    assert not believed(NOW - 30 * DAY, *rows[1:])
    assert not believed(NOW - 30 * DAY - TICK, *rows)


def test_rows_from_after_the_jump_prove_nothing() -> None:
    assert not believed(NOW - 6 * DAY, NOW - 6 * DAY, NOW - 5 * DAY, NOW - timedelta(minutes=1))
    assert not believed(NOW - 800 * DAY, NOW - 800 * DAY, NOW)
