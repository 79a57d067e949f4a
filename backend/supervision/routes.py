"""HTTP for supervision."""

from typing import Any

from flask import Response, current_app

from backend import clock
from backend.access import current_actor, needs
from backend.bodies import Blueprint
from backend.polling import revalidated_json
from backend.supervision import queries, schemas
from backend.supervision.policy import Policy

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


def policy() -> Policy:
    found: Policy = current_app.extensions["supervision"]
    return found
