"""HTTP for rankings."""

from typing import Any

from flask import Response

from backend.core import clock
from backend.core.bodies import Blueprint
from backend.oversight.rankings import queries, schemas
from backend.oversight.rankings.policy import ranking_policy
from backend.staff.access import current_actor, needs
from backend.staff.polling import revalidated_json

blp = Blueprint("rankings", __name__)

_ranking = schemas.RankingSchema()
_UNCHANGED = {304: {"description": "As before"}}


@blp.route("/rankings", methods=["GET"])
@blp.doc(responses=_UNCHANGED)
@blp.arguments(schemas.RankingQuery, location="query")
@blp.response(200, schemas.RankingSchema)
@needs("ranking.read")
def get_ranking(wanted: dict[str, Any]) -> Response:
    """Rank the towns, villages or grids of an area over windows that have ended

    Only areas are ranked, never persons, and only by figures of one plan.
    """
    found = queries.rank_areas(current_actor(), wanted, ranking_policy(), clock.now())
    return revalidated_json(_ranking.dump(found), volatile=("now",))


@blp.route("/rankings/own", methods=["GET"])
@blp.doc(responses=_UNCHANGED)
@blp.arguments(schemas.OwnRankingQuery, location="query")
@blp.response(200, schemas.RankingSchema)
@needs("coverage.read")
def get_own_ranking(wanted: dict[str, Any]) -> Response:
    """Get the figures of your own areas, with ranks if the county shows them"""
    found = queries.rank_own_areas(current_actor(), wanted, ranking_policy(), clock.now())
    return revalidated_json(_ranking.dump(found), volatile=("now",))
