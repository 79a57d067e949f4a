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
    """The towns, villages or grids of an area by outcome over windows that have ended

    Areas alone, never persons; figures of one plan alone.
    """
    found = queries.rank_areas(current_actor(), wanted, ranking_policy(), clock.now())
    return revalidated_json(_ranking.dump(found), volatile=("now",))


@blp.route("/rankings/own", methods=["GET"])
@blp.doc(responses=_UNCHANGED)
@blp.arguments(schemas.OwnRankingQuery, location="query")
@blp.response(200, schemas.RankingSchema)
@needs("coverage.read")
def get_own_ranking(wanted: dict[str, Any]) -> Response:
    """The figures of one's own areas; ranks only where the county shows them"""
    found = queries.rank_own_areas(current_actor(), wanted, ranking_policy(), clock.now())
    return revalidated_json(_ranking.dump(found), volatile=("now",))
