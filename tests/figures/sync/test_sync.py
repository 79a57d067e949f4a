"""What a phone takes along: all of it at first, then what differs; and what nobody may ask."""

import gzip
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from backend.core.wire import ROW_ID_MAX
from backend.patrol.cycles.opening import open_next
from backend.staff.access import Role
from backend.staff.extensions import db
from tests.figures.sync.phone import Phone
from tests.support.builders import Cast, make_area, make_person, make_site

NOON = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
URL = "/api/v1/sync"
NOTHING: dict[str, list[Any]] = {"items": [], "grids": [], "kinds": []}


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def site(cast: Cast) -> Any:
    """A site of grid_a in an open window, and another town's."""
    made = make_site(cast)
    make_site(cast, grid_id=cast.grid_c)
    while open_next(NOON):
        pass
    db.session.commit()
    return made


def test_a_phone_with_nothing_gets_the_day_the_grids_and_the_kinds(
    app: Flask, client: FlaskClient, cast: Cast, site: Any
) -> None:
    phone = Phone(app, cast.officer)
    told = phone.sync()
    assert told == {"items": [site.id], "grids": [cast.grid_a, cast.grid_b], "kinds": ["rental"]}
    today = client.get("/api/v1/today", headers=cast.officer.headers).get_json()
    assert [piece for _, piece in phone.held["items"].values()] == today["items"]
    assert phone.rest == {name: today[name] for name in ("now", "windows")} | {
        "tiles": None,
        "to_mend": {"count": 0, "first_due_at": None, "overdue": 0},
    }
    kinds = client.get("/api/v1/kinds", headers=cast.officer.headers).get_json()
    assert [piece for _, piece in phone.held["kinds"].values()] == kinds["items"]
    _, grid = phone.held["grids"][cast.grid_a]
    assert grid["name"] == "第一网格grid_a"
    assert grid["geometry"]["type"] == "MultiPolygon"
    assert [117.3, 25.9] in grid["geometry"]["coordinates"][0][0]


def test_an_unchanged_world_answers_empty_lists(
    app: Flask, cast: Cast, site: Any, clock: Any
) -> None:
    phone = Phone(app, cast.officer)
    phone.sync()
    clock.shift(3600)
    assert phone.sync() == NOTHING
    assert phone.rest["now"] == "2026-11-24T05:00:00Z"


def test_only_what_differs_is_sent(app: Flask, cast: Cast, site: Any) -> None:
    make_site(cast, grid_id=cast.grid_b)
    phone = Phone(app, cast.officer)
    phone.sync()
    site.address = "解放路 8 号"
    site.version += 1
    db.session.commit()
    assert phone.sync() == NOTHING | {"items": [site.id]}
    _, item = phone.held["items"][site.id]
    assert item["site"]["address"] == "解放路 8 号"


def test_a_grid_without_a_shape_is_told_without_one(app: Flask, cast: Cast) -> None:
    bare = make_area("grid", cast.areas["village_a"], "bare-02", "第二网格", None)
    person = make_person("bare", [(Role.OFFICER, bare)])
    db.session.commit()
    phone = Phone(app, person)
    assert phone.sync()["grids"] == [bare]
    assert phone.held["grids"][bare][1] == {"id": bare, "name": "第二网格", "geometry": None}


def test_foreign_ids_are_gone_as_if_they_had_never_been(
    client: FlaskClient, cast: Cast, site: Any
) -> None:
    ids = [site.id, cast.grid_a, ROW_ID_MAX]
    have = {part: {str(key): "0" for key in ids} for part in ("items", "grids")}
    answer = client.post(URL, json=have, headers=cast.outsider.headers).get_json()
    assert answer["items"]["gone"] == answer["grids"]["gone"] == sorted(set(ids))
    changed = [change["item"]["site"]["grid"]["id"] for change in answer["items"]["changed"]]
    assert changed == [cast.grid_c]


