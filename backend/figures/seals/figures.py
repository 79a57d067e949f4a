"""Sealed and adjusted figures, side by side, of an area and its parts."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import func, select

from backend.core.round_trips import ids_of, is_any
from backend.figures.seals.models import Adjustment, Seal, SealedFigures, SealedTotal
from backend.figures.seals.rules import OutcomeChange, apply_changes, sum_figures
from backend.patrol.cycles.models import WindowRow
from backend.patrol.cycles.rules import Figures, Outcome
from backend.registry.areas.models import AreaClosure
from backend.registry.kinds.models import Kind
from backend.staff.extensions import db


class SealedPart(NamedTuple):
    """One grid and kind of place in a sealed window; `waiting` adjustments wait for a leader."""

    grid_id: int
    kind: str
    sealed: Figures
    changes: tuple[OutcomeChange, ...]
    waiting: int


class SealedAndAdjusted(NamedTuple):
    """Figures as they were sealed and after adjustments, and how many adjustments wait."""

    sealed: Figures
    adjusted: Figures
    waiting: int


def find_sealed_figures(area_id: int, window: WindowRow) -> dict[str, Any] | None:
    """The sealed figures on the board of an area; None while the window is provisional."""
    if window.sealed_at is None:
        return None
    seal = db.session.get_one(Seal, window.id)
    both = add_up(list_sealed_parts(area_id, window.id))
    return {"sealed_at": seal.sealed_at, "digest": seal.digest, **both._asdict()}


def add_up(parts: Iterable[SealedPart]) -> SealedAndAdjusted:
    """The parts of an area, or of a kind, added up."""
    some = list(parts)
    sealed = sum_figures(part.sealed for part in some)
    changes = (change for part in some for change in part.changes)
    return SealedAndAdjusted(
        sealed, apply_changes(sealed, changes), sum(part.waiting for part in some)
    )


def list_sealed_parts(area_id: int, window_id: int) -> list[SealedPart]:
    """The frozen figures below an area, in the order of grids and kinds; three queries."""
    changes, waiting = _adjustments(area_id, window_id)
    rows = db.session.execute(
        select(SealedFigures, Kind.code)
        .join(Kind, Kind.id == SealedFigures.kind_id)
        .join(AreaClosure, AreaClosure.area_id == SealedFigures.grid_id)
        .where(SealedFigures.window_id == window_id, AreaClosure.ancestor_id == area_id)
        .order_by(SealedFigures.grid_id, Kind.sort, Kind.id)
    )
    found = []
    for row, kind in rows:
        part = (row.grid_id, row.kind_id)
        found.append(
            SealedPart(row.grid_id, kind, figures_of(row), tuple(changes[part]), waiting[part])
        )
    return found


def find_totals(area_ids: Collection[int], window_ids: Collection[int]) -> Sequence[SealedTotal]:
    """The frozen figures of whole areas in sealed windows; none for areas without obligations."""
    if not window_ids:
        return ()
    rows = select(SealedTotal).where(
        is_any(SealedTotal.area_id, ids_of(area_ids)),
        is_any(SealedTotal.window_id, ids_of(window_ids)),
    )
    return db.session.scalars(rows).all()


def figures_of(row: SealedFigures | SealedTotal) -> Figures:
    """As they were sealed."""
    return Figures(
        covered=row.covered,
        attempted=row.attempted,
        exempt=row.exempt,
        missed=row.missed,
        longest_gap_s=row.longest_gap_s,
    )


def _adjustments(
    area_id: int, window_id: int
) -> tuple[dict[tuple[int, int], list[OutcomeChange]], dict[tuple[int, int], int]]:
    """By grid and kind: the changes of the approved ones, and how many wait."""
    changes: dict[tuple[int, int], list[OutcomeChange]] = defaultdict(list)
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
            changes[grid_id, kind_id] += [OutcomeChange(Outcome(before), Outcome(after))] * number
        elif verdict is None:
            waiting[grid_id, kind_id] += number
    return changes, waiting
