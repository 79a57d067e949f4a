"""HTTP for adjustments: late visits to sealed windows, and a leader's decision on each."""

from typing import Any

from backend.core import clock
from backend.core.bodies import Blueprint
from backend.figures.seals import adjusting, queries, schemas
from backend.staff.access import current_actor, needs
from backend.staff.extensions import db

blp = Blueprint("adjustments", __name__, description="Late visits to sealed windows")


@blp.route("/adjustments", methods=["GET"])
@blp.arguments(schemas.AdjustmentQuery, location="query")
@blp.response(200, schemas.AdjustmentPageSchema)
@needs("coverage.read")
def list_adjustments(wanted: dict[str, Any]) -> dict[str, Any]:
    """List the late visits in your territory, newest first"""
    return queries.list_adjustments(current_actor(), wanted)


@blp.route("/adjustments/<int:adjustment_id>", methods=["GET"])
@blp.response(200, schemas.AdjustmentSchema)
@needs("coverage.read")
def get_adjustment(adjustment_id: int) -> dict[str, Any]:
    """Get one late visit"""
    return queries.get_adjustment(current_actor(), adjustment_id)


@blp.route("/adjustments/<int:adjustment_id>/decision", methods=["POST"])
@blp.arguments(schemas.AdjustmentDecisionSchema)
@blp.response(200, schemas.AdjustmentSchema)
@needs("adjustment.decide")
def decide_adjustment(wanted: dict[str, Any], adjustment_id: int) -> dict[str, Any]:
    """Approve or refuse a late visit, with a reason

    The sealed figures stay as they are; the adjusted figures change. If somebody else decided
    first, the answer is 409 `already-decided` with that decision in `decided`.
    """
    actor = current_actor()
    adjusting.decide(actor, adjustment_id, wanted["verdict"], wanted["note"], clock.now())
    db.session.commit()
    return queries.get_adjustment(actor, adjustment_id)