@pytest.mark.parametrize(
    ("body", "field"),
    (
        ({"items": {"x": "a"}}, "items.x.key"),
        ({"items": {"0": "a"}}, "items.0.key"),
        ({"items": {"01": "a"}}, "items.01.key"),
        ({"items": {"-1": "a"}}, "items.-1.key"),
        ({"items": {" 1": "a"}}, "items. 1.key"),
        ({"items": {"１": "a"}}, "items.１.key"),
        ({"items": {"1_0": "a"}}, "items.1_0.key"),
        ({"items": {"2147483648": "a"}}, "items.2147483648.key"),
        ({"grids": {"1": 7}}, "grids.1.value"),
        ({"grids": {"1": None}}, "grids.1.value"),
        ({"grids": {"1": "a" * 65}}, "grids.1.value"),
        ({"kinds": {"a" * 33: "a"}}, f"kinds.{'a' * 33}.key"),
        ({"kinds": {"\ud800": "a"}}, "kinds.\\ud800.key"),
        ({"kinds": ["rental"]}, "kinds"),
        ({"items": None}, "items"),
        ({"sites": {}}, "sites"),
    ),
)
def test_what_is_no_manifest(client: FlaskClient, cast: Cast, body: Any, field: str) -> None:
    sent = {"data": json.dumps(body), "content_type": "application/json"}
    answer = client.post(URL, headers=cast.officer.headers, **sent)
    assert answer.status_code == 422
    (fault,) = answer.get_json()["fields"]
    assert fault["field"] == field
    assert fault["message"] != fault["message_en"], "a text of ours, in both languages"


def test_a_manifest_may_be_long_but_not_endless(client: FlaskClient, cast: Cast, site: Any) -> None:
    def answer(number: int) -> Any:
        have = {"items": {str(key): "0" for key in range(1, number + 1)}}
        return client.post(URL, json=have, headers=cast.officer.headers)

    assert len(answer(10_000).get_json()["items"]["gone"]) == 9_999
    assert answer(10_001).get_json()["fields"][0]["field"] == "items"
    assert answer(30_000).status_code == 413


def test_the_answer_is_compressed(client: FlaskClient, cast: Cast, site: Any) -> None:
    headers = cast.officer.headers | {"Accept-Encoding": "gzip"}
    answer = client.post(URL, json={}, headers=headers)
    assert answer.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(answer.get_data()).startswith(b"{")


@pytest.mark.parametrize("who", ("supervisor", "office", "auditor", "admin", "nobody"))
def test_who_walks_nowhere_takes_nothing_along(client: FlaskClient, cast: Cast, who: str) -> None:
    answer = client.post(URL, json={}, headers=cast.people[who].headers)
    assert (answer.status_code, answer.get_json()["code"]) == (403, "forbidden")


def test_it_costs_the_same_however_much_is_held(
    app: Flask, client: FlaskClient, cast: Cast, count_queries: Callable[[], Any]
) -> None:
    def cost() -> int:
        with count_queries() as seen:
            client.post(URL, json={}, headers=cast.officer.headers)
        return len(seen)

    make_site(cast)
    before = cost()
    for _ in range(20):
        make_site(cast, grid_id=cast.grid_b)
    # caller; versions of grids and kinds, findings to mend; windows; checkpoints; sites; grids;
    # kinds; findings to mend
    assert cost() == before == 10


def test_a_phone_that_has_all_of_it_costs_versions_alone(
    app: Flask, client: FlaskClient, cast: Cast, site: Any, count_queries: Callable[[], Any]
) -> None:
    phone = Phone(app, cast.officer)
    phone.sync()
    have = {
        part: {str(key): etag for key, (etag, _) in pieces.items()}
        for part, pieces in phone.held.items()
    }
    headers = cast.officer.headers | {"If-None-Match": phone.etag}
    with count_queries() as seen:
        answer = client.post(URL, json=have, headers=headers)
    assert (answer.status_code, answer.data) == (304, b"")
    # caller; versions of grids; of kinds; findings to mend
    assert len(seen) == 4


def test_a_phone_that_has_lost_a_piece_gets_it_whatever_etag_it_remembers(
    app: Flask, cast: Cast, site: Any
) -> None:
    phone = Phone(app, cast.officer)
    phone.sync()
    del phone.held["items"][site.id]
    assert phone.sync() == NOTHING | {"items": [site.id]}


def test_it_waits_for_no_writer(application: Flask) -> None:
    headers = application.extensions["cast"].officer.headers
    with application.app_context(), ThreadPoolExecutor(1) as pool:
        with db.engine.connect(), db.engine.connect():
            pass  # two that are open already: a first connection does wait
        with db.engine.connect() as writer, writer.begin():
            asked = pool.submit(application.test_client().post, URL, json={}, headers=headers)
            assert asked.result(timeout=20).status_code == 200
