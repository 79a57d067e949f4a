"""Seals beside a recount of their windows as of the cut-off, and beside the journal."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import select

from backend.figures.integrity.rules import Difference
from backend.figures.seals.counting import WindowCount, count_window
from backend.figures.seals.models import Seal, SealedFigures, SealedTotal
from backend.figures.seals.rules import covers_names
from backend.patrol.cycles.models import Plan, WindowRow
from backend.records.audit.models import AuditRow
from backend.staff.extensions import db

KIND = "window"
SEALED = "window.sealed"


def compare_seals(ids: Sequence[int]) -> Iterator[Difference]:
    """How these sealed windows differ; each is counted anew, one after another."""
    for window_id in ids:
        window = db.session.get_one(WindowRow, window_id)
        for what in _compare(window):
            yield Difference(KIND, window_id, what)


def _compare(window: WindowRow) -> Iterator[str]:
    seal = db.session.get(Seal, window.id)
    if seal is None:
        yield "it is sealed without a seal"
        return
    names = seal.names if covers_names(seal.layout) else None
    count = count_window(db.session.get_one(Plan, window.plan_id), window, names)
    if (count.digest, count.number) != (seal.digest, seal.obligations):
        yield "its digest is not that of its obligations, visits and names"
    if count.differing:
        yield f"{len(count.differing)} of its obligations are not what was sealed"
    yield from _compare_figures(window.id, count)
    yield from _compare_totals(window.id, count)
    yield from _compare_journal(seal)


def _compare_figures(window_id: int, count: WindowCount) -> Iterator[str]:
    rows = select(SealedFigures).where(SealedFigures.window_id == window_id)
    stored = {(row.grid_id, row.kind_id): row for row in db.session.scalars(rows)}
    for grid_id, kind_id, figures in count.figures():
        row = stored.pop((grid_id, kind_id), None)
        names = [name for name, value in figures.items() if getattr(row, name, None) != value]
        if names:
            yield f"figures of grid {grid_id}, kind {kind_id} differ: {', '.join(names)}"
    for grid_id, kind_id in sorted(stored):
        yield f"figures of grid {grid_id}, kind {kind_id} come from nowhere"


def _compare_totals(window_id: int, count: WindowCount) -> Iterator[str]:
    rows = select(SealedTotal).where(SealedTotal.window_id == window_id)
    stored = {row.area_id: row for row in db.session.scalars(rows)}
    told = dict(count.totals())
    for area_id in sorted(stored.keys() | told.keys()):
        row, figures = stored.get(area_id), told.get(area_id)
        same = row and figures and all(getattr(row, name) == figures[name] for name in figures)
        if not same:
            yield f"figures of area {area_id} are not those of its grids"


def _compare_journal(seal: Seal) -> Iterator[str]:
    lines = select(AuditRow.detail).where(
        AuditRow.subject == "window",
        AuditRow.subject_id == str(seal.window_id),
        AuditRow.action == SEALED,
    )
    told: list[Any] = list(db.session.scalars(lines))
    if not told:
        yield "the journal has no row of its seal"
    elif any(each["digest"] != seal.digest for each in told):
        yield "the journal names another digest"
