"""HTTP for supervision."""

from typing import Any

from flask import Response, current_app

from backend.core import clock
from backend.core.bodies import Blueprint
from backend.core.wire import PageQuery
from backend.oversight.accountability import (
    queries as step_queries,
)
from backend.oversight.accountability import (
    schemas,
)
from backend.oversight.accountability import (
    service as step_service,
)
from backend.oversight.accountability.policy import Policy
from backend.oversight.cross_checks import queries as check_queries
from backend.oversight.cross_checks import service as check_service
from backend.oversight.rankings import queries
from backend.staff.access import current_actor, needs
from backend.staff.extensions import db
from backend.staff.polling import revalidated_json

blp = Blueprint("supervision", __name__, description="Areas beside each other")

_ranking = schemas.RankingSchema()
_UNCHANGED = {304: {"description": "As before"}}


@blp.route("/rankings", methods=["GET"])
@blp.doc(responses=_UNCHANGED)
@blp.arguments(schemas.RankingQuery, location="query")
@blp.response(200, schemas.RankingSchema)
@needs("ranking.read")
def get_ranking(wanted: dict[str, Any]) -> Response:
    """The towns, villages or grids of an area by outcome over windows that have ended

    Areas alone, never persons; figures of one plan alone.
    """
    found = queries.ranked(current_actor(), wanted, policy().ranking, clock.now())
    return revalidated_json(_ranking.dump(found), volatile=("now",))


@blp.route("/rankings/own", methods=["GET"])
@blp.doc(responses=_UNCHANGED)
@blp.arguments(schemas.OwnRankingQuery, location="query")
@blp.response(200, schemas.RankingSchema)
@needs("coverage.read")
def get_own_ranking(wanted: dict[str, Any]) -> Response:
    """The figures of one's own areas; ranks only where the county shows them"""
    found = queries.own(current_actor(), wanted, policy().ranking, clock.now())
    return revalidated_json(_ranking.dump(found), volatile=("now",))


@blp.route("/steps", methods=["GET"])
@blp.arguments(schemas.StepQuery, location="query")
@blp.response(200, schemas.StepsSchema)
@needs("step.read")
def list_steps(wanted: dict[str, Any]) -> dict[str, Any]:
    """The accountability steps of one's territory, newest first"""
    return step_queries.listed(current_actor(), wanted, clock.now())


@blp.route("/steps/<int:step_id>", methods=["GET"])
@blp.response(200, schemas.StepDetailSchema)
@needs("step.read")
def get_step(step_id: int) -> dict[str, Any]:
    """One step, with all its moves and the posts that answer for the area"""
    return step_service.show(current_actor(), step_id, clock.now())


@blp.route("/steps/<int:step_id>/moves", methods=["POST"])
@blp.arguments(schemas.StepMoveDraftSchema)
@blp.response(200, schemas.StepDetailSchema)
@needs("step.read")
def move_step(wanted: dict[str, Any], step_id: int) -> dict[str, Any]:
    """Decide on a proposal, answer a step, return the answer, or close it

    409 for a move that the step does not allow now, or that somebody else has just made.
    """
    actor, now = current_actor(), clock.now()
    step_service.move(actor, step_id, wanted, now)
    shown = step_service.show(actor, step_id, now)
    db.session.commit()
    return shown


@blp.route("/cross-checks", methods=["POST"])
@blp.arguments(schemas.CrossCheckDraftSchema)
@blp.response(201, schemas.CrossCheckDetailSchema)
@needs("cross_check.draw")
def draw_cross_check(draft: dict[str, Any]) -> dict[str, Any]:
    """Draw sites of one town for officers of another

    By a seed that is kept, by kind and by risk; see docs/decisions/0036-supervision.md.
    """
    actor, now = current_actor(), clock.now()
    check_id = check_service.draw(actor, draft, now)
    shown = check_queries.show(actor, check_id, now)
    db.session.commit()
    return shown


@blp.route("/cross-checks", methods=["GET"])
@blp.arguments(PageQuery, location="query")
@blp.response(200, schemas.CrossChecksSchema)
@needs("cross_check.read")
def list_cross_checks(wanted: dict[str, Any]) -> dict[str, Any]:
    """The cross-checks of the towns of one's territory, newest first"""
    return check_queries.listed(current_actor(), wanted["cursor"], wanted["limit"], clock.now())


@blp.route("/cross-checks/due", methods=["GET"])
@blp.response(200, schemas.DueChecksSchema)
@needs("checkin.create")
def list_due_cross_checks() -> dict[str, Any]:
    """The sites of another town that one is to look at now

    Visits to them are sent to /checkins like all others; they stand aside.
    """
    return check_queries.due(current_actor(), clock.now())


@blp.route("/cross-checks/<int:check_id>", methods=["GET"])
@blp.response(200, schemas.CrossCheckDetailSchema)
@needs("cross_check.read")
def get_cross_check(check_id: int) -> dict[str, Any]:
    """One cross-check, with both visits to each site beside each other"""
    return check_queries.show(current_actor(), check_id, clock.now())


@blp.route("/cross-checks/<int:check_id>/stop", methods=["POST"])
@blp.response(200, schemas.CrossCheckDetailSchema)
@needs("cross_check.draw")
def stop_cross_check(check_id: int) -> dict[str, Any]:
    """End a running cross-check now; what was found stays"""
    actor, now = current_actor(), clock.now()
    check_service.stop(actor, check_id, now)
    shown = check_queries.show(actor, check_id, now)
    db.session.commit()
    return shown


def policy() -> Policy:
    found: Policy = current_app.extensions["supervision"]
    return found
