"""The OpenAPI document is true: valid, complete, and kept by every answer to anything at all."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from openapi_spec_validator import validate
from schemathesis import GenerationMode

from backend.staff.openapi import PREFIX
from tests.staff.documented import SCHEMA, answer
from tests.territory.operations import Operation, operations, whole_document
from tests.territory.world import World

DOCUMENT = whole_document()
# Requests in passing: to make one that is not as described takes thrice as long.
FEW = {GenerationMode.POSITIVE: 2, GenerationMode.NEGATIVE: 1}
MANY = 200


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


# What is said wrongly hardly ever comes as far as the database: one of them will do here.
@pytest.mark.parametrize(
    "in_passing",
    (
        pytest.param(True, id="short", marks=pytest.mark.one_engine),
        pytest.param(False, id="long", marks=pytest.mark.drill),
    ),
)
@pytest.mark.parametrize("mode", GenerationMode, ids=lambda each: each.value)
@pytest.mark.parametrize("operation", operations(), ids=lambda each: each.name)
def test_every_answer_is_as_documented(
    operation: Operation, mode: GenerationMode, in_passing: bool, world: World
) -> None:
    cases = SCHEMA[PREFIX + operation.path][operation.method].as_strategy(generation_mode=mode)

    @settings(
        max_examples=FEW[mode] if in_passing else MANY,
        derandomize=in_passing,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=cases)
    def run(case: Any) -> None:
        answer(case, world)

    try:
        run()
    except Unsatisfiable:  # nothing that could be wrong can be said to it
        assert mode is GenerationMode.NEGATIVE
