"""HTTP for findings.

Open to everyone who is signed in: whoever is given something to mend sees it, whatever the
role. The queries narrow all else to the territory.
"""

from typing import Any

from backend.core import clock
from backend.core.bodies import Blueprint
from backend.patrol.findings import queries, service
from backend.patrol.findings.schemas import (
    FindingDetailSchema,
    FindingMoveDraftSchema,
    FindingQuerySchema,
    FindingsSchema,
)
from backend.staff.access import current_actor, signed_in
from backend.staff.extensions import db

blp = Blueprint("findings", __name__, description="What was found wrong, until it is closed")


@blp.route("/findings", methods=["GET"])
@blp.arguments(FindingQuerySchema, location="query")
@blp.response(200, FindingsSchema)
@signed_in
def list_findings(query: dict[str, Any]) -> dict[str, Any]:
    """List the findings of your territory and those assigned to you, newest first"""
    return queries.list_findings(current_actor(), query, clock.now())


@blp.route("/findings/<int:finding_id>", methods=["GET"])
@blp.response(200, FindingDetailSchema)
@signed_in
def get_finding(finding_id: int) -> dict[str, Any]:
    """Get one finding with its history"""
    return queries.get_finding(current_actor(), finding_id, clock.now())


@blp.route("/findings/<int:finding_id>/moves", methods=["POST"])
@blp.arguments(FindingMoveDraftSchema)
@blp.response(201, FindingDetailSchema)
@signed_in
def move_finding(wanted: dict[str, Any], finding_id: int) -> dict[str, Any]:
    """Assign, note, close (a second person) or reopen"""
    now = clock.now()
    service.move(current_actor(), finding_id, wanted, now)
    shown = queries.get_finding(current_actor(), finding_id, now)
    db.session.commit()
    return shown
