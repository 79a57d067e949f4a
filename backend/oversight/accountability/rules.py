"""The accountability steps: which is next, and how each is moved. Pure.

The steps, each harder than the one before: 通报 notice, 约谈 talk, 挂牌整治 listing, 追责
accountability, which refers the matter on. A listing may be extended (延长期限) instead: its date
moves, and no step is added.

    a shortfall ends             after the last step taken      proposes
    (see `find_shortfall`)       none yet, or too long ago      notice
                                 notice, talk or listing        the one after it
                                 accountability                 accountability
    a listing passes its time    without having been closed     accountability

The life of a step; whoever decides is never one of those responsible for the area:

    move      from       to         who                    needs
    confirm   proposed   issued     decides                number, text, due day;
                                                           what, for accountability
    dismiss   proposed   dismissed  decides                reason
    answer    issued     answered   answers for the area   text
    return    answered   issued     decides                reason, new due day
    close     answered   closed     decides
    extend    issued,    unchanged  decides                reason, number, new due day; a listing,
              answered                                     see `is_extendable`
    extend    proposed   dismissed  decides                the same; an accountability proposal
                                                           against an area with such a listing

An extension ends after the listing's last day, and at most `EXTENSION_DAYS_MAX` days after that
day or after today, whichever is later. After `EXTENSIONS_MAX` extensions there is only 追责.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

STEPS = ("notice", "talk", "listing", "accountability")
STATUSES = ("proposed", "dismissed", "issued", "answered", "closed")
MOVES = ("propose", "confirm", "dismiss", "answer", "return", "close", "extend")
# "extend" stands in steps of earlier days; today it is a move of the listing.
MEASURES = ("extend", "refer")
TAKEN = ("issued", "answered", "closed")  # a step that somebody confirmed
LISTING, LAST = STEPS[-2:]
RUNNING = ("issued", "answered")
EXTENSIONS_MAX = 2
EXTENSION_DAYS_MAX = 183
DAY = timedelta(days=1)

_TABLE = {
    ("confirm", "proposed"): "issued",
    ("dismiss", "proposed"): "dismissed",
    ("answer", "issued"): "answered",
    ("return", "answered"): "issued",
    ("close", "answered"): "closed",
    ("extend", "issued"): "issued",
    ("extend", "answered"): "answered",
    ("extend", "proposed"): "dismissed",
}
_DATED = ("confirm", "return", "extend")
_NUMBERED = ("confirm", "extend")


@dataclass(frozen=True)
class Conditions:
    """When a step is proposed; see `policy.toml`."""

    plan: str
    levels: tuple[str, ...]
    below: float
    least: int
    in_a_row: int
    within_days: int
    look_back: int


@dataclass(frozen=True)
class JudgedWindow:
    """The figures of an area in a sealed window."""

    number: int
    starts_at: datetime
    ends_at: datetime
    covered: int
    due: int


@dataclass(frozen=True)
class Taken:
    """The newest step that was confirmed for an area."""

    step: str
    at: datetime


@dataclass(frozen=True)
class Mover:
    """A person in relation to an area. `can_extend`: there is a listing that may be extended."""

    may_decide: bool
    may_answer: bool
    is_responsible: bool
    can_extend: bool = False


def falls_short(window: JudgedWindow, conditions: Conditions) -> bool:
    return window.due >= conditions.least and window.covered < conditions.below * window.due


def find_shortfall(
    windows: Iterable[JudgedWindow], conditions: Conditions
) -> tuple[JudgedWindow, ...] | None:
    """The first `in_a_row` windows, one right after the other, that all fall short.

    `windows` from the oldest on: those that no earlier step was proposed for. The first, not the
    last: whenever it is asked, the answer is the same.
    """
    row: list[JudgedWindow] = []
    for window in windows:
        follows = not row or row[-1].number + 1 == window.number
        if not falls_short(window, conditions):
            row = []
        else:
            row = [*row, window] if follows else [window]
        if len(row) == conditions.in_a_row:
            return tuple(row)
    return None


def choose_step(last: Taken | None, ends_at: datetime, conditions: Conditions) -> str:
    """The step that a shortfall which ended at `ends_at` proposes."""
    if last is None or ends_at - last.at > timedelta(days=conditions.within_days):
        return STEPS[0]
    return STEPS[min(STEPS.index(last.step) + 1, len(STEPS) - 1)]


def find_refusal(move: str, status: str, mover: Mover) -> str | None:
    """The code of the problem that forbids this move; None when nothing does."""
    if not (mover.may_answer if move == "answer" else mover.may_decide):
        return "forbidden"
    if (move, status) not in _TABLE or (move == "extend" and not mover.can_extend):
        return "move-not-possible"
    if move != "answer" and mover.is_responsible:
        return "second-person-needed"
    return None


def status_after(move: str, status: str) -> str:
    return _TABLE[move, status]


def possible_moves(status: str, mover: Mover) -> list[str]:
    """The moves that this person could make now."""
    return [move for move in MOVES if find_refusal(move, status, mover) is None]


@dataclass(frozen=True)
class MoveDetails:
    """What came with a move."""

    text: str
    document_no: str
    due_on: date | None
    measure: str | None


def find_faults(
    move: str, step: str, details: MoveDetails, today: date, last_day: date | None = None
) -> list[tuple[str, str]]:
    """What a move lacks or holds in excess, as (field, fault code).

    `last_day` of a listing, for its extension.
    """
    faults = []
    if move != "close" and not details.text:
        faults.append(("text", "required"))
    if move in _NUMBERED and not details.document_no:
        faults.append(("document_no", "required"))
    faults += _find_due_faults(move, details.due_on, today, last_day)
    wanted = move == "confirm" and step == LAST
    if wanted != (details.measure is not None):
        faults.append(("measure", "required" if wanted else "unknown"))
    return faults


def _find_due_faults(
    move: str, due_on: date | None, today: date, last_day: date | None
) -> Sequence[tuple[str, str]]:
    wanted = move in _DATED
    if wanted != (due_on is not None):
        return [("due_on", "required" if wanted else "unknown")]
    if due_on is None:
        return []
    if move == "extend" and last_day is not None:
        first, latest = last_day + DAY, max(last_day, today) + EXTENSION_DAYS_MAX * DAY
        fits = max(first, today) <= due_on <= latest
        return [] if fits else [("due_on", f"not_extended:{EXTENSION_DAYS_MAX}")]
    return [] if due_on >= today else [("due_on", "in_the_past")]


def is_extendable(step: str, status: str, extensions: int) -> bool:
    return step == LISTING and status in RUNNING and extensions < EXTENSIONS_MAX


def name_expiry(listing_id: int, dates_before: int) -> str:
    """The trigger of a proposal: the listing passed its date, the one after so many others."""
    return f"listing:{listing_id}:{dates_before}"


def find_expired_listing(trigger: str) -> int | None:
    """The id of the listing that a trigger of `name_expiry` speaks of; None for others."""
    kind, rest = trigger.split(":", 1)
    return int(rest.split(":")[0]) if kind == "listing" else None


def is_overdue(status: str, due_at: datetime | None, now: datetime) -> bool:
    """Derived, never stored: an answer is owed and its last day is over."""
    return status == "issued" and due_at is not None and now >= due_at
