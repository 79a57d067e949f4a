"""HTTP for cross-checks."""

from typing import Any

from backend.core import clock
from backend.core.bodies import Blueprint
from backend.core.wire import PageQuery
from backend.oversight.cross_checks import queries, schemas, service
from backend.staff.access import current_actor, needs
from backend.staff.extensions import db

blp = Blueprint("cross_checks", __name__)


@blp.route("/cross-checks", methods=["POST"])
@blp.arguments(schemas.CrossCheckDraftSchema)
@blp.response(201, schemas.CrossCheckDetailSchema)
@needs("cross_check.draw")
def draw_cross_check(draft: dict[str, Any]) -> dict[str, Any]:
    """Draw sites of one town to be visited by officers of another

    Sites are drawn by kind and risk from a stored seed; see docs/decisions/0036-supervision.md.
    """
    actor, now = current_actor(), clock.now()
    check_id = service.draw(actor, draft, now)
    found = queries.get_cross_check(actor, check_id, now)
    db.session.commit()
    return found


@blp.route("/cross-checks", methods=["GET"])
@blp.arguments(PageQuery, location="query")
@blp.response(200, schemas.CrossChecksSchema)
@needs("cross_check.read")
def list_cross_checks(wanted: dict[str, Any]) -> dict[str, Any]:
    """List the cross-checks of the towns in your territory, newest first"""
    return queries.list_cross_checks(
        current_actor(), wanted["cursor"], wanted["limit"], clock.now()
    )


@blp.route("/cross-checks/due", methods=["GET"])
@blp.response(200, schemas.DueChecksSchema)
@needs("checkin.create")
def list_due_cross_checks() -> dict[str, Any]:
    """List the sites of another town that you are to visit now

    Send visits to /checkins as usual; they do not count towards coverage.
    """
    return queries.list_due_sites(current_actor(), clock.now())


@blp.route("/cross-checks/<int:check_id>", methods=["GET"])
@blp.response(200, schemas.CrossCheckDetailSchema)
@needs("cross_check.read")
def get_cross_check(check_id: int) -> dict[str, Any]:
    """Get one cross-check, with both visits to each site"""
    return queries.get_cross_check(current_actor(), check_id, clock.now())


@blp.route("/cross-checks/<int:check_id>/stop", methods=["POST"])
@blp.response(200, schemas.CrossCheckDetailSchema)
@needs("cross_check.draw")
def stop_cross_check(check_id: int) -> dict[str, Any]:
    """End a running cross-check now; its visits stay"""
    actor, now = current_actor(), clock.now()
    service.stop(actor, check_id, now)
    found = queries.get_cross_check(actor, check_id, now)
    db.session.commit()
    return found
