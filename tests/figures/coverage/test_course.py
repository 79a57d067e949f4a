"""Change in mid-course: what a board showed before it, it shows after it."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from backend.patrol.cycles.models import Obligation
from backend.patrol.cycles.opening import open_next
from backend.staff.extensions import db
from tests.support.builders import Cast, Person, make_photo, make_site, visit

START = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
NOON = START + timedelta(hours=12)
END = START + timedelta(days=3)


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def open_all(now: datetime) -> None:
    while open_next(now):
        pass


def check_in(app: Flask, client: FlaskClient, person: Person, body: dict[str, Any]) -> None:
    sent = client.post("/api/v1/checkins", data=json.dumps(body), headers=person.headers)
    assert sent.status_code == 201, sent.text


def figures(client: FlaskClient, person: Person, **query: Any) -> dict[str, Any]:
    """Of the plan, its kinds and its parts in a window."""
    answer = client.get("/api/v1/coverage", query_string=query, headers=person.headers)
    (plan,) = answer.json["plans"]
    parts = {each["area"]["id"]: each["figures"] for each in plan["children"]}
    return {"whole": plan["figures"], "kinds": plan["kinds"], "parts": parts}


def change(client: FlaskClient, person: Person, site_id: int, **wanted: Any) -> Any:
    path = f"/api/v1/sites/{site_id}/changes"
    answer = client.post(path, json={"version": 1} | wanted, headers=person.headers)
    assert answer.status_code == 201, answer.text
    return answer.json


def test_a_closed_site_keeps_its_miss(client: FlaskClient, cast: Cast, clock: Any) -> None:
    site = make_site(cast)
    open_all(NOON)
    later = END + timedelta(hours=3)
    clock.move_to(later)
    open_all(later)
    before = figures(client, cast.office, window=110)
    assert before["whole"]["missed"] == 1
    photos = [make_photo(cast.officer)]
    asked = change(client, cast.officer, site.id, change="close", reason="已拆除", photos=photos)
    path = f"/api/v1/site-changes/{asked['id']}/decision"
    decided = client.post(path, json={"verdict": "approved"}, headers=cast.leader.headers)
    assert decided.status_code == 200
    assert figures(client, cast.office, window=110) == before
    running = figures(client, cast.office)["whole"]
    assert (running["required"], running["exempt"], running["missed"]) == (1, 1, 0)


def test_a_moved_site_counts_where_it_was_at_the_start(client: FlaskClient, cast: Cast) -> None:
    site = make_site(cast)
    open_all(NOON)
    before = figures(client, cast.supervisor, level="grid")
    change(client, cast.supervisor, site.id, change="move", grid_id=cast.grid_b)
    assert figures(client, cast.supervisor, level="grid") == before
    open_all(END)
    later = figures(client, cast.supervisor, level="grid", window=111)["parts"]
    assert (later[cast.grid_a]["required"], later[cast.grid_b]["required"]) == (0, 1)


def test_another_officer_moves_no_figure_and_no_history(
    app: Flask, client: FlaskClient, cast: Cast, clock: Any
) -> None:
    seen, left = make_site(cast, grid_id=cast.grid_b), make_site(cast, grid_id=cast.grid_b)
    open_all(NOON)
    body = visit(app, cast, seen, now=NOON)
    check_in(app, client, cast.officer, body)
    before = figures(client, cast.office)
    rows = db.session.execute(select(*Obligation.__table__.c).order_by(Obligation.id)).all()
    visits = client.get("/api/v1/checkins", headers=cast.supervisor.headers).json
    to = {"from": cast.officer.id, "to": cast.colleague.id}
    path = f"/api/v1/areas/{cast.grid_b}/handover"
    given = client.post(path, json=to, headers=cast.supervisor.headers)
    assert given.status_code < 300, given.text
    assert figures(client, cast.office) == before
    after = db.session.execute(select(*Obligation.__table__.c).order_by(Obligation.id)).all()
    assert after == rows
    assert client.get("/api/v1/checkins", headers=cast.supervisor.headers).json == visits
    # What the one before her still holds on her phone counts like her own.
    clock.move_to(NOON + timedelta(hours=1))
    check_in(app, client, cast.officer, visit(app, cast, left, now=NOON))
    assert figures(client, cast.office)["whole"]["covered"] == 2


def test_a_rate_stands_with_and_without_the_exempt(
    app: Flask, client: FlaskClient, cast: Cast
) -> None:
    seen = make_site(cast)
    for grid in (cast.grid_a, cast.grid_b, cast.grid_b):
        make_site(cast, grid_id=grid)
    open_all(NOON)
    check_in(app, client, cast.officer, visit(app, cast, seen, now=NOON))
    body = {"area_id": cast.grid_b, "window": 110, "cause": "weather", "reason": "台风"}
    granted = client.post("/api/v1/exemptions", json=body, headers=cast.supervisor.headers)
    assert granted.status_code == 201
    found = figures(client, cast.supervisor, level="grid")
    whole, parts = found["whole"], found["parts"]
    assert (whole["required"], whole["exempt"]) == (4, 2)
    assert (whole["rate"], whole["rate_all"]) == (0.5, 0.25)
    assert (parts[cast.grid_b]["rate"], parts[cast.grid_b]["rate_all"]) == (None, 0.0)
    assert (parts[cast.grid_a]["rate"], parts[cast.grid_a]["rate_all"]) == (0.5, 0.5)
    assert found["kinds"][0]["figures"]["rate_all"] == 0.25
