"""Late visits: each that could change something becomes an adjustment that waits."""

from typing import Any

from sqlalchemy import ColumnElement, Select, select

from backend.figures.seals.models import Adjustment
from backend.figures.seals.rules import could_change
from backend.patrol.checkins.models import Checkin
from backend.patrol.checkins.recount import arrived_at
from backend.patrol.checkins.rules import COUNTING, Result
from backend.patrol.cycles import board_versions
from backend.patrol.cycles.models import Obligation, WindowRow
from backend.patrol.cycles.rules import Outcome, cut_off
from backend.staff.extensions import db, insert_new


def on_visit_came_late(checkin: Checkin) -> None:
    """Receiver: asks a leader about a late visit to a sealed window.

    While the window is not sealed yet it only waits: sealing finds it. The lock lets a visit
    and a seal that are written at once see each other.
    """
    sealed = select(WindowRow.sealed_at).where(WindowRow.id == checkin.window_id)
    if db.session.scalar(sealed.with_for_update(read=True)) is not None:
        _add_adjustments(_select_late(Checkin.id == checkin.id))


def add_adjustments_of(window: WindowRow) -> None:
    """Adds the adjustments of all that came after the cut-off and before the seal."""
    late = arrived_at() >= cut_off(window.ends_at)
    _add_adjustments(
        _select_late(Checkin.window_id == window.id, Checkin.standing.in_(COUNTING), late)
    )


def _add_adjustments(late: Select[int, str, int, str, int, int, int]) -> None:
    rows: list[dict[str, Any]] = [
        {
            "checkin_id": checkin_id,
            "obligation_id": obligation_id,
            "window_id": window_id,
            "grid_id": grid_id,
            "kind_id": kind_id,
            "note": "",
        }
        for checkin_id, result, obligation_id, outcome, window_id, grid_id, kind_id in (
            db.session.execute(late)
        )
        if could_change(Outcome(outcome), attempted=result == Result.ATTEMPTED)
    ]
    if rows:
        db.session.execute(insert_new(Adjustment), rows)
        board_versions.mark_changed({row["grid_id"] for row in rows})


def _select_late(*which: ColumnElement[bool]) -> Select[int, str, int, str, int, int, int]:
    """Visits with the obligation that they came too late for; others have no row."""
    return (
        select(
            Checkin.id,
            Checkin.result,
            Obligation.id,
            Obligation.outcome,
            Obligation.window_id,
            Obligation.grid_id,
            Obligation.kind_id,
        )
        .join(
            Obligation,
            (Obligation.site_id == Checkin.site_id) & (Obligation.window_id == Checkin.window_id),
        )
        .where(*which)
        .order_by(Checkin.id)
    )
