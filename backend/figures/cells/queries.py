"""The cells of an area, of which only those of changed grids are counted anew.

Versions are read first, the obligations after: what is counted is at least as new as the version
that it is kept under, and whatever is committed later has another version.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, func, select, type_coerce
from sqlalchemy.orm import aliased

from backend.core.database import UtcDateTime
from backend.core.round_trips import ids, is_any
from backend.figures.cells.rules import Cell
from backend.figures.cells.shelf import Versions, WindowCells, current_shelf
from backend.patrol.cycles.models import GridVersion, Obligation
from backend.registry.areas.models import Area, AreaClosure
from backend.staff.extensions import db

# Where the gap of an obligation that still lasts begins.
SINCE = func.coalesce(Obligation.last_at, Obligation.gap_from)

Cells = tuple[Cell, ...]


def find_cells(
    area_id: int, parts: Collection[int], window_ids: Sequence[int]
) -> dict[int, dict[int | None, Cells]]:
    """By window and part the cells below an area; under None those that lie in no part.

    No two parts may lie in each other. One query when nothing has changed, else two.
    """
    shelf = current_shelf()
    with shelf.lock:
        grids = _list_grids(area_id, parts)
        kept = shelf.get(window_ids)
        _count_stale(kept, [grid for of_part in grids.values() for grid in of_part])
        return {
            window_id: {part: cells.merge(part, versions) for part, versions in grids.items()}
            for window_id, cells in kept.items()
        }


def _list_grids(area_id: int, parts: Collection[int]) -> Mapping[int | None, Versions]:
    """By part, its grids with their versions."""
    found: dict[int | None, list[tuple[int, int]]] = defaultdict(list)
    asked = {"area": area_id, "parts": parts}
    for grid_id, version, part_id in db.session.execute(_select_grids(), asked):
        found[part_id].append((grid_id, version))
    return {part_id: tuple(versions) for part_id, versions in found.items()}


def _count_stale(kept: Mapping[int, WindowCells], grids: Sequence[tuple[int, int]]) -> None:
    stale = {pair for cells in kept.values() for pair in cells.list_stale(grids)}
    if not stale:
        return
    found: dict[tuple[int, int], list[Cell]] = defaultdict(list)
    asked = {"windows": list(kept), "grids": [grid_id for grid_id, _ in stale]}
    for window_id, grid_id, *cell in db.session.execute(_count_obligations(), asked):
        found[window_id, grid_id].append(Cell(*cell))
    for window_id, cells in kept.items():
        for grid_id, version in stale:
            cells.put(grid_id, version, tuple(found[window_id, grid_id]))


@cache
def _select_grids() -> Select[int, int, int | None]:
    part = aliased(AreaClosure)
    return (
        select(Area.id, func.coalesce(GridVersion.version, 0), part.ancestor_id)
        .join(AreaClosure, AreaClosure.area_id == Area.id)
        .outerjoin(GridVersion, GridVersion.grid_id == Area.id)
        .outerjoin(part, (part.area_id == Area.id) & is_any(part.ancestor_id, ids("parts")))
        .where(AreaClosure.ancestor_id == bindparam("area"), Area.level == "grid")
        .order_by(Area.id)
    )


@cache
def _count_obligations() -> Select[*tuple[Any, ...]]:
    group = (Obligation.window_id, Obligation.grid_id, Obligation.kind_id, Obligation.outcome)
    return (
        select(
            *group,
            func.count(),
            type_coerce(func.min(SINCE), UtcDateTime),
            func.max(Obligation.closed_gap_s),
        )
        .where(is_any(Obligation.window_id, ids("windows")))
        .where(is_any(Obligation.grid_id, ids("grids")))
        .group_by(*group)
    )
