"""Which step is next, and who may move it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.oversight.accountability import policy, rules
from backend.oversight.accountability.rules import (
    Conditions,
    JudgedWindow,
    MoveDetails,
    Mover,
    Taken,
    find_shortfall,
)

pytestmark = pytest.mark.fast

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
DAYS = timedelta(days=3)
IF = Conditions("three-day", ("town",), 0.8, 10, 2, 30, 10)
OFFICE = Mover(may_decide=True, may_answer=False, is_responsible=False)
TOWN = Mover(may_decide=False, may_answer=True, is_responsible=True)
BOTH = Mover(may_decide=True, may_answer=True, is_responsible=True)
EVERYTHING = ["text", "document_no", "due_on", "measure"]
TODAY = date(2026, 1, 10)


def windows(*covered: int | None, due: int = 10) -> list[JudgedWindow]:
    """Windows 1, 2, ... of ten obligations; None is one that is not there."""
    return [
        JudgedWindow(n, BEGIN + n * DAYS, BEGIN + (n + 1) * DAYS, number, due)
        for n, number in enumerate(covered, 1)
        if number is not None
    ]


@pytest.mark.parametrize(
    ("covered", "found"),
    (
        ((7, 7), (1, 2)),
        ((7, 8, 7, 7, 7), (3, 4)),  # eight of ten is not below 80 %
        ((7, 7, 7, 7), (1, 2)),  # the first, so that every run of the sweep finds the same
        ((7, 8, 7), None),
        ((7, None, 7), None),  # not one right after the other
        ((7, None, 7, 7), (3, 4)),
        ((), None),
    ),
)
def test_a_shortfall(covered: tuple[int | None, ...], found: tuple[int, int] | None) -> None:
    short = find_shortfall(windows(*covered), IF)
    assert (short and tuple(each.number for each in short)) == found


def test_a_window_with_too_little_due_is_not_judged() -> None:
    assert find_shortfall(windows(0, 0, due=9), IF) is None


@given(st.lists(st.integers(0, 10), max_size=12))
def test_what_comes_later_never_changes_the_first_shortfall(covered: list[int]) -> None:
    for length in range(len(covered) + 1):
        early = find_shortfall(windows(*covered[:length]), IF)
        if early is not None:
            assert find_shortfall(windows(*covered), IF) == early


@pytest.mark.parametrize(
    ("last", "days", "step"),
    (
        (None, 0, "notice"),
        ("notice", 30, "talk"),
        ("notice", 31, "notice"),
        ("talk", 1, "listing"),
        ("listing", 1, "accountability"),
        ("accountability", 1, "accountability"),
    ),
)
def test_the_next_step(last: str | None, days: int, step: str) -> None:
    taken = Taken(last, BEGIN) if last else None
    assert rules.choose_step(taken, BEGIN + timedelta(days=days), IF) == step


@pytest.mark.parametrize("status", rules.STATUSES)
def test_moves_by_status(status: str) -> None:
    expected = {
        "proposed": (["confirm", "dismiss"], []),
        "dismissed": ([], []),
        "issued": ([], ["answer"]),
        "answered": (["return", "close"], []),
        "closed": ([], []),
    }[status]
    assert (rules.possible_moves(status, OFFICE), rules.possible_moves(status, TOWN)) == expected


@pytest.mark.parametrize("move", ("confirm", "dismiss", "return", "close"))
def test_whoever_answers_for_the_area_decides_nothing(move: str) -> None:
    status = "proposed" if move in ("confirm", "dismiss") else "answered"
    assert rules.find_refusal(move, status, BOTH) == "second-person-needed"
    assert rules.find_refusal(move, status, TOWN) == "forbidden"
    assert rules.find_refusal("answer", "issued", OFFICE) == "forbidden"


@pytest.mark.parametrize(
    ("move", "step", "details", "faults"),
    (
        ("confirm", "notice", MoveDetails("文", "永安督〔2026〕1号", TODAY, None), []),
        ("confirm", "notice", MoveDetails("", "", None, "refer"), EVERYTHING),
        ("confirm", "accountability", MoveDetails("文", "1", TODAY, None), ["measure"]),
        ("confirm", "accountability", MoveDetails("文", "1", TODAY, "refer"), []),
        ("extend", "listing", MoveDetails("", "", None, "refer"), EVERYTHING),
        ("confirm", "talk", MoveDetails("文", "1", TODAY - timedelta(days=1), None), ["due_on"]),
        ("dismiss", "talk", MoveDetails("", "", None, None), ["text"]),
        ("answer", "talk", MoveDetails("已整改", "", TODAY, None), ["due_on"]),
        ("return", "talk", MoveDetails("不够", "", None, None), ["due_on"]),
        ("close", "talk", MoveDetails("", "", None, None), []),
    ),
)  # fmt: skip
def test_what_a_move_needs(move: str, step: str, details: MoveDetails, faults: list[str]) -> None:
    assert [field for field, _ in rules.find_faults(move, step, details, TODAY)] == faults


@pytest.mark.parametrize(
    ("last_day", "earliest", "latest"),
    (
        (TODAY, 1, 183),
        (TODAY + timedelta(days=9), 10, 192),
        (TODAY - timedelta(days=1), 0, 183),
        (TODAY - timedelta(days=400), 0, 183),  # long past: counted from today
    ),
)
def test_the_days_of_an_extension(last_day: date, earliest: int, latest: int) -> None:
    def fits(days: int) -> bool:
        details = MoveDetails("文", "1", TODAY + timedelta(days=days), None)
        return rules.find_faults("extend", "listing", details, TODAY, last_day) == []

    wanted = {earliest - 1: False, earliest: True, latest: True, latest + 1: False}
    assert {days: fits(days) for days in wanted} == wanted


@pytest.mark.parametrize("status", rules.STATUSES)
def test_a_listing_that_runs_is_extended_twice(status: str) -> None:
    runs = status in ("issued", "answered")
    times = [rules.is_extendable("listing", status, done) for done in range(4)]
    assert times == [runs, runs, False, False]
    assert not rules.is_extendable("accountability", status, 0)
    possible = status in ("proposed", "issued", "answered")
    office = Mover(may_decide=True, may_answer=False, is_responsible=False, can_extend=True)
    assert ("extend" in rules.possible_moves(status, office)) == possible


def test_the_listing_of_a_trigger() -> None:
    assert rules.find_expired_listing(rules.name_expiry(7, 2)) == 7
    assert rules.find_expired_listing("windows:108-109") is None


def test_overdue_is_an_answer_that_is_owed() -> None:
    assert rules.is_overdue("issued", BEGIN, BEGIN)
    assert not rules.is_overdue("issued", BEGIN, BEGIN - timedelta(seconds=1))
    assert not rules.is_overdue("answered", BEGIN, BEGIN + DAYS)


def test_the_default_policy_can_be_read() -> None:
    assert policy.load().steps.levels == ("town",)
