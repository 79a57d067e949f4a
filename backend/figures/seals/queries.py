"""Reading adjustments, always within the caller's territory."""

from typing import Any

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import aliased

from backend.core.errors import Problem
from backend.core.paging import fetch_page
from backend.figures.seals.models import Adjustment
from backend.patrol.checkins.models import Checkin
from backend.patrol.cycles.models import Obligation, Plan, WindowRow
from backend.patrol.cycles.queries import describe_window
from backend.registry.accounts.models import Account
from backend.registry.areas import territory
from backend.registry.areas.models import Area
from backend.registry.kinds.models import Kind
from backend.registry.sites.models import Site
from backend.staff.access import Actor
from backend.staff.extensions import db

WAITING = "waiting"

_Decider = aliased(Account)


def list_adjustments(actor: Actor, wanted: dict[str, Any]) -> dict[str, Any]:
    """A page of adjustments, newest first; `wanted` holds state, area, cursor and limit."""
    query = _select_adjustments(actor)
    if wanted["state"] == WAITING:
        query = query.where(Adjustment.verdict.is_(None))
    elif wanted["state"]:
        query = query.where(Adjustment.verdict == wanted["state"])
    if wanted["area"]:
        query = query.where(territory.below(frozenset((wanted["area"],)), Adjustment.grid_id))
    page = fetch_page(
        db.session,
        query,
        [Adjustment.id],
        cursor=wanted["cursor"],
        limit=wanted["limit"],
        descending=True,
    )
    return page.with_items([_describe(row) for row in page.rows])


def get_adjustment(actor: Actor, adjustment_id: int) -> dict[str, Any]:
    """One adjustment. Raises Problem("not-found")."""
    row = db.session.execute(
        _select_adjustments(actor).where(Adjustment.id == adjustment_id)
    ).first()
    if row is None:
        raise Problem("not-found")
    return _describe(row)


def _select_adjustments(actor: Actor) -> Select[Any]:
    return (
        select(Adjustment, Obligation.outcome, Checkin, Site, WindowRow)
        .add_columns(Kind.code.label("kind"), Area, Plan.code.label("plan"))
        .add_columns(Account.name.label("author"), _Decider.name.label("decider"))
        .join(Obligation, Obligation.id == Adjustment.obligation_id)
        .join(Checkin, Checkin.id == Adjustment.checkin_id)
        .join(Site, Site.id == Obligation.site_id)
        .join(Kind, Kind.id == Adjustment.kind_id)
        .join(Area, Area.id == Adjustment.grid_id)
        .join(WindowRow, WindowRow.id == Adjustment.window_id)
        .join(Plan, Plan.id == WindowRow.plan_id)
        .join(Account, Account.id == Checkin.author_id)
        .outerjoin(_Decider, _Decider.id == Adjustment.decided_by_id)
        .where(territory.within(actor, "coverage.read", Adjustment.grid_id))
        .execution_options(populate_existing=True)
    )


def _describe(row: Row[Any]) -> dict[str, Any]:
    adjustment, checkin = row.Adjustment, row.Checkin
    by = row.decider and {"id": adjustment.decided_by_id, "name": row.decider}
    return {
        "id": adjustment.id,
        "checkin": checkin.id,
        "site": {"id": row.Site.id, "name": row.Site.name, "kind": row.kind},
        "grid": row.Area,
        "window": describe_window(row.WindowRow, row.plan),
        "author": {"id": checkin.author_id, "name": row.author},
        "captured_at": checkin.captured_at,
        "received_at": checkin.received_at,
        "arrived_at": checkin.counts_since,
        "result": checkin.result,
        "sealed": row.outcome,
        "state": adjustment.verdict or WAITING,
        "before": adjustment.outcome_before,
        "after": adjustment.outcome_after,
        "by": by,
        "decided_at": adjustment.decided_at,
        "note": adjustment.note,
    }
