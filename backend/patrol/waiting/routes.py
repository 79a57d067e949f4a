"""HTTP for what waits for one person."""

from flask import Response

from backend.core.bodies import Blueprint
from backend.patrol.waiting import queries
from backend.patrol.waiting.schemas import WaitingSchema
from backend.staff.access import current_actor, signed_in
from backend.staff.polling import revalidated_json

blp = Blueprint("waiting", __name__, description="How much waits for you")

_waiting = WaitingSchema()


@blp.route("/waiting", methods=["GET"])
@blp.doc(responses={304: {"description": "As before"}})
@blp.response(200, WaitingSchema)
@signed_in
def count_waiting() -> Response:
    """Count the visits that you may review and the findings that wait for you"""
    return revalidated_json(_waiting.dump(queries.count_waiting(current_actor())), volatile=())
