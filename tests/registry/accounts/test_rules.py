"""The rules of usernames, passwords, waiting and levels."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.registry.accounts import rules
from backend.staff.access import Role

pytestmark = pytest.mark.fast

FAILED = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
JUST = timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("failures", "seconds"),
    ((5, 30), (6, 60), (7, 120), (8, 240), (9, 480), (10, 900), (11, 900), (10**6, 900)),
)
def test_waits_double_up_to_a_quarter_of_an_hour(failures: int, seconds: int) -> None:
    end = FAILED + seconds * SECOND
    assert rules.wait_s(failures, FAILED, FAILED) == seconds
    assert rules.wait_s(failures, FAILED, end - SECOND) == 1
    assert rules.wait_s(failures, FAILED, end - JUST) == 1
    assert rules.wait_s(failures, FAILED, end) == 0
    assert rules.wait_s(failures, FAILED, end + SECOND) == 0


@pytest.mark.parametrize("failures", range(5))
def test_the_first_failures_cost_nothing(failures: int) -> None:
    assert rules.wait_s(failures, FAILED, FAILED) == 0


def test_a_clock_that_went_back_prolongs_nothing() -> None:
    assert rules.wait_s(5, FAILED, FAILED - timedelta(days=400)) == 30


@given(st.integers(0, 10**9), st.timedeltas(timedelta(days=-9), timedelta(days=9)))
def test_no_wait_is_negative_or_longer_than_the_longest(failures: int, passed: timedelta) -> None:
    assert 0 <= rules.wait_s(failures, FAILED, FAILED + passed) <= rules.LONGEST_WAIT_S


def test_a_day_without_failure_wipes_the_count() -> None:
    assert rules.failures_after(7, FAILED, FAILED + timedelta(days=1)) == 8
    assert rules.failures_after(7, FAILED, FAILED + timedelta(days=1) + JUST) == 1


@pytest.mark.parametrize("text", ("wang.xun", "a1", "li_ge-2", "x" * 32))
def test_usernames(text: str) -> None:
    assert rules.is_username(text)


@pytest.mark.parametrize(
    "text", ("", "a", "x" * 33, "1abc", ".ab", "Wang", "王训", "a b", "a\n", "ab\x00", "ａｂ")
)
def test_texts_that_are_no_usernames(text: str) -> None:
    assert not rules.is_username(text)


@pytest.mark.parametrize(
    ("password", "good"),
    (
        ("123456789", False),
        ("1234567890", True),
        ("永安市三天一轮巡查好", True),
        ("x" * 200, True),
        ("x" * 201, False),
        ("administrator", False),
        ("Administrator ", False),
        ("administrator2", True),
    ),
)
def test_passwords(password: str, good: bool) -> None:
    assert rules.is_password(password, "administrator") is good


def test_every_role_can_be_held_somewhere_and_the_county_roles_only_there() -> None:
    assert set(rules.LEVELS_OF) == set(Role)
    assert all(rules.LEVELS_OF.values())
    assert not rules.may_hold(Role.AUDITOR, "town")
    assert not rules.may_hold(Role.OFFICE, "town")
    assert not rules.may_hold(Role.LEADER, "county")
