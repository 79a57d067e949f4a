"""The OpenAPI document is true: valid, complete, and kept by every answer to anything at all.

schemathesis makes the requests from the document, good ones and bad ones. Each runs in the
process, by somebody who may do everything, against a world of real things; and is undone.
"""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from openapi_spec_validator import validate
from schemathesis import GenerationMode
from schemathesis.config import SchemathesisConfig

from backend.core.wire import ROW_ID_MAX
from backend.staff.access import Role
from backend.staff.extensions import db
from backend.staff.openapi import PREFIX
from tests.support.builders import make_person
from tests.territory.conftest import opened
from tests.territory.operations import Operation, operations, whole_document
from tests.territory.world import World, fill_grid_a

DOCUMENT = whole_document()
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
        "fuzzing": off,  # what chance finds takes its time: the drill's
    }
    words = {"generation": generation, "phases": phases, "checks": checks}
    config = SchemathesisConfig.from_dict(words)
    return schemathesis.openapi.from_dict(DOCUMENT, config=config)


schemathesis.serializer.alias("image/heic", "application/octet-stream")
schemathesis.serializer.alias("application/x-ndjson", "text/plain")
SCHEMA = read_document()
# What is said wrongly hardly ever comes as far as the database: one of them will do here.
ENGINES = ("spatialite", pytest.param("postgis", marks=pytest.mark.drill))


@pytest.fixture(scope="module")
def world(application: Flask) -> Iterator[World]:
    with opened(application) as found:
        fill_grid_a(found)
        every_role = [(role, found.cast.areas["county"]) for role in Role]
        found.cast.people["everything"] = make_person("everything", every_role)
        db.session.commit()
        yield found


def test_the_document_is_valid() -> None:
    assert DOCUMENT["openapi"] == "3.1.0"
    validate(DOCUMENT)


@pytest.mark.parametrize("operation", operations(), ids=lambda each: each.name)
def test_an_operation_is_described_in_full(operation: Operation) -> None:
    described = DOCUMENT["paths"][PREFIX + operation.path][operation.method.lower()]
    assert described["summary"].strip()
    assert described["security"] == ([] if operation.public else [{"bearer": []}, {"cookie": []}])
    problem = described["responses"]["default"]["content"]
    assert problem == {
        "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
    }
    assert any(status.startswith("2") for status in described["responses"])


@pytest.mark.parametrize("application", ENGINES, indirect=True, scope="module")
@SCHEMA.parametrize()
def test_every_answer_is_as_documented(case: Any, world: World) -> None:
    answer(case, world)


@pytest.mark.drill
@pytest.mark.parametrize("mode", GenerationMode, ids=lambda each: each.value)
@pytest.mark.parametrize("operation", operations(), ids=lambda each: each.name)
def test_every_answer_is_as_documented_for_long(
    operation: Operation, mode: GenerationMode, world: World
) -> None:
    cases = SCHEMA[PREFIX + operation.path][operation.method].as_strategy(generation_mode=mode)

    @settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
    @given(case=cases)
    def run(case: Any) -> None:
        answer(case, world)

    try:
        run()
    except Unsatisfiable:  # nothing that could be wrong can be said to it
        assert mode is GenerationMode.NEGATIVE


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
