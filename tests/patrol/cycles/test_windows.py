"""Windows at their edges, across versions of a plan, and as a whole."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.core.clock import SHANGHAI, local_date, midnight
from backend.patrol.cycles.rules import PlanVersion, Window, check_version, window_at, window_on

pytestmark = pytest.mark.fast

THREE = PlanVersion(date(2026, 1, 1), date(2026, 1, 1), 3, 1)
FIVE = PlanVersion(date(2026, 1, 10), date(2026, 1, 10), 5, 4)
LATER = PlanVersion(date(2026, 1, 30), date(2025, 12, 1), 2, 8)
CHANGED = [LATER, THREE, FIVE]  # in no order


def shanghai(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI).astimezone(UTC)


@pytest.mark.parametrize(
    ("local", "number", "starts_on", "ends_on"),
    (
        ("2026-01-01 00:00:00", 1, date(2026, 1, 1), date(2026, 1, 4)),
        ("2026-01-03 23:59:59.999", 1, date(2026, 1, 1), date(2026, 1, 4)),
        ("2026-01-04 00:00:00", 2, date(2026, 1, 4), date(2026, 1, 7)),
        ("2025-12-31 23:59:59.999", 0, date(2025, 12, 29), date(2026, 1, 1)),
        ("2025-12-28 12:00:00", -1, date(2025, 12, 26), date(2025, 12, 29)),
        ("2026-02-01 00:00:00", 11, date(2026, 1, 31), date(2026, 2, 3)),
        ("2028-02-28 23:59:59.999", 263, date(2028, 2, 26), date(2028, 2, 29)),
        ("2028-02-29 00:00:00", 264, date(2028, 2, 29), date(2028, 3, 3)),
        ("2028-02-29 23:59:59.999", 264, date(2028, 2, 29), date(2028, 3, 3)),
        ("2028-03-03 00:00:00", 265, date(2028, 3, 3), date(2028, 3, 6)),
        ("2026-12-31 23:59:59.999", 122, date(2026, 12, 30), date(2027, 1, 2)),
    ),
)
def test_window_at_its_edges(local: str, number: int, starts_on: date, ends_on: date) -> None:
    assert window_at(shanghai(local), [THREE]) == Window(number, starts_on, ends_on)


def test_a_window_begins_and_ends_at_local_midnight() -> None:
    window = window_on(date(2026, 1, 2), [THREE])
    assert window.starts_at == datetime(2025, 12, 31, 16, tzinfo=UTC)
    assert window.ends_at == datetime(2026, 1, 3, 16, tzinfo=UTC)
    assert window.starts_at.tzinfo is UTC


@pytest.mark.parametrize(
    ("local", "number", "starts_on", "ends_on"),
    (
        ("2025-12-31 12:00:00", 0, date(2025, 12, 29), date(2026, 1, 1)),
        ("2026-01-09 23:59:59.999", 3, date(2026, 1, 7), date(2026, 1, 10)),
        ("2026-01-10 00:00:00", 4, date(2026, 1, 10), date(2026, 1, 15)),
        ("2026-01-29 23:59:59.999", 7, date(2026, 1, 25), date(2026, 1, 30)),
        ("2026-01-30 00:00:00", 8, date(2026, 1, 30), date(2026, 2, 1)),
        ("2026-02-01 00:00:00", 9, date(2026, 2, 1), date(2026, 2, 3)),
    ),
)
def test_window_across_versions(local: str, number: int, starts_on: date, ends_on: date) -> None:
    assert window_at(shanghai(local), CHANGED) == Window(number, starts_on, ends_on)


def test_the_first_version_may_begin_within_its_window() -> None:
    version = PlanVersion(date(2026, 1, 3), date(2026, 1, 1), 3, 7)
    check_version(version, [])
    assert window_on(date(2026, 1, 1), [version]).number == 7
    assert window_on(date(2026, 1, 4), [version]).number == 8


def test_the_cast_of_versions_is_allowed() -> None:
    check_version(THREE, [])
    check_version(FIVE, [THREE])
    check_version(LATER, [FIVE, THREE])


@pytest.mark.parametrize(
    ("version", "why"),
    (
        (PlanVersion(date(2026, 1, 11), date(2026, 1, 11), 5, 4), "a window ends"),
        (PlanVersion(date(2026, 1, 10), date(2026, 1, 9), 5, 4), "one of its own"),
        (PlanVersion(date(2026, 1, 1), date(2026, 1, 1), 5, 1), "after all others"),
        (PlanVersion(date(2025, 12, 29), date(2025, 12, 29), 5, 0), "after all others"),
        (PlanVersion(date(2026, 1, 10), date(2026, 1, 10), 5, 1), "numbers"),
        (PlanVersion(date(2026, 1, 10), date(2026, 1, 10), 0, 4), "one day long"),
    ),
)
def test_a_version_off_the_boundary_is_refused(version: PlanVersion, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        check_version(version, [THREE])


@st.composite
def plans(draw: st.DrawFn) -> list[PlanVersion]:
    """Any history of versions that `check_version` lets through, in any order."""
    days = st.dates(date(2020, 1, 1), date(2030, 1, 1))
    versions = [PlanVersion(draw(days), draw(days), draw(st.integers(1, 10)), draw(st.integers()))]
    for _ in range(draw(st.integers(0, 3))):
        newest = window_on(versions[-1].valid_from, versions).ends_on
        start = window_on(newest + timedelta(days=draw(st.integers(0, 400))), versions)
        length, turns = draw(st.integers(1, 10)), draw(st.integers(-9, 9))
        anchor = start.starts_on + timedelta(days=length * turns)
        new = PlanVersion(start.starts_on, anchor, length, start.number)
        check_version(new, versions)
        versions.append(new)
    return draw(st.permutations(versions))


@given(plans(), st.dates(date(2018, 1, 1), date(2034, 1, 1)))
def test_windows_tile_time(versions: list[PlanVersion], day: date) -> None:
    window = window_on(day, versions)
    after = window_on(window.ends_on, versions)
    assert window.starts_on <= day < window.ends_on == after.starts_on
    assert after.number == window.number + 1
    assert window_on(window.starts_on, versions) == window
    for at in (window.starts_at, window.ends_at - timedelta(microseconds=1)):
        assert window_at(at, versions) == window
    assert window_at(window.ends_at, versions) == after


@given(plans(), st.dates(date(2019, 1, 1), date(2031, 1, 1)), st.integers(1, 60))
def test_the_lengths_of_windows_add_up_to_the_days(
    versions: list[PlanVersion], day: date, count: int
) -> None:
    first = window = window_on(day, versions)
    total = 0
    for _ in range(count):
        total += (window.ends_on - window.starts_on).days
        window = window_on(window.ends_on, versions)
    assert total == (window.starts_on - first.starts_on).days
    assert window.number - first.number == count


def test_clock_and_windows_agree_on_the_day() -> None:
    for day in (date(2028, 2, 29), date(2026, 12, 31), date(2026, 3, 31)):
        assert local_date(midnight(day)) == day
        assert local_date(midnight(day) - timedelta(microseconds=1)) == day - timedelta(days=1)
