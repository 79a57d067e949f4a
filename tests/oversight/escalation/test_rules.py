"""When each level is notified, and what a digest counts."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.core.clock import SHANGHAI, midnight
from backend.oversight.escalation import digest
from backend.oversight.escalation.digest import Count, Skipped
from backend.oversight.escalation.rules import (
    EscalationLevel,
    ObligationState,
    after_quiet_hours,
    due_at,
    is_quiet,
    lacks,
    lapses_at,
)
from backend.patrol.cycles.rules import Outcome

pytestmark = pytest.mark.fast

ENDS_ON = date(2026, 11, 27)  # the window of 24, 25, 26 November
GRACE = timedelta(hours=12)


def local(day: int, hour: int, minute: int = 0, second: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, second, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("level", "due"),
    (
        (EscalationLevel.OFFICER, local(26, 8)),
        (EscalationLevel.LEADER, local(27, 7)),
        (EscalationLevel.TOWN, local(28, 7)),
        (EscalationLevel.COUNTY, local(27, 7)),
    ),
)
def test_each_level_has_its_moment(level: EscalationLevel, due: datetime) -> None:
    assert due_at(level, ENDS_ON) == due
    assert lapses_at(level, ENDS_ON, GRACE) == due + GRACE


def test_an_officer_is_never_told_of_a_window_that_is_over() -> None:
    assert lapses_at(EscalationLevel.OFFICER, ENDS_ON, timedelta(days=5)) == midnight(ENDS_ON)
    assert lapses_at(EscalationLevel.LEADER, ENDS_ON, timedelta(days=5)) == local(
        32 - 30, 7
    ).replace(month=12)


@pytest.mark.parametrize(
    ("at", "quiet", "told"),
    (
        (local(26, 21, 59, 59), False, local(26, 21, 59, 59)),
        (local(26, 22), True, local(27, 7)),
        (local(27, 0), True, local(27, 7)),
        (local(27, 6, 59, 59), True, local(27, 7)),
        (local(27, 7), False, local(27, 7)),
    ),
)
def test_the_quiet_hours(at: datetime, quiet: bool, told: datetime) -> None:
    assert is_quiet(at) is quiet
    assert after_quiet_hours(at) == told


@given(st.integers(0, 366 * 24 * 3600))
def test_nobody_is_woken(seconds: int) -> None:
    at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    told = after_quiet_hours(at)
    assert not is_quiet(told)
    assert timedelta() <= told - at <= timedelta(hours=9)


@pytest.mark.parametrize(
    ("outcome", "status", "visited", "before", "counted"),
    (
        ("none", "active", False, None, (True, False)),
        ("none", "active", False, "none", (True, True)),
        ("none", "active", False, "covered", (True, False)),
        ("none", "active", True, "none", (False, False)),
        ("none", "suspended", False, "none", (False, False)),
        ("none", "closed", False, "none", (False, False)),
        ("covered", "active", False, "none", (False, False)),
        ("none", "active", False, "attempted", (True, True)),
        ("attempted", "active", False, None, (True, False)),
        ("attempted", "active", False, "none", (True, True)),
        ("attempted", "active", False, "attempted", (True, True)),
        ("attempted", "active", False, "covered", (True, False)),
        ("attempted", "active", True, "attempted", (False, False)),
        ("attempted", "suspended", False, "attempted", (False, False)),
        ("exempt", "active", False, "none", (False, False)),
    ),
)
def test_what_lacks(
    outcome: str, status: str, visited: bool, before: str | None, counted: tuple[bool, bool]
) -> None:
    state = ObligationState(Outcome(outcome), status, visited, before and Outcome(before))
    others = [
        lacks(level, state)
        for level in (EscalationLevel.OFFICER, EscalationLevel.LEADER, EscalationLevel.TOWN)
    ]
    assert (*set(others), lacks(EscalationLevel.COUNTY, state)) == counted


def test_a_digest_adds_up_and_names_the_worst_grids() -> None:
    counts = [Count(1, grid, "rental", 10, grid % 4, 1, grid % 3) for grid in range(40)]
    counts.append(Count(1, 7, "forest", 5, 5, 0, 5))
    content = digest.compose_digest([3], counts, [9, 8], [4])
    assert content is not None
    assert (content["required"], content["lacking"]) == (405, 44)
    assert content["attempted"] == 40
    assert content["kinds"] == {"rental": 39, "forest": 5}
    assert content["grids_lacking"] == 26
    assert content["grids"][0] == [7, 6]  # type: ignore[index]
    assert len(content["grids"]) == digest.GRIDS  # type: ignore[arg-type]
    assert (content["areas"], content["sites"], content["skipped"]) == ([3], [9, 8], [4])


def test_nothing_that_lacks_is_no_digest() -> None:
    assert digest.compose_digest([3], [Count(1, 1, "rental", 9, 2, 0, 0)], [], [4]) is None


def test_what_was_skipped_is_named_once_and_only_to_those_it_was_for() -> None:
    days = [date(2026, 11, 1 + 3 * turn) for turn in range(4)]
    skipped = [Skipped(n, day, midnight(day + timedelta(days=3))) for n, day in enumerate(days)]
    ever = datetime(2026, 1, 1, tzinfo=UTC)
    assert digest.find_windows_to_name(skipped, None, ever) == [0, 1, 2, 3]
    assert digest.find_windows_to_name(skipped, days[1], ever) == [2, 3]
    assert digest.find_windows_to_name(skipped, None, midnight(days[3])) == [2, 3]
    assert digest.find_windows_to_name(skipped, days[3], ever) == []
