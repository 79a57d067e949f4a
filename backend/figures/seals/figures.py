"""Sealed and adjusted figures, side by side, of an area and its parts."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, NamedTuple

from sqlalchemy import func, select

from backend.figures.seals.models import Adjustment, Seal, SealedFigures
from backend.figures.seals.rules import Step, adjusted, summed
from backend.patrol.cycles.models import WindowRow
from backend.patrol.cycles.rules import Figures, Outcome
from backend.registry.areas.models import AreaClosure
from backend.registry.kinds.models import Kind
from backend.staff.extensions import db


class Cell(NamedTuple):
    """One grid and kind of place in a sealed window; `waiting` adjustments wait for a leader."""

    grid_id: int
    kind: str
    sealed: Figures
    steps: tuple[Step, ...]
    waiting: int


class Sides(NamedTuple):
    """What was sealed, what adjustments made of it, and how many still wait."""

    sealed: Figures
    adjusted: Figures
    waiting: int


def block(area_id: int, window: WindowRow) -> dict[str, Any] | None:
    """What the board of an area shows of a sealed window; None while it is provisional."""
    if window.sealed_at is None:
        return None
    seal = db.session.get_one(Seal, window.id)
    sides = beside(cells(area_id, window.id))
    return {"sealed_at": seal.sealed_at, "digest": seal.digest, **sides._asdict()}


def beside(parts: Iterable[Cell]) -> Sides:
    """The cells of an area, or of a kind of place, as one."""
    some = list(parts)
    sealed = summed(cell.sealed for cell in some)
    steps = (step for cell in some for step in cell.steps)
    return Sides(sealed, adjusted(sealed, steps), sum(cell.waiting for cell in some))


def cells(area_id: int, window_id: int) -> list[Cell]:
    """The frozen figures below an area, in the order of grids and kinds; three queries."""
    steps, waiting = _adjustments(area_id, window_id)
    rows = db.session.execute(
        select(SealedFigures, Kind.code)
        .join(Kind, Kind.id == SealedFigures.kind_id)
        .join(AreaClosure, AreaClosure.area_id == SealedFigures.grid_id)
        .where(SealedFigures.window_id == window_id, AreaClosure.ancestor_id == area_id)
        .order_by(SealedFigures.grid_id, Kind.sort, Kind.id)
    )
    found = []
    for row, kind in rows:
        figures = Figures(
            covered=row.covered,
            attempted=row.attempted,
            exempt=row.exempt,
            missed=row.missed,
            longest_gap_s=row.longest_gap_s,
        )
        cell = (row.grid_id, row.kind_id)
        found.append(Cell(row.grid_id, kind, figures, tuple(steps[cell]), waiting[cell]))
    return found


def _adjustments(
    area_id: int, window_id: int
) -> tuple[dict[tuple[int, int], list[Step]], dict[tuple[int, int], int]]:
    """By grid and kind: the steps of the approved ones, and how many wait."""
    steps: dict[tuple[int, int], list[Step]] = defaultdict(list)
    waiting: dict[tuple[int, int], int] = defaultdict(int)
    columns = (Adjustment.grid_id, Adjustment.kind_id, Adjustment.verdict)
    outcomes = (Adjustment.outcome_before, Adjustment.outcome_after)
    rows = db.session.execute(
        select(*columns, *outcomes, func.count())
        .join(AreaClosure, AreaClosure.area_id == Adjustment.grid_id)
        .where(Adjustment.window_id == window_id, AreaClosure.ancestor_id == area_id)
        .group_by(*columns, *outcomes)
    )
    for grid_id, kind_id, verdict, before, after, number in rows:
        if verdict == "approved" and before and after:
            steps[grid_id, kind_id] += [Step(Outcome(before), Outcome(after))] * number
        elif verdict is None:
            waiting[grid_id, kind_id] += number
    return steps, waiting
