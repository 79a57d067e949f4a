"""HTTP for new boundaries of grids."""

from typing import Any

from backend.core import clock
from backend.core.bodies import Blueprint
from backend.core.wire import PageQuery
from backend.patrol.redraws import queries, service
from backend.patrol.redraws.proposal import propose
from backend.patrol.redraws.schemas import (
    RedrawDaysSchema,
    RedrawDraftSchema,
    RedrawPlanSchema,
    RedrawPreviewSchema,
    RedrawSchema,
    RedrawsSchema,
)
from backend.staff.access import current_actor, needs
from backend.staff.extensions import db

blp = Blueprint("redraws", __name__, description="Grids that are drawn anew from a window on")


@blp.route("/redraws", methods=["GET"])
@blp.arguments(PageQuery, location="query")
@blp.response(200, RedrawsSchema)
@needs("coverage.read")
def list_redraws(query: dict[str, Any]) -> dict[str, Any]:
    """List the redrawn boundaries of grids in your territory, newest first"""
    return queries.list_redraws(current_actor(), query["cursor"], query["limit"], clock.now())


@blp.route("/redraws/options", methods=["GET"])
@blp.response(200, RedrawDaysSchema)
@needs("grid.redraw")
def list_redraw_days() -> dict[str, Any]:
    """List the next days from which new boundaries can be in force"""
    return {"days": queries.list_effective_days(clock.now())}


@blp.route("/redraws/preview", methods=["POST"])
@blp.arguments(RedrawPlanSchema)
@blp.response(200, RedrawPreviewSchema)
@needs("grid.redraw")
def preview_redraw(wanted: dict[str, Any]) -> dict[str, Any]:
    """Preview which sites new boundaries would move; nothing is stored"""
    proposal = propose(current_actor(), wanted["features"], wanted["datum"])
    return queries.preview(proposal)


@blp.route("/redraws", methods=["POST"])
@blp.arguments(RedrawDraftSchema)
@blp.response(201, RedrawSchema)
@needs("grid.redraw")
def confirm_redraw(wanted: dict[str, Any]) -> dict[str, Any]:
    """Redraw grids from a day on; on that day the sites concerned change grid"""
    now = clock.now()
    row = service.confirm(current_actor(), wanted, now)
    shown = queries.get_redraw(current_actor(), row.id, now)
    db.session.commit()
    return shown


@blp.route("/redraws/<int:redraw_id>/cancellation", methods=["POST"])
@blp.response(200, RedrawSchema)
@needs("grid.redraw")
def cancel_redraw(redraw_id: int) -> dict[str, Any]:
    """Cancel new boundaries that are not yet in force"""
    now = clock.now()
    service.cancel(current_actor(), redraw_id, now)
    shown = queries.get_redraw(current_actor(), redraw_id, now)
    db.session.commit()
    return shown
