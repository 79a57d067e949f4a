"""What no honest client sends: it is told so in the same form as everything else."""

import json
from collections import defaultdict
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from backend.staff.access import Role
from backend.staff.openapi import PREFIX
from tests.support.builders import Cast, make_person
from tests.territory.operations import METHODS, Operation, operations, whole_document

# What is refused by its form alone comes to no database.
pytestmark = pytest.mark.one_engine

PATHS = whole_document()["paths"]
WITH_BODY = [each for each in operations() if each.takes_json]
# A visit is never refused for how it was labelled.
LABELLED = [each for each in WITH_BODY if each.name != "POST /checkins"]
WITH_CURSOR = [each for each in operations() if "cursor" in each.in_query]
NO_JSON = {
    "nothing": b"",
    "no UTF-8": b'"\xff\xfe"',
    "cut off": b'{"name": "x',
    "NaN": b'{"name": NaN}',
    "endless": b'{"name": -Infinity}',
    "brackets": b"[" * 100_000,
    "braces": b'{"a":' * 50_000,
    "digits": b'{"name": ' + b"9" * 5_000 + b"}",
}
NO_OBJECT = {"null": None, "list": [], "text": "x", "number": 1, "lists": [[{}]]}
OTHER_TYPES = ("", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "x")
CURSORS = {
    "NUL": "%00",
    "no ASCII": "%C3%A9",
    "no base64": "!",
    "no JSON": "eA",
    "infinite": "WzFlNDAwXQ",  # [1e400]
    "no number": "W05hTl0",  # [NaN]
    "object": "e30",  # {}
    "text": "WyIxIl0",  # ["1"]
    "truth": "W3RydWVd",  # [true]
    "none": "W10",  # []
    "huge": "WzkyMjMzNzIwMzY4NTQ3NzU4MDhd",  # [2**63]
}
# What stands in an address for each id: 1, but where that is no address.
IN_PATHS = defaultdict(lambda: "1", device_id="00000000-0000-4000-8000-000000000000")


@pytest.fixture
def headers(app: Flask, cast: Cast) -> dict[str, str]:
    """Of somebody who may do everything everywhere."""
    return make_person("everything", [(role, cast.areas["county"]) for role in Role]).headers


def by_name(operation: Operation) -> str:
    return operation.name


def address(operation: Operation) -> str:
    return PREFIX + operation.path.format_map(IN_PATHS)


def problem(answer: Any) -> tuple[int, str]:
    assert answer.content_type == "application/problem+json"
    return answer.status_code, answer.get_json()["code"]


@pytest.mark.parametrize("operation", WITH_BODY, ids=by_name)
def test_bodies_that_are_no_json(
    client: FlaskClient, headers: dict[str, str], operation: Operation
) -> None:
    told = {
        name: problem(
            client.open(
                address(operation),
                method=operation.method,
                data=body,
                content_type="application/json",
                headers=headers,
            )
        )
        for name, body in NO_JSON.items()
    }
    assert told == dict.fromkeys(NO_JSON, (400, "unreadable"))


@pytest.mark.parametrize("operation", WITH_BODY, ids=by_name)
def test_bodies_that_are_no_object(
    client: FlaskClient, headers: dict[str, str], operation: Operation
) -> None:
    where = address(operation)
    how: dict[str, Any] = {"method": operation.method, "headers": headers}
    how["content_type"] = "application/json"
    told = {
        name: problem(client.open(where, data=json.dumps(body), **how))
        for name, body in NO_OBJECT.items()
    }
    assert told == dict.fromkeys(NO_OBJECT, (422, "invalid"))


@pytest.mark.parametrize("operation", LABELLED, ids=by_name)
def test_bodies_of_other_types(
    client: FlaskClient, headers: dict[str, str], operation: Operation
) -> None:
    where, how = address(operation), {"method": operation.method, "headers": headers}
    told = {
        name: problem(client.open(where, data=b"{}", content_type=name, **how))
        for name in OTHER_TYPES
    }
    assert told == dict.fromkeys(OTHER_TYPES, (415, "unsupported-media"))


