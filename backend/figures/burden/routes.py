"""HTTP for the effort that visits take."""

from typing import Any

from backend.core.bodies import Blueprint
from backend.core.database import reading
from backend.figures.burden import queries
from backend.figures.burden.schemas import BurdenQuery, BurdenSchema
from backend.staff.access import current_actor, needs

blp = Blueprint("burden", __name__, description="The effort that visits take")


@blp.route("/burden", methods=["GET"])
@blp.arguments(BurdenQuery, location="query")
@blp.response(200, BurdenSchema)
@needs("coverage.read")
def get_burden(wanted: dict[str, Any]) -> dict[str, Any]:
    """Get the median taps, seconds, photos and megabytes of a visit by area, never by person"""
    with reading():
        return queries.find_burden(current_actor(), wanted)
