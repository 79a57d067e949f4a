"""HTTP for what a phone takes along."""

from typing import Any

from flask import Response, current_app, jsonify

from backend import clock, timetoken
from backend.access import current_actor, needs
from backend.bodies import Blueprint
from backend.database import reading
from backend.sync import queries, rules, schemas
from backend.tiles.service import offered

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
    token = timetoken.issue(current_app.extensions["signer"], now)
    with reading():
        pack = queries.pack(current_actor(), now)
    dumped = _pack.dump(pack | {"clock": {"token": token}, "tiles": offered()})
    return jsonify(rules.needed(dumped, have))
