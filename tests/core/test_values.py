"""Numbers and dates from outside, at their edges."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.core.values import finite, in_years, parse_instant

pytestmark = pytest.mark.fast


@pytest.mark.parametrize(
    ("day", "known"),
    (
        (date(1, 1, 1), False),
        (date(1969, 12, 31), False),
        (date(1970, 1, 1), False),
        (date(1970, 1, 2), True),
        (date(2200, 12, 30), True),
        (date(2200, 12, 31), False),
        (date(2201, 1, 1), False),
        (date(9999, 12, 31), False),
    ),
)
def test_years(day: date, known: bool) -> None:
    assert in_years(day) is known
    assert in_years(datetime(day.year, day.month, day.day, 23, 59, tzinfo=UTC)) is known


@pytest.mark.parametrize(
    ("text", "at"),
    (
        ("2026-06-30T23:59:60Z", "2026-07-01T00:00:00+00:00"),
        ("2026-06-30t12:00:00z", "2026-06-30T12:00:00+00:00"),
        ("2026-06-30T23:59:60.5+08:00", "2026-07-01T00:00:00.500000+08:00"),
        ("2026-06-30T12:00:00.123456789Z", "2026-06-30T12:00:00.123456+00:00"),
        ("2026-06-30T12:00:00", None),
        ("9999-12-31T23:59:60Z", None),
        ("2026-06-30T23:60:60Z", None),
        ("yesterday", None),
        ("", None),
    ),
)
def test_instants(text: str, at: str | None) -> None:
    found = parse_instant(text)
    assert (found.isoformat() if found else None) == at


@pytest.mark.parametrize(
    ("value", "number"),
    (
        (3, 3.0),
        (-0.5, -0.5),
        (10**400, None),
        (float("nan"), None),
        (float("-inf"), None),
        (True, None),
        ("3", None),
        (None, None),
    ),
)
def test_numbers(value: object, number: float | None) -> None:
    assert finite(value) == number


@given(st.integers() | st.floats())
def test_no_number_fails(value: int | float) -> None:
    finite(value)


@given(st.text())
def test_no_text_fails(text: str) -> None:
    parse_instant(text)
