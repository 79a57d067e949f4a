"""Rules for findings: the moves, who may close, by when. Pure.

| move    | from                | to        | needs       | by                                    |
|---------|---------------------|-----------|-------------|---------------------------------------|
| assign  | found, assigned     | assigned  | an assignee | who may handle                        |
| note    | any that is open    | the same  | a text      | who may handle; the assignee          |
| rectify | assigned            | rectified | a photo     | who may handle; the assignee          |
| return  | rectified           | assigned  | a text      | who may close, and is a second person |
| close   | assigned, rectified | closed    |             | who may close, and is a second person |
| reopen  | closed              | found     | a text      | who may handle                        |
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from backend.core import clock

STATUSES = ("found", "assigned", "rectified", "closed")
MOVES = ("found", "assign", "note", "rectify", "return", "close", "reopen")
# What two hands must not do alone: to look again at what one had a hand in.
_LOOKS_AGAIN = ("return", "close")
PHOTOS_MAX = 6
DAYS_BY_SEVERITY = {3: 1, 2: 3, 1: 7}

_TABLE = {
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


@dataclass(frozen=True)
class FindingState:
    """Where a finding is, and the accounts that had a hand in it."""

    status: str
    author_id: int
    assignee_id: int | None
    assigned_by_id: int | None
    rectified_by_id: int | None = None


@dataclass(frozen=True)
class Mover:
    """A person, and what her roles let her do with findings of this grid."""

    account_id: int
    may_handle: bool
    may_close: bool


def status_after(move: str, status: str) -> str | None:
    """The status to which `move` leads; None when it is not possible from this one."""
    return _TABLE.get((move, status))


def is_second_person(state: FindingState, account_id: int) -> bool:
    """Whether this person neither found it, nor was to mend it, nor said who should or that it
    was mended.
    """
    return account_id not in hands_of(state)


def hands_of(state: FindingState) -> set[int]:
    """The accounts that had a hand in it and so do not look at it again."""
    hands = (state.author_id, state.assignee_id, state.assigned_by_id, state.rectified_by_id)
    return {account_id for account_id in hands if account_id is not None}


def is_entitled(move: str, state: FindingState, mover: Mover) -> bool:
    """Whether this person may ever make this move, whatever the finding's status."""
    if move in _LOOKS_AGAIN:
        return mover.may_close
    of_assignee = move in ("note", "rectify")
    return mover.may_handle or (of_assignee and mover.account_id == state.assignee_id)


def refusal(move: str, state: FindingState, mover: Mover) -> str | None:
    """The code of the problem that forbids this move; None when nothing does."""
    if not is_entitled(move, state, mover):
        return "forbidden"
    if status_after(move, state.status) is None:
        return "move-not-possible"
    if move in _LOOKS_AGAIN and not is_second_person(state, mover.account_id):
        return "second-person-needed"
    return None


def possible_moves(state: FindingState, mover: Mover) -> list[str]:
    """The moves that this person could make now."""
    return [move for move in MOVES if refusal(move, state, mover) is None]


def move_faults(
    move: str, assignee_id: int | None, text: str, photos: int
) -> list[tuple[str, str]]:
    """What a move lacks, or says without need, as (field, fault code)."""
    faults = []
    if move == "assign" and assignee_id is None:
        faults.append(("assignee_id", "required"))
    if move != "assign" and assignee_id is not None:
        faults.append(("assignee_id", "unknown"))
    if move in ("note", "return", "reopen") and not text.strip():
        faults.append(("text", "required"))
    if move == "rectify" and photos == 0:
        faults.append(("photos", "required"))
    if move not in ("note", "rectify") and photos > 0:
        faults.append(("photos", "unknown"))
    return faults


def due_at(severity: int, opened_at: datetime) -> datetime:
    """The local midnight that ends the last day allowed: severity 3 has 1 day, 2 has 3, 1 has 7.

    Aware UTC; the day of opening does not count.
    """
    last_day = clock.local_date(opened_at) + timedelta(days=DAYS_BY_SEVERITY[severity])
    return clock.midnight(last_day + timedelta(days=1))


def is_overdue(status: str, due: datetime, now: datetime) -> bool:
    """Derived, never stored: open at or after its due time."""
    return status != "closed" and now >= due
