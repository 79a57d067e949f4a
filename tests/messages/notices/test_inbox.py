"""One's own inbox: nobody else's, in the territory of now, with what has been mended since."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from backend.registry.accounts.models import Assignment
from backend.staff.extensions import db
from tests.oversight.escalation.test_sweep import LEADERS, NEXT, OFFICERS, escalate, go
from tests.support.builders import Cast, Person, make_site


@pytest.fixture
def inbox(cast: Cast) -> Any:
    """Two sites of grid_a and one of grid_b were missed over two windows."""
    sites = [make_site(cast), make_site(cast), make_site(cast, grid_id=cast.grid_b)]
    for turn in range(2):
        escalate(OFFICERS + turn * NEXT)
        escalate(LEADERS + turn * NEXT)
    with time_machine.travel(LEADERS + NEXT, tick=False):
        yield sites


def get(client: FlaskClient, person: Person, path: str) -> Any:
    answer = client.get(f"/api/v1/notices{path}", headers=person.headers)
    return answer.get_json() | {"status": answer.status_code}


def post(client: FlaskClient, person: Person, path: str, body: Any = None) -> int:
    return client.post(f"/api/v1/notices{path}", headers=person.headers, json=body).status_code


def test_newest_first_page_by_page(client: FlaskClient, cast: Cast, inbox: Any) -> None:
    first = get(client, cast.officer, "?limit=1")
    second = get(client, cast.officer, f"?limit=1&cursor={first['next']}")
    assert second["next"] is None
    newest, oldest = first["items"][0], second["items"][0]
    assert newest["window"]["number"] == oldest["window"]["number"] + 1
    assert newest["rung"] == "officer"
    assert (newest["required"], newest["missed"], newest["lacking"]) == (3, 3, 3)
    assert newest["kinds"] == [{"kind": "rental", "lacking": 3}]
    assert newest["read_at"] is None


def test_reading_counts_down(client: FlaskClient, cast: Cast, inbox: Any) -> None:
    newest, oldest = (each["id"] for each in get(client, cast.officer, "")["items"])
    assert get(client, cast.officer, "/unread")["unread"] == 2
    assert post(client, cast.officer, "/read", {"up_to": oldest}) == 204
    assert get(client, cast.officer, "/unread")["unread"] == 1
    for _ in range(2):
        assert post(client, cast.officer, f"/{newest}/read") == 204
    assert get(client, cast.officer, "/unread")["unread"] == 0
    read = get(client, cast.officer, f"/{newest}")["read_at"]
    with time_machine.travel(LEADERS + 2 * NEXT, tick=False):
        assert post(client, cast.officer, "/read", {"up_to": newest}) == 204
    assert get(client, cast.officer, f"/{newest}")["read_at"] == read
    assert get(client, cast.colleague, "/unread")["unread"] == 2


def test_an_unchanged_count_costs_nothing(client: FlaskClient, cast: Cast, inbox: Any) -> None:
    path = "/api/v1/notices/unread"
    first = client.get(path, headers=cast.officer.headers)
    again = {"If-None-Match": first.headers["ETag"]} | cast.officer.headers
    assert client.get(path, headers=again).status_code == 304


def test_nobody_elses(client: FlaskClient, cast: Cast, inbox: Any) -> None:
    foreign = get(client, cast.officer, "")["items"][0]["id"]
    for person in (cast.colleague, cast.leader, cast.office, cast.admin):
        assert get(client, person, f"/{foreign}")["status"] == 404
        assert post(client, person, f"/{foreign}/read") == 404
        assert post(client, person, "/read", {"up_to": foreign}) == 404
    assert get(client, cast.officer, "/unread")["unread"] == 2


def test_what_has_been_mended_since(
    app: Flask, client: FlaskClient, cast: Cast, inbox: Any
) -> None:
    told = get(client, cast.officer, "")["items"][0]["id"]
    go(app, cast, inbox[1], LEADERS + NEXT + timedelta(hours=1))
    shown = get(client, cast.officer, f"/{told}")
    assert (shown["lacking"], shown["still_lacking"]) == (3, 2)
    assert [(site["site"]["id"], site["mended"]) for site in shown["sites"]] == [
        (site.id, number == 1) for number, site in enumerate(inbox)
    ]
    assert [(grid["grid"]["id"], grid["lacking"]) for grid in shown["grids"]] == [
        (cast.grid_a, 2),
        (cast.grid_b, 1),
    ]


def test_names_are_shown_in_the_territory_of_now(
    client: FlaskClient, cast: Cast, inbox: Any
) -> None:
    told = get(client, cast.officer, "")["items"][0]["id"]
    ended = update(Assignment).where(
        Assignment.account_id == cast.officer.id, Assignment.area_id == cast.grid_b
    )
    db.session.execute(ended.values(until=LEADERS + NEXT))
    shown = get(client, cast.officer, f"/{told}")
    assert [site["site"]["id"] for site in shown["sites"]] == [inbox[0].id, inbox[1].id]
    assert [grid["grid"]["id"] for grid in shown["grids"]] == [cast.grid_a]
    assert (shown["lacking"], shown["still_lacking"]) == (3, None)


def test_few_queries_however_much_there_is(
    client: FlaskClient, cast: Cast, inbox: Any, count_queries: Any
) -> None:
    told = get(client, cast.officer, "")["items"][0]["id"]
    for path, queries in (("", 3), ("/unread", 2), (f"/{told}", 9)):
        with count_queries() as seen:
            get(client, cast.officer, path)
        assert len(seen) <= queries, seen
