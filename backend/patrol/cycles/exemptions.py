"""Exempting an area from a window, for the weather or an emergency; taking that back.

An exemption waives every obligation of the area in that window, those that are there and those
that are opened later. The window's row is what both sides hold while they act: whoever opens
obligations shares it, whoever exempts has it alone. So an opening sees the exemption, or the
exemption sees what was opened; never neither.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import InstrumentedAttribute

from backend.core.errors import Fault, Problem
from backend.patrol.cycles import board_versions
from backend.patrol.cycles.exemption_rules import is_provisional, list_exemptable
from backend.patrol.cycles.models import Exemption, Plan, WindowRow
from backend.patrol.cycles.queries import versions_of
from backend.patrol.cycles.rules import Window
from backend.patrol.cycles.service import window_id
from backend.records.audit import service as audit
from backend.registry.accounts.queries import describe_first
from backend.registry.areas import territory
from backend.registry.areas.models import AreaClosure
from backend.staff import events
from backend.staff.access import Actor
from backend.staff.extensions import db


@dataclass(frozen=True)
class Waived:
    """The area and window whose obligations an exemption, or its withdrawal, touches."""

    window_id: int
    area_id: int


def grant(actor: Actor, wanted: dict[str, Any], now: datetime) -> Exemption:
    """Exempts an area from a window; `wanted` holds area_id, plan, window, cause and reason.

    Raises Problem("not-found"), ("invalid"), ("window-sealed"), or ("already-exempt") which says
    who was first.
    """
    territory.require(actor, "window.exempt", wanted["area_id"])
    held = _hold_alone(_window_row(wanted["plan"], wanted["window"], now), now)
    _check_not_exempt(held.id, wanted["area_id"])
    row = Exemption(
        window_id=held.id,
        area_id=wanted["area_id"],
        cause=wanted["cause"],
        reason=_said(wanted["reason"]),
        by_id=actor.account_id,
        at=now,
    )
    db.session.add(row)
    db.session.flush()
    _tell(row, "exemption.grant", actor.account_id, now)
    return row


def withdraw(actor: Actor, exemption_id: int, reason: str, now: datetime) -> None:
    """Takes an exemption back, while its window is provisional; it stays on record.

    Raises Problem("not-found"), ("invalid"), ("window-sealed"), or ("already-decided") which
    says who was first.
    """
    row = db.session.get(Exemption, exemption_id)
    if row is None or not territory.holds(actor, "window.exempt", row.area_id):
        raise Problem("not-found")
    _hold_alone(row.window_id, now)
    db.session.refresh(row)
    if row.withdrawn_at is not None:
        told = describe_first("exemption.withdraw", row.withdrawn_by_id, row.withdrawn_at)
        raise Problem("already-decided", changed=told)
    row.withdrawal, row.withdrawn_by_id, row.withdrawn_at = _said(reason), actor.account_id, now
    db.session.flush()
    _tell(row, "exemption.withdraw", actor.account_id, now)


def lock_shared(window_ids: Collection[int]) -> None:
    """Lets no exemption come between what is read next and the end of the transaction."""
    rows = select(WindowRow.id).where(WindowRow.id.in_(window_ids)).order_by(WindowRow.id)
    db.session.execute(rows.with_for_update(read=True)).all()


def is_waived(
    window: int | InstrumentedAttribute[int], grid: InstrumentedAttribute[int]
) -> ColumnElement[bool]:
    """The query: an exemption in force waives this window for the grid in this column."""
    return exists().where(
        Exemption.window_id == window,
        Exemption.withdrawn_at.is_(None),
        AreaClosure.ancestor_id == Exemption.area_id,
        AreaClosure.area_id == grid,
    )


def find_waived_grids(window: int, grid_ids: Collection[int]) -> set[int]:
    """Those of the grids that an exemption in force waives in this window."""
    rows = (
        select(AreaClosure.area_id)
        .join(Exemption, Exemption.area_id == AreaClosure.ancestor_id)
        .where(Exemption.window_id == window, Exemption.withdrawn_at.is_(None))
        .where(AreaClosure.area_id.in_(grid_ids))
    )
    return set(db.session.scalars(rows))


def check_provisional(window: WindowRow, now: datetime) -> None:
    """The one place that asks whether figures may still change. Raises Problem("window-sealed")."""
    if not is_provisional(window.ends_at, now):
        raise Problem("window-sealed")


def _window_row(plan_code: str, number: int, now: datetime) -> int:
    plan_id = db.session.scalar(select(Plan.id).where(Plan.code == plan_code))
    if plan_id is None:
        raise Problem("invalid", faults=[Fault("plan", "no_such")])
    open_to_it = {window.number: window for window in list_exemptable(versions_of(plan_id), now)}
    if number < min(open_to_it):
        raise Problem("window-sealed")
    window: Window | None = open_to_it.get(number)
    if window is None:
        raise Problem("invalid", faults=[Fault("window", "not_allowed")])
    return window_id(plan_id, window)


def _hold_alone(row_id: int, now: datetime) -> WindowRow:
    """The window, held against openings and other exemptions; visits go on being stored."""
    found = select(WindowRow).where(WindowRow.id == row_id).with_for_update(key_share=True)
    window = db.session.scalars(found.execution_options(populate_existing=True)).one()
    check_provisional(window, now)
    return window


def _check_not_exempt(row_id: int, area_id: int) -> None:
    found = db.session.execute(
        select(Exemption.by_id, Exemption.at).where(
            Exemption.window_id == row_id,
            Exemption.area_id == area_id,
            Exemption.withdrawn_at.is_(None),
        )
    ).first()
    if found is not None:
        raise Problem("already-exempt", changed=describe_first("exemption.grant", *found))


def _said(reason: str) -> str:
    if not reason.strip():
        raise Problem("invalid", faults=[Fault("reason", "reason_needed")])
    return reason.strip()


def _tell(row: Exemption, action: str, by_id: int, now: datetime) -> None:
    detail = {"window": row.window_id, "area": row.area_id, "cause": row.cause}
    audit.record(by_id, action, "exemption", row.id, now, detail)
    events.exemption_changed.send(Waived(row.window_id, row.area_id))
    board_versions.mark_changed(
        db.session.scalars(territory.areas_below(frozenset((row.area_id,))))
    )
