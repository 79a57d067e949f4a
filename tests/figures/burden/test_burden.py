"""The burden of an area, from raw visits; on both databases."""

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from backend.staff.extensions import db
from tests.records.photos.samples import encode, picture
from tests.support.builders import Cast, Person, make_site, visit

NOON = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)


def send(app: Flask, cast: Cast, who: Person, site: Any, n: int, **more: Any) -> None:
    now = NOON + timedelta(minutes=n)
    body = visit(app, cast, site, now=now) | {"format": 2} | more
    with time_machine.travel(now, tick=False):
        answer = app.test_client().post("/api/v1/checkins", json=body, headers=who.headers)
    assert answer.status_code == 201, answer.text


def ask(client: FlaskClient, who: Person, query: str = "") -> Any:
    with time_machine.travel(NOON + timedelta(hours=2), tick=False):
        return client.get(f"/api/v1/burden{query}", headers=who.headers)


@pytest.fixture
def visited(app: Flask, cast: Cast) -> Cast:
    """Six visits by two officers in grid_a, one of them twice; two in grid_b by one of them."""
    sites = [make_site(cast) for _ in range(5)]
    away = [make_site(cast, grid_id=cast.grid_b) for _ in range(2)]
    picture_ = encode(picture())
    sha256 = hashlib.sha256(picture_).hexdigest()
    with time_machine.travel(NOON, tick=False):
        path = f"/api/v1/photos/{sha256}"
        app.test_client().put(path, data=picture_, headers=cast.officer.headers)
    photos = [{"sha256": sha256, "source": "camera"}]
    for n, (who, site) in enumerate(
        [(cast.officer, sites[0]), (cast.officer, sites[0])]
        + [(cast.colleague, site) for site in sites[1:]]
    ):
        more: dict[str, Any] = {"photos": photos} if n < 2 else {}
        send(app, cast, who, site, n, effort={"taps": n + 1, "seconds": 10 * n}, **more)
    for n, site in enumerate(away):
        send(app, cast, cast.officer, site, 10 + n)
    db.session.flush()
    return cast


def test_medians_and_what_was_entered_twice(client: FlaskClient, visited: Cast) -> None:
    found = ask(client, visited.leader).get_json()
    assert found["area"]["id"] == visited.grid_a
    assert found["burden"] == {
        "visits": 6,
        "enough": True,
        "medians": {"taps": 3.0, "seconds": 20.0, "photos": 0.0, "megabytes": 0.0},
        "duplicates": 1,
    }


def test_too_little_is_not_told_but_goes_into_the_whole(client: FlaskClient, visited: Cast) -> None:
    found = ask(client, visited.supervisor).get_json()
    assert found["burden"]["visits"] == 8
    parts = {part["area"]["id"]: part["burden"] for part in found["children"]}
    village_b = (set(parts) - {visited.areas["village_a"]}).pop()
    assert parts[village_b] == {"visits": 2, "enough": False, "medians": {}, "duplicates": None}
    assert parts[visited.areas["village_a"]]["enough"]


def test_only_ones_territory_and_only_leaders(client: FlaskClient, visited: Cast) -> None:
    assert ask(client, visited.officer).status_code == 403
    for path in (f"?area={visited.grid_b}", "?area=2147483647", "?window=1", "?plan=none"):
        assert ask(client, visited.leader, path).status_code == 404


@pytest.mark.parametrize(
    "effort",
    ({"taps": -1, "seconds": 1}, {"taps": 1}, {"taps": 1, "seconds": 10**6}, {"who": 1}, 3),
)
def test_an_effort_that_is_none(app: Flask, cast: Cast, effort: Any) -> None:
    body = visit(app, cast, make_site(cast), now=NOON) | {"format": 2, "effort": effort}
    with time_machine.travel(NOON, tick=False):
        sent = app.test_client().post("/api/v1/checkins", json=body, headers=cast.officer.headers)
    assert sent.status_code == 422


def test_without_an_effort_as_ever(app: Flask, cast: Cast) -> None:
    site = make_site(cast)
    send(app, cast, cast.officer, site, 0, effort=None)
    send(app, cast, cast.officer, site, 1)
