"""HTTP for what a phone takes along."""

from typing import Any

from flask import Response, current_app, jsonify

from backend.core import clock
from backend.core.bodies import Blueprint
from backend.core.database import reading
from backend.figures.sync import queries, rules, schemas
from backend.records.tiles.service import offered
from backend.staff import time_tokens
from backend.staff.access import current_actor, needs

blp = Blueprint("sync", __name__, description="What a phone takes along, and what it still lacks")

_pack = schemas.PackSchema()


@blp.route("/sync", methods=["POST"])
@blp.arguments(schemas.ManifestSchema)
@blp.response(200, schemas.SyncSchema)
@needs("checkin.create")
def sync(have: dict[str, dict[Any, str]]) -> Response:
    """What a phone that holds `have` lacks of its day, its grids and the kinds

    It changes nothing and keeps no account of phones: an empty body gets everything, and an
    answer that was lost on its way is asked for again.
    """
    now = clock.now()
    token = time_tokens.issue(current_app.extensions["signer"], now)
    with reading():
        pack = queries.find_pack(current_actor(), now)
    dumped = _pack.dump(pack | {"clock": {"token": token}, "tiles": offered()})
    return jsonify(rules.find_differences(dumped, have))
