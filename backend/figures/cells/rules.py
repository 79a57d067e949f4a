"""What boards are made of, and how it adds up. Pure."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple


class Cell(NamedTuple):
    """The obligations of one kind with one outcome in a grid and a window.

    `since` is where the longest of their gaps that still last begins, `closed_gap_s` the longest
    gap that a visit ended. Nothing in it follows the clock: what is missed, and how long a gap has
    become, is derived when it is shown.
    """

    kind_id: int
    outcome: str
    number: int
    since: datetime
    closed_gap_s: int


def merge(cells: Iterable[Cell]) -> tuple[Cell, ...]:
    """One cell for each kind and outcome, whichever grids they come from.

    of two cells    number     since          closed_gap_s
    merged          the sum    the earlier    the longer
    """
    found: dict[tuple[int, str], Cell] = {}
    for cell in cells:
        key = cell[:2]
        beside = found.get(key)
        if beside is None:
            found[key] = cell
            continue
        _, _, number, since, closed_gap_s = beside
        found[key] = Cell(
            *key,
            number + cell.number,
            min(since, cell.since),
            max(closed_gap_s, cell.closed_gap_s),
        )
    return tuple(found.values())
