"""HTTP for what a phone needs to work offline."""

from typing import Any

from flask import Response, current_app, jsonify

from backend.core import clock
from backend.core.bodies import Blueprint
from backend.core.database import reading
from backend.figures.sync import queries, rules, schemas
from backend.records.tiles.service import offered
from backend.staff import time_tokens
from backend.staff.access import current_actor, needs

blp = Blueprint("sync", __name__, description="What a phone needs to work offline")

_pack = schemas.PackSchema()


@blp.route("/sync", methods=["POST"])
@blp.arguments(schemas.ManifestSchema)
@blp.response(200, schemas.SyncSchema)
@needs("checkin.create")
def sync(have: dict[str, dict[Any, str]]) -> Response:
    """Get what a phone lacks of its day, its grids and the kinds

    The body says what the phone has; an empty one gets everything. The server stores nothing
    about phones, so you may repeat the request when an answer was lost.
    """
    now = clock.now()
    token = time_tokens.issue(current_app.extensions["signer"], now)
    with reading():
        pack = queries.find_pack(current_actor(), now)
    dumped = _pack.dump(pack | {"clock": {"token": token}, "tiles": offered()})
    return jsonify(rules.find_differences(dumped, have))
