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
    """List the accountability steps in your territory, newest first"""
    return queries.list_steps(current_actor(), wanted, clock.now())


@blp.route("/steps/<int:step_id>", methods=["GET"])
@blp.response(200, schemas.StepDetailSchema)
@needs("step.read")
def get_step(step_id: int) -> dict[str, Any]:
    """Get one step, with its moves and the people responsible for the area"""
    return service.get_step(current_actor(), step_id, clock.now())


@blp.route("/steps/<int:step_id>/moves", methods=["POST"])
@blp.arguments(schemas.StepMoveDraftSchema)
@blp.response(200, schemas.StepDetailSchema)
@needs("step.read")
def move_step(wanted: dict[str, Any], step_id: int) -> dict[str, Any]:
    """Decide on a proposal, answer a step, return the answer, close the step or extend a listing

    To extend moves the date of a listing (挂牌整治), twice at most and each time by half a year at
    most. It may also be the answer to an accountability proposal, which is then set aside.
    The answer is 409 if the step does not allow this move now, or somebody else has just made
    a move.
    """
    actor, now = current_actor(), clock.now()
    service.move_step(actor, step_id, wanted, now)
    found = service.get_step(actor, step_id, now)
    db.session.commit()
    return found
