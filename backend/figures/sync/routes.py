"""HTTP for what a phone needs to work offline."""

from datetime import datetime
from typing import Any

from flask import Response, current_app, jsonify

from backend.core import clock
from backend.core.bodies import Blueprint
from backend.core.database import reading
from backend.figures.sync import queries, rules, schemas
from backend.figures.sync.rules import Etags
from backend.staff import time_tokens
from backend.staff.access import current_actor, needs
from backend.staff.polling import derive_etag, known_as

blp = Blueprint("sync", __name__, description="What a phone needs to work offline")

_pack = schemas.PackSchema()


@blp.route("/sync", methods=["POST"])
@blp.doc(responses={304: {"description": "As before, and the phone has all of it"}})
@blp.arguments(schemas.ManifestSchema)
@blp.response(200, schemas.SyncSchema)
@needs("checkin.create")
def sync(have: Etags) -> Response:
    """Get what a phone lacks of its day, its grids and the kinds

    The body says what the phone has; an empty one gets everything. The server stores nothing
    about phones, so you may repeat the request when an answer was lost. Send the ETag of the
    last answer as `If-None-Match` once all of it is stored: 304 says that nothing has changed.
    The ETag does not cover the clock; get `/clock` in that case.
    """
    actor, now = current_actor(), clock.now()
    with reading():
        version = queries.find_pack_version(actor, now)
        known = known_as(derive_etag(rules.describe_state(version, have)))
        return known or _answer(queries.find_pack(actor, now), version, have, now)


def _answer(pack: dict[str, Any], version: Any, have: Etags, now: datetime) -> Response:
    token = time_tokens.issue(current_app.extensions["signer"], now)
    dumped = _pack.dump(pack | {"clock": {"token": token}})
    etags = rules.list_etags(dumped)
    answer = jsonify(rules.find_differences(dumped, etags, have))
    answer.set_etag(derive_etag(rules.describe_state(version, etags)))
    return answer
