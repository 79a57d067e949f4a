"""HTTP for accountability steps."""

from typing import Any

from backend.core import clock
from backend.core.bodies import Blueprint
from backend.oversight.accountability import queries, schemas, service
from backend.staff.access import current_actor, needs
from backend.staff.extensions import db

blp = Blueprint("accountability", __name__)


@blp.route("/steps", methods=["GET"])
@blp.arguments(schemas.StepQuery, location="query")
@blp.response(200, schemas.StepsSchema)
@needs("step.read")
def list_steps(wanted: dict[str, Any]) -> dict[str, Any]:
    """The accountability steps of one's territory, newest first"""
    return queries.list_steps(current_actor(), wanted, clock.now())


@blp.route("/steps/<int:step_id>", methods=["GET"])
@blp.response(200, schemas.StepDetailSchema)
@needs("step.read")
def get_step(step_id: int) -> dict[str, Any]:
    """One step, with all its moves and the posts that answer for the area"""
    return service.get_step(current_actor(), step_id, clock.now())


@blp.route("/steps/<int:step_id>/moves", methods=["POST"])
@blp.arguments(schemas.StepMoveDraftSchema)
@blp.response(200, schemas.StepDetailSchema)
@needs("step.read")
def move_step(wanted: dict[str, Any], step_id: int) -> dict[str, Any]:
    """Decide on a proposal, answer a step, return the answer, or close it

    409 for a move that the step does not allow now, or that somebody else has just made.
    """
    actor, now = current_actor(), clock.now()
    service.move_step(actor, step_id, wanted, now)
    found = service.get_step(actor, step_id, now)
    db.session.commit()
    return found
