"""HTTP for findings.

Open to everyone who is signed in: whoever is given something to mend sees it, whatever the
role. The queries narrow all else to the territory.
"""

from typing import Any

from flask import Response

from backend.core import clock
from backend.core.bodies import Blueprint
from backend.patrol.checkins.queries import find_checkin
from backend.patrol.findings import move_photos, queries, service
from backend.patrol.findings.schemas import (
    FindingDetailSchema,
    FindingMoveDraftSchema,
    FindingQuerySchema,
    FindingsSchema,
    FollowedFindingSchema,
)
from backend.records.photos.schemas import SizeQuery
from backend.records.photos.showing import show
from backend.staff.access import current_actor, signed_in
from backend.staff.extensions import db

blp = Blueprint("findings", __name__, description="What was found wrong, until it is closed")


@blp.route("/findings", methods=["GET"])
@blp.arguments(FindingQuerySchema, location="query")
@blp.response(200, FindingsSchema)
@signed_in
def list_findings(query: dict[str, Any]) -> dict[str, Any]:
    """List the findings of your territory and those assigned to you

    Open ones come soonest due first, all others newest first.
    """
    return queries.list_findings(current_actor(), query, clock.now())


@blp.route("/findings/<int:finding_id>", methods=["GET"])
@blp.response(200, FindingDetailSchema)
@signed_in
def get_finding(finding_id: int) -> dict[str, Any]:
    """Get one finding with its history"""
    return queries.get_finding(current_actor(), finding_id, clock.now())


@blp.route("/checkins/<int:number>/finding", methods=["GET"])
@blp.response(200, FollowedFindingSchema)
@signed_in
def get_finding_of_visit(number: int) -> dict[str, Any]:
    """Get the finding that a visit opened, and who is to see to it"""
    now = clock.now()
    return queries.get_finding_of_visit(find_checkin(current_actor(), number), now)


@blp.route("/findings/<int:finding_id>/photos/<sha256>", methods=["GET"])
@blp.arguments(SizeQuery, location="query")
@blp.response(200, {"format": "binary", "type": "string"}, content_type="image/jpeg")
@signed_in
def get_finding_photo(wanted: dict[str, Any], finding_id: int, sha256: str) -> Response:
    """Get a photo of a move, in the same forms as the photos of visits"""
    photo = move_photos.find_photo(current_actor(), finding_id, sha256)
    return show(photo, wanted["size"])


@blp.route("/findings/<int:finding_id>/moves", methods=["POST"])
@blp.arguments(FindingMoveDraftSchema)
@blp.response(201, FindingDetailSchema)
@signed_in
def move_finding(wanted: dict[str, Any], finding_id: int) -> dict[str, Any]:
    """Assign, note, rectify (with photos), return or close (a second person), or reopen"""
    now = clock.now()
    service.move(current_actor(), finding_id, wanted, now)
    shown = queries.get_finding(current_actor(), finding_id, now)
    db.session.commit()
    return shown
