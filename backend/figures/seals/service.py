"""Sealing: a window is counted anew from its visits, frozen, and given a digest.

A sweep, one window per transaction, oldest first. The cut-off depends on the window alone, so
a job that runs late, twice or three times at once leaves the same seal: the row of the window
decides who makes it.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update

from backend.figures.seals import late, recount, rules
from backend.figures.seals.models import Seal, SealedFigures
from backend.figures.seals.recount import RecountedObligation
from backend.patrol.cycles import board_versions
from backend.patrol.cycles.models import Plan, WindowRow
from backend.patrol.cycles.obligations import store_results
from backend.patrol.cycles.results import SECOND, ObligationResult
from backend.patrol.cycles.rules import Outcome, State, Window, state, tally
from backend.records.audit import service as audit
from backend.staff.extensions import db


def seal_next(now: datetime) -> bool:
    """Seals the oldest window that may be; false when there was none.

    The caller commits after each call and calls again.
    """
    for plan in db.session.scalars(select(Plan).order_by(Plan.id)):
        window = _find_oldest_unsealed(plan.id)
        if window is not None and rules.may_seal(window.ends_at, now):
            seal(plan, window, now)
            return True
    return False


def seal(plan: Plan, window: WindowRow, now: datetime) -> None:
    """Seals this window, unless another worker did so a moment ago."""
    updated: Any = db.session.execute(
        update(WindowRow)
        .where(WindowRow.id == window.id, WindowRow.sealed_at.is_(None))
        .values(sealed_at=now)
    )
    if not updated.rowcount:
        db.session.expire(window)
        return
    count = _Count(plan, window)
    for recounted in recount.recount_window(window, _find_window_before(window)):
        count.add(recounted)
    store_results(count.differing)
    rows: list[dict[str, Any]] = [
        {"window_id": window.id, "grid_id": grid_id, "kind_id": kind_id, **figures}
        for grid_id, kind_id, figures in count.figures()
    ]
    if rows:
        db.session.execute(insert(SealedFigures), rows)
        board_versions.touch({row["grid_id"] for row in rows})
    frozen = {"digest": count.digest, "obligations": count.number, "mended": len(count.differing)}
    db.session.execute(insert(Seal).values(window_id=window.id, sealed_at=now, **frozen))
    late.add_adjustments_of(window)
    audit.record(None, "window.sealed", "window", window.id, now, frozen)


class _Count:
    """What a window's obligations add up to, one after another."""

    def __init__(self, plan: Plan, window: WindowRow) -> None:
        shape = Window(window.number, window.starts_on, window.ends_on)
        self._hash = hashlib.sha256(rules.format_heading(plan.code, shape).encode())
        self._ends_at = window.ends_at
        self._outcomes: dict[tuple[int, int], Counter[Outcome]] = defaultdict(Counter)
        self._gaps: dict[tuple[int, int], int] = {}
        self.differing: list[tuple[int, ObligationResult]] = []
        self.number = 0

    @property
    def digest(self) -> str:
        return self._hash.hexdigest()

    def add(self, recounted: RecountedObligation) -> None:
        found, cell = recounted.found, (recounted.grid_id, recounted.kind_id)
        self._hash.update(rules.format_line(recounted.key, found, recounted.uids).encode())
        self.number += 1
        if found != recounted.stored:
            self.differing.append((recounted.id, found))
        self._outcomes[cell][found.outcome] += 1
        if found.outcome is not Outcome.EXEMPT:
            since_last = (self._ends_at - (found.last_at or found.gap_from)) // SECOND
            self._gaps[cell] = max(self._gaps.get(cell, 0), found.closed_gap_s, since_last)

    def figures(self) -> Iterator[tuple[int, int, dict[str, int | None]]]:
        """By grid and kind."""
        for (grid_id, kind_id), outcomes in sorted(self._outcomes.items()):
            figures = tally(self._states(outcomes), self._gaps.get((grid_id, kind_id)))
            names = ("covered", "attempted", "exempt", "missed", "longest_gap_s")
            yield grid_id, kind_id, {name: getattr(figures, name) for name in names}

    def _states(self, outcomes: Counter[Outcome]) -> Iterator[tuple[State, int]]:
        for each, number in outcomes.items():
            yield state(each, self._ends_at, self._ends_at), number


def _find_oldest_unsealed(plan_id: int) -> WindowRow | None:
    """The first window of a plan that was opened and is not sealed."""
    return db.session.scalar(
        select(WindowRow)
        .where(
            WindowRow.plan_id == plan_id,
            WindowRow.opened_at.is_not(None),
            WindowRow.sealed_at.is_(None),
        )
        .order_by(WindowRow.starts_on)
        .limit(1)
    )


def _find_window_before(window: WindowRow) -> int | None:
    return db.session.scalar(
        select(WindowRow.id).where(
            WindowRow.plan_id == window.plan_id, WindowRow.ends_on == window.starts_on
        )
    )
