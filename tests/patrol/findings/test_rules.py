"""The table of moves, the second person, and the due times."""

from datetime import UTC, datetime, timedelta

import pytest

from backend.core import clock
from backend.patrol.findings import rules
from backend.patrol.findings.rules import MOVES, STATUSES, FindingState, Mover

pytestmark = pytest.mark.fast

AUTHOR, ASSIGNEE, ASSIGNER, MENDER, OTHER = 1, 2, 3, 4, 5

POSSIBLE = {
    ("assign", "found"): "assigned",
    ("assign", "assigned"): "assigned",
    ("note", "found"): "found",
    ("note", "assigned"): "assigned",
    ("note", "rectified"): "rectified",
    ("rectify", "assigned"): "rectified",
    ("return", "rectified"): "assigned",
    ("close", "assigned"): "closed",
    ("close", "rectified"): "closed",
    ("reopen", "closed"): "found",
}


def mover(account_id: int) -> Mover:
    return Mover(account_id, may_handle=True, may_close=True)


def state(status: str) -> FindingState:
    return FindingState(status, AUTHOR, ASSIGNEE, ASSIGNER, MENDER)


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("move", MOVES)
def test_every_move_from_every_status(move: str, status: str) -> None:
    assert rules.status_after(move, status) == POSSIBLE.get((move, status))
    refusal = None if (move, status) in POSSIBLE else "move-not-possible"
    assert rules.refusal(move, state(status), mover(OTHER)) == refusal


@pytest.mark.parametrize("account_id", (AUTHOR, ASSIGNEE, ASSIGNER, MENDER))
@pytest.mark.parametrize("move", ("return", "close"))
def test_nobody_looks_again_at_her_own_work(account_id: int, move: str) -> None:
    person = mover(account_id)
    assert rules.refusal(move, state("rectified"), person) == "second-person-needed"
    assert rules.refusal("note", state("assigned"), person) is None


def test_moves_on_offer_are_those_that_would_pass() -> None:
    assert rules.possible_moves(state("found"), mover(OTHER)) == ["assign", "note"]
    assert rules.possible_moves(state("assigned"), mover(OTHER)) == [
        "assign",
        "note",
        "rectify",
        "close",
    ]
    assert rules.possible_moves(state("assigned"), mover(ASSIGNER)) == ["assign", "note", "rectify"]
    assert rules.possible_moves(state("rectified"), mover(OTHER)) == ["note", "return", "close"]
    assert rules.possible_moves(state("closed"), mover(OTHER)) == ["reopen"]


@pytest.mark.parametrize(
    ("account_id", "may_handle", "may_close", "moves"),
    (
        (OTHER, False, False, []),
        (OTHER, False, True, ["close"]),
        (OTHER, True, False, ["assign", "note", "rectify"]),
        (ASSIGNEE, False, False, ["note", "rectify"]),
        (AUTHOR, False, False, []),
    ),
)
def test_roles_decide_which_moves_there_are(
    account_id: int, may_handle: bool, may_close: bool, moves: list[str]
) -> None:
    person = Mover(account_id, may_handle, may_close)
    assert rules.possible_moves(state("assigned"), person) == moves
    for move in {"assign", "note", "rectify", "close"} - set(moves):
        assert rules.refusal(move, state("assigned"), person) == "forbidden"


@pytest.mark.parametrize(
    ("move", "assignee_id", "text", "photos", "faults"),
    (
        ("assign", 2, "", 0, []),
        ("assign", None, "", 0, [("assignee_id", "required")]),
        ("note", None, "去看过了", 1, []),
        ("note", None, "  ", 0, [("text", "required")]),
        ("note", 2, "", 0, [("assignee_id", "unknown"), ("text", "required")]),
        ("rectify", None, "", 1, []),
        ("rectify", None, "修好了", 0, [("photos", "required")]),
        ("return", None, "", 0, [("text", "required")]),
        ("close", None, "", 0, []),
        ("close", 2, "", 0, [("assignee_id", "unknown")]),
        ("close", None, "", 1, [("photos", "unknown")]),
        ("reopen", None, "", 0, [("text", "required")]),
    ),
)
def test_what_a_move_must_say(
    move: str, assignee_id: int | None, text: str, photos: int, faults: list[tuple[str, str]]
) -> None:
    assert rules.move_faults(move, assignee_id, text, photos) == faults


@pytest.mark.parametrize(("severity", "days"), ((3, 1), (2, 3), (1, 7)))
@pytest.mark.parametrize(
    "opened_at",
    (
        datetime(2028, 2, 28, 15, 59, 59, 999000, UTC),  # 28 February, the last instant
        datetime(2028, 2, 28, 16, 0, tzinfo=UTC),  # 29 February, the first
        datetime(2026, 12, 31, 3, 0, tzinfo=UTC),
    ),
)
def test_due_when_the_last_local_day_ends(severity: int, days: int, opened_at: datetime) -> None:
    due = rules.due_at(severity, opened_at)
    assert due == clock.midnight(clock.local_date(due))
    last_day = clock.local_date(due - timedelta(milliseconds=1))
    assert last_day - clock.local_date(opened_at) == timedelta(days=days)


def test_overdue_is_half_open_and_ends_with_closing() -> None:
    due = datetime(2026, 11, 24, 16, 0, tzinfo=UTC)
    assert not rules.is_overdue("found", due, due - timedelta(milliseconds=1))
    assert rules.is_overdue("assigned", due, due)
    assert not rules.is_overdue("closed", due, due + timedelta(days=1))
