"""Requests that schemathesis makes from the OpenAPI document, and answers judged against it.

Each runs in the process, by somebody who may do everything, against a world of real things; and
is undone.
"""

from typing import Any

import schemathesis
from schemathesis.config import SchemathesisConfig

from backend.core.wire import ROW_ID_MAX
from backend.staff.extensions import db
from tests.territory.operations import whole_document
from tests.territory.world import World

# Ids that a body or a query may name, by the names that they have in `World.ids`.
NAMED_ELSEWHERE = {
    "area": "area_id",
    "parent": "area_id",
    "grid_id": "area_id",
    "site": "site_id",
    "assignee_id": "account_id",
}


def read_document() -> Any:
    """The document as schemathesis reads it; checks that need more than one call are off."""
    off = {"enabled": False}
    checks = {
        "use_after_free": off,
        "ensure_resource_availability": off,
        "ignored_auth": off,  # the tests of the territory send everything without a sign-in
        "object_level_authorization": off,
        "missing_required_header": off,  # 422 for a bad body comes before 428
        "positive_data_acceptance": off,  # what the database knows, the document cannot
    }
    generation = {"deterministic": True, "with-security-parameters": False}
    phases = {
        "coverage": {"unexpected-methods": []},  # test_odd_requests tries them all
        "fuzzing": off,  # drawn below
    }
    words = {"generation": generation, "phases": phases, "checks": checks}
    config = SchemathesisConfig.from_dict(words)
    return schemathesis.openapi.from_dict(whole_document(), config=config)


schemathesis.serializer.alias("image/heic", "application/octet-stream")
schemathesis.serializer.alias("application/x-ndjson", "text/plain")
SCHEMA = read_document()


def answer(case: Any, world: World) -> None:
    """One request, its answer judged against the document, and all that it did undone."""
    aim(case, world)
    db.session.remove()
    savepoint = db.engines[None].begin_nested()  # type: ignore[attr-defined]
    try:
        # Nothing packed: in the process, nobody unpacks it.
        headers = world.cast.people["everything"].headers | {"Accept-Encoding": "identity"}
        response = case.call(session=world.client, app=world.app, headers=headers)
        case.validate_response(response, headers=headers)
    finally:
        savepoint.rollback()


def aim(case: Any, world: World) -> None:
    """Half of the ids and versions become real ones: at random they never would."""
    for part in (case.path_parameters, case.query, case.body):
        for name, value in list(part.items()) if isinstance(part, dict) else ():
            known = NAMED_ELSEWHERE.get(name, name)
            if type(value) is int and 0 < value < ROW_ID_MAX and value % 2 and known in world.ids:
                part[name] = world.ids[known]
    if case.headers and len(case.headers.get("If-Match", "")) % 2:
        case.headers["If-Match"] = '"1"'
