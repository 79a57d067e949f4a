"""Whatever a stranger sends, the citizens' host answers as its other answers are: never a fault.

schemathesis makes the requests; half of what they name becomes real: a proof, a ticket, an item.
"""

import os
from typing import Any

import pytest
import schemathesis
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.config import SchemathesisConfig

from backend.core.base64url import encode
from tests.tips.host.builders import Group
from tests.tips.host.citizen import Citizen
from tests.tips.host.operations import contract

DOCUMENT = contract()
OFF = {"enabled": False}
CONFIG = {
    "generation": {"max-examples": 20, "deterministic": True},
    "checks": {
        "positive_data_acceptance": OFF,  # what is encrypted, and for whom, no document can say
        "missing_required_header": OFF,  # what the body lacks comes first
        # Files of the page may be asked for under any path.
        "allow_header_conformance": OFF,
        "unsupported_method": OFF,
        "negative_data_rejection": OFF,  # a header more or a query that nobody reads is no fault
    },
}
SCHEMA = schemathesis.openapi.from_dict(DOCUMENT, config=SchemathesisConfig.from_dict(CONFIG))
OPERATIONS = [(path, method) for path, all_ in DOCUMENT["paths"].items() for method in all_]


@pytest.fixture
def citizen(line: FlaskClient, group: Group) -> Citizen:
    """Somebody whose tip has arrived."""
    made = Citizen(line)
    assert made.send(group).status_code == 201
    return made


def answer(case: Any, host: Flask, citizen: Citizen, group: Group) -> None:
    aim(case, citizen, group)
    response = case.call(session=citizen.line, app=host)
    assert response.status_code < 500, response.text
    case.validate_response(response)


def aim(case: Any, citizen: Citizen, group: Group) -> None:
    """Half of the values become real ones: at random they never would."""
    for part in (case.body, case.headers):
        for name, value in list(part.items()) if hasattr(part, "items") else ():
            if len(repr(value)) % 2:
                real = find_real(name, citizen, group)
                part[name] = value if real is None else real


def find_real(name: str, citizen: Citizen, group: Group) -> Any:
    if name == "proof":
        return citizen.proof("open")
    item = citizen.item({"kind": "message", "n": 2, "text": "井口又开了"})
    known = citizen.tip(group) | {"X-Ticket": citizen.ticket, "X-Item": item["id"], "X-N": "2"}
    known |= {"auth": encode(citizen.root.auth), "purpose": "open", "item": item, "after": None}
    return (known | {"id": item["id"], "commitment": encode(os.urandom(32))}).get(name)


@pytest.mark.parametrize("tips_url", ("sqlite",), indirect=True, scope="session")
@SCHEMA.parametrize()
@settings(suppress_health_check=list(HealthCheck))
def test_no_answer_is_a_fault(case: Any, host: Flask, citizen: Citizen, group: Group) -> None:
    answer(case, host, citizen, group)


@pytest.mark.drill
@pytest.mark.parametrize("mode", GenerationMode, ids=lambda each: each.value)
@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_no_answer_is_a_fault_for_long(
    path: str, method: str, mode: GenerationMode, host: Flask, citizen: Citizen, group: Group
) -> None:
    cases = SCHEMA[path][method].as_strategy(generation_mode=mode)

    @settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
    @given(case=cases)
    def run(case: Any) -> None:
        answer(case, host, citizen, group)

    try:
        run()
    except Unsatisfiable:  # nothing that could be wrong can be said to it
        assert mode is GenerationMode.NEGATIVE
