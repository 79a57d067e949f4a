"""Reading new boundaries: by whoever watches one of the grids that they draw."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import aliased

from backend.core.clock import midnight
from backend.core.errors import Problem
from backend.core.paging import fetch_page
from backend.patrol.cycles.queries import list_plans, versions_of
from backend.patrol.redraws import rules
from backend.patrol.redraws.models import Redraw, RedrawMove, RedrawShape
from backend.patrol.redraws.proposal import Proposal
from backend.registry.accounts.models import Account
from backend.registry.areas import territory
from backend.registry.areas.models import Area
from backend.registry.kinds.models import Kind
from backend.registry.sites.models import Site
from backend.staff.access import Actor
from backend.staff.extensions import db

_By, _Canceller = aliased(Account), aliased(Account)


def list_effective_days(now: datetime) -> list[date]:
    """From when a new boundary may be in force."""
    return rules.boundaries([versions_of(plan.id) for plan in list_plans()], now)


def preview(proposal: Proposal) -> dict[str, Any]:
    """What a proposal would do, in names."""
    moving = proposal.moves.to
    sites = _sites([*moving, *proposal.moves.outside])
    grids = _names({*proposal.shapes, *moving.values(), *(each["grid"] for each in sites.values())})
    return {
        "grids": [grids[grid_id] for grid_id in sorted(proposal.shapes)],
        "moves": [
            {"site": sites[site_id], "before": grids[sites[site_id]["grid"]], "after": grids[to_id]}
            for site_id, to_id in moving.items()
        ],
        "outside": [sites[site_id] for site_id in proposal.moves.outside],
    }


def list_redraws(actor: Actor, cursor: str | None, limit: int, now: datetime) -> dict[str, Any]:
    """A page of new boundaries in one's territory, newest first."""
    page = fetch_page(
        db.session, _rows(actor), [Redraw.id], cursor=cursor, limit=limit, descending=True
    )
    return page.with_items(_shown(actor, page.rows, now))


def get_redraw(actor: Actor, redraw_id: int, now: datetime) -> dict[str, Any]:
    """Raises Problem("not-found")."""
    row = db.session.execute(_rows(actor).where(Redraw.id == redraw_id)).first()
    if row is None:
        raise Problem("not-found")
    return _shown(actor, [row], now)[0]


def _rows(actor: Actor) -> Select[Any]:
    mine = exists().where(
        RedrawShape.redraw_id == Redraw.id,
        territory.within(actor, "coverage.read", RedrawShape.area_id),
    )
    return (
        select(Redraw)
        .add_columns(_By, _Canceller)
        .join(_By, _By.id == Redraw.by_id)
        .outerjoin(_Canceller, _Canceller.id == Redraw.cancelled_by_id)
        .where(mine)
    )


def _shown(actor: Actor, rows: Sequence[Any], now: datetime) -> list[dict[str, Any]]:
    ids = [row.Redraw.id for row in rows]
    grids: dict[int, list[Any]] = defaultdict(list)
    seen = territory.within(actor, "coverage.read", Area.id)
    ours = territory.within(actor, "grid.redraw", Area.id)
    shaped = (
        select(RedrawShape.redraw_id, Area, seen.label("seen"), ours.label("ours"))
        .join(Area, Area.id == RedrawShape.area_id)
        .where(RedrawShape.redraw_id.in_(ids))
        .order_by(Area.id)
    )
    for row in db.session.execute(shaped):
        grids[row.redraw_id].append(row)
    moves = _moves(ids, actor)
    return [_one(row, grids[row.Redraw.id], moves.get(row.Redraw.id, 0), now) for row in rows]


def _moves(ids: Sequence[int], actor: Actor) -> dict[int, int]:
    """How many sites of one's territory each of them moves."""
    mine = (
        select(RedrawMove.redraw_id, func.count())
        .where(RedrawMove.redraw_id.in_(ids))
        .where(territory.within(actor, "coverage.read", RedrawMove.from_id))
        .group_by(RedrawMove.redraw_id)
    )
    return {row[0]: row[1] for row in db.session.execute(mine)}


def _one(row: Any, grids: Sequence[Any], moves: int, now: datetime) -> dict[str, Any]:
    redraw, by, canceller = row
    begun = redraw.applied_at is not None or midnight(redraw.effective_on) <= now
    state = "cancelled" if redraw.cancelled_at else "in_force" if begun else "waiting"
    return {
        "id": redraw.id,
        "effective_on": redraw.effective_on,
        "reason": redraw.reason,
        "grids": [grid.Area for grid in grids if grid.seen],
        "moves": moves,
        "by": by,
        "at": redraw.at,
        "state": state,
        "cancelled_by": canceller,
        "cancelled_at": redraw.cancelled_at,
        "may_cancel": state == "waiting" and all(grid.ours for grid in grids),
    }


def _sites(site_ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    rows = db.session.execute(
        select(Site.id, Site.name, Site.grid_id, Kind.code)
        .join(Kind, Kind.id == Site.kind_id)
        .where(Site.id.in_(site_ids))
    )
    return {
        row.id: {"id": row.id, "name": row.name, "kind": row.code, "grid": row.grid_id}
        for row in rows
    }


def _names(grid_ids: set[int]) -> Mapping[int, Area]:
    return {area.id: area for area in db.session.scalars(select(Area).where(Area.id.in_(grid_ids)))}
