"""From counts to what a digest says: figures, and the ids of areas and sites. Pure."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import NamedTuple, TypedDict

GRIDS = 10  # of those that lack most


class Count(NamedTuple):
    """The obligations of one kind in one grid that somebody answers for."""

    account_id: int
    grid_id: int
    kind: str
    required: int
    missed: int
    attempted: int
    lacking: int


class Digest(TypedDict):
    """The content of a notice: figures, and the ids of areas and sites.

    `kinds` counts by the code of the kind; `grids` are pairs of a grid's id and its count.
    """

    areas: list[int]
    required: int
    missed: int
    attempted: int
    lacking: int
    kinds: dict[str, int]
    grids: list[list[int]]
    grids_lacking: int
    sites: list[int]
    skipped: list[int]


class Skipped(NamedTuple):
    """An occasion that was found too late."""

    number: int
    starts_on: date
    due_at: datetime


def compose_digest(
    areas: Sequence[int],
    counts: Iterable[Count],
    sites: Sequence[int],
    skipped: Sequence[int],
) -> Digest | None:
    """None when nothing lacks.

    `sites` are the worst of them, `skipped` the windows that `find_windows_to_name` found.
    """
    kinds: Counter[str] = Counter()
    grids: Counter[int] = Counter()
    required = missed = attempted = 0
    for count in counts:
        required += count.required
        missed += count.missed
        attempted += count.attempted
        kinds[count.kind] += count.lacking
        grids[count.grid_id] += count.lacking
    lacking = sum(kinds.values())
    if not lacking:
        return None
    worst = sorted((-number, grid_id) for grid_id, number in grids.items() if number)
    return {
        "areas": list(areas),
        "required": required,
        "missed": missed,
        "attempted": attempted,
        "lacking": lacking,
        "kinds": {kind: number for kind, number in kinds.items() if number},
        "grids": [[grid_id, -number] for number, grid_id in worst[:GRIDS]],
        "grids_lacking": len(worst),
        "sites": list(sites),
        "skipped": list(skipped),
    }


def find_windows_to_name(
    occasions: Iterable[Skipped], last: date | None, since: datetime
) -> list[int]:
    """The numbers of the windows of which this person should have got a digest, and got none.

        occasion skipped                          named in her next digest
        before she took the role on               no
        before her last digest of the same level  no: that one named it
        after it, or without one                  yes

    `last` is the first day of the window of her last digest, `since` when she took the role on.
    """
    return [
        each.number
        for each in occasions
        if each.due_at >= since and (last is None or each.starts_on > last)
    ]