@pytest.mark.parametrize("coding", ("gzip", "br", "GZIP", "identity, x"))
def test_bodies_in_a_coding(client: FlaskClient, cast: Cast, coding: str) -> None:
    """Refused before anything is kept; a request without a body declares nothing."""
    coded = cast.officer.headers | {"Content-Encoding": coding}
    for method, where in (
        ("POST", "checkins"),
        ("PUT", f"photos/{'0' * 64}"),
        ("POST", "sessions"),
    ):
        answer = client.open(f"{PREFIX}/{where}", method=method, data=b"{}", headers=coded)
        assert problem(answer) == (415, "unsupported-media"), where
    assert client.get(f"{PREFIX}/me", headers=coded).status_code == 200
    plain = cast.officer.headers | {"Content-Encoding": "identity"}
    answer = client.post(f"{PREFIX}/checkins", data=b"{}", headers=plain)
    assert problem(answer) == (422, "invalid")


@pytest.mark.parametrize("name", ("\ud800", "\x00", "x" * 10_000, "名.字", ""))
def test_names_of_fields_come_back_printable(client: FlaskClient, app: Flask, name: str) -> None:
    body = json.dumps({name: 1})
    answer = client.post(f"{PREFIX}/sessions", data=body, content_type="application/json")
    assert problem(answer) == (422, "invalid")
    assert all(len(fault["field"]) <= 1_000 for fault in answer.get_json()["fields"])


def test_an_answer_does_not_repeat_ten_thousand_faults(client: FlaskClient, app: Flask) -> None:
    answer = client.post(f"{PREFIX}/sessions", json=dict.fromkeys(map(str, range(10_000)), 1))
    assert len(answer.get_json()["fields"]) == 100


@pytest.mark.parametrize("operation", WITH_CURSOR, ids=by_name)
def test_cursors_that_nobody_gave(
    client: FlaskClient, headers: dict[str, str], operation: Operation
) -> None:
    told = {
        name: problem(client.get(f"{address(operation)}?cursor={cursor}", headers=headers))
        for name, cursor in CURSORS.items()
    }
    assert told == dict.fromkeys(CURSORS, (422, "invalid"))


@pytest.mark.parametrize("path", PATHS)
def test_other_methods(client: FlaskClient, headers: dict[str, str], path: str) -> None:
    known = {method.upper() for method in METHODS if method in PATHS[path]}
    where = path.format_map(IN_PATHS)
    for method in {*map(str.upper, METHODS), "TRACE"} - known:
        answer = client.open(where, method=method, headers=headers)
        assert problem(answer) == (405, "method-not-allowed")
        assert set(answer.headers["Allow"].split(", ")) - {"HEAD", "OPTIONS"} == known


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("path", ("/api", "/api/", "/api/v1/nothing", "/api/v1/sites/-1"))
def test_other_addresses(client: FlaskClient, app: Flask, path: str, method: str) -> None:
    assert problem(client.open(path, method=method)) == (404, "not-found")


def test_an_id_that_no_column_holds(client: FlaskClient, headers: dict[str, str]) -> None:
    answer = client.get(f"{PREFIX}/sites/2147483648", headers=headers)
    assert problem(answer) == (404, "not-found")


@pytest.mark.parametrize(
    "sent",
    (
        {"Authorization": "Bearer"},
        {"Authorization": "Bearer \xff"},
        {"Authorization": "Bearer " + "a" * 7_000},
        {"Authorization": "Bearer a\x00b"},
        {"Authorization": "Basic eDp5"},
        {"Cookie": "patrol_session=\x00"},
        {"Cookie": "patrol_session=" + "\xe4" * 50},
    ),
    ids=json.dumps,
)
def test_credentials_that_nobody_gave(app: Flask, sent: dict[str, str]) -> None:
    client = app.test_client(use_cookies=False)  # which would replace the header
    assert problem(client.get(f"{PREFIX}/me", headers=sent)) == (401, "unauthenticated")


def test_a_doubled_slash_leads_nowhere(client: FlaskClient) -> None:
    """A redirect would repeat the name by which a stranger calls the server."""
    answer = client.get("/api//v1/me", headers={"Host": "elsewhere.example"})
    assert answer.status_code == 404
    assert "Location" not in answer.headers
