"""Base maps through the server: what is asked, what is told, and what becomes of every fault."""

import io
import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image

from backend.core import config
from backend.records.tiles import service
from backend.records.tiles import tianditu as source
from tests.support.builders import Cast
from tests.support.tianditu import Fault, Maps, picture, tianditu

pytestmark = pytest.mark.one_engine

URL = "/api/v1/tiles"
APPROVAL = "GS(2024)0650号"


@pytest.fixture
def maps() -> Iterator[Maps]:
    with tianditu() as found:
        yield found


@contextmanager
def installed(app: Flask, url: str, key: str) -> Iterator[Flask]:
    """The application of an installation that has a key."""
    told = {"TIANDITU_URL": url, "TIANDITU_KEY": key, "TIANDITU_APPROVAL": APPROVAL}
    service.install(app, config.load({"DATA": str(app.extensions["settings"].data)} | told))
    try:
        yield app
    finally:
        app.extensions["maps"].source.close()
        service.install(app, app.extensions["settings"])


@pytest.fixture
def with_maps(app: Flask, maps: Maps) -> Iterator[Flask]:
    with installed(app, maps.url, maps.key) as found:
        yield found


def get(app: Flask, cast: Cast, path: str = "/vec/14/13532/6979") -> Any:
    return app.test_client().get(URL + path, headers=cast.officer.headers)


@pytest.mark.parametrize(
    ("layer", "kind"),
    (("vec", "image/png"), ("cva", "image/png"), ("img", "image/jpeg"), ("cia", "image/png")),
)
def test_a_tile_comes_as_it_is(
    with_maps: Flask, cast: Cast, maps: Maps, layer: str, kind: str
) -> None:
    answer = get(with_maps, cast, f"/{layer}/14/13532/6979")
    assert (answer.status_code, answer.content_type) == (200, kind)
    assert answer.get_data() == picture(layer, "14", "13532", "6979")[1]
    assert Image.open(io.BytesIO(answer.get_data())).size == (256, 256)
    assert answer.headers["Cache-Control"] == "private, max-age=604800"
    (asked,) = maps.asked
    assert asked.path == f"/{layer}_w/wmts"
    assert (asked.query["TILECOL"], asked.query["TILEROW"]) == ("13532", "6979")


def test_tianditu_learns_nothing_of_who_asks(with_maps: Flask, cast: Cast, maps: Maps) -> None:
    headers = cast.officer.headers | {
        "User-Agent": "MicroMessenger of hers",
        "Referer": "https://patrol.example/map",
        "X-Forwarded-For": "10.1.2.3",
        "Cookie": "patrol_session=secret",
    }
    with_maps.test_client().get(f"{URL}/vec/3/6/3?where=117.37", headers=headers)
    (asked,) = maps.asked
    names = {"Host", "User-Agent", "Accept", "Accept-Encoding", "Connection"}
    assert {name.title() for name in asked.headers} == names
    assert asked.headers["User-Agent"] == "patrol369"
    assert "where" not in asked.query
    get(with_maps, cast, "/vec/3/6/4")
    assert "Cookie" not in maps.asked[-1].headers


def test_a_second_look_asks_nobody(with_maps: Flask, cast: Cast, maps: Maps) -> None:
    assert get(with_maps, cast).get_data() == get(with_maps, cast).get_data()
    assert len(maps.asked) == 1
    get(with_maps, cast, "/vec/14/13532/6980")
    assert len(maps.asked) == 2


@pytest.mark.parametrize("fault", Fault)
def test_whatever_is_no_picture_is_told_and_not_kept(
    with_maps: Flask, cast: Cast, maps: Maps, fault: Fault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(source, "TIMEOUT", httpx.Timeout(0.5))
    monkeypatch.setattr(source, "WHOLE_S", 0.3)
    maps.fault = fault
    answer = get(with_maps, cast)
    assert (answer.status_code, answer.get_json()["code"]) == (503, "tile-unavailable")
    assert answer.headers["Retry-After"] == "60"
    assert answer.headers["Cache-Control"] == "no-store"
    maps.fault = None
    assert get(with_maps, cast).status_code == 200


def test_a_redirect_is_not_followed(with_maps: Flask, cast: Cast, maps: Maps) -> None:
    maps.fault = Fault.REDIRECT
    get(with_maps, cast)
    assert [asked.path for asked in maps.asked] == ["/vec_w/wmts"]


@pytest.mark.parametrize("fault", (None, *Fault))
def test_the_key_gets_into_no_log_and_no_answer(
    with_maps: Flask,
    cast: Cast,
    maps: Maps,
    fault: Fault | None,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(source, "TIMEOUT", httpx.Timeout(0.5))
    monkeypatch.setattr(source, "WHOLE_S", 0.3)
    monkeypatch.setattr(logging.getLogger("backend"), "propagate", True)
    maps.fault = fault
    with caplog.at_level(logging.DEBUG):
        answer = get(with_maps, cast)
    told = [str(record.__dict__) for record in caplog.records]
    assert any("answered" in line for line in told)
    for text in (*told, str(answer.headers), answer.get_data().decode("latin-1")):
        assert maps.key not in text


def test_nobody_there_is_no_tile_either(app: Flask, cast: Cast) -> None:
    with installed(app, "http://127.0.0.1:9", "k"):
        assert get(app, cast).status_code == 503


@pytest.mark.parametrize(
    "path",
    (
        "/ter/3/6/3",
        "/vec_w/3/6/3",
        "/vec/0/0/0",
        "/vec/19/0/0",
        "/vec/3/8/3",
        "/vec/3/6/8",
        "/vec/-1/0/0",
        "/vec/3/6/3.png",
        "/vec/2147483647/0/0",
        "/vec/3/99999999999/3",
    ),
)
def test_there_is_no_such_tile(with_maps: Flask, cast: Cast, maps: Maps, path: str) -> None:
    assert get(with_maps, cast, path).status_code == 404
    assert maps.asked == []


def test_the_corners_of_the_world(with_maps: Flask, cast: Cast) -> None:
    for path in ("/vec/1/0/0", "/vec/1/1/1", "/vec/18/262143/262143"):
        assert get(with_maps, cast, path).status_code == 200


def test_without_a_key_there_are_no_tiles(app: Flask, client: FlaskClient, cast: Cast) -> None:
    assert get(app, cast).status_code == 404
    sync = client.post("/api/v1/sync", json={}, headers=cast.officer.headers)
    assert sync.get_json()["tiles"] is None


def test_a_phone_is_told_of_the_layers_and_the_approval_number(
    with_maps: Flask, client: FlaskClient, cast: Cast
) -> None:
    sync = client.post("/api/v1/sync", json={}, headers=cast.officer.headers)
    assert sync.get_json()["tiles"] == {"layers": ["vec", "img"], "approval": APPROVAL}


def test_only_for_those_who_are_signed_in(
    with_maps: Flask, client: FlaskClient, maps: Maps
) -> None:
    assert client.get(f"{URL}/vec/3/6/3").status_code == 401
    assert maps.asked == []


def test_a_silent_tianditu_holds_few_of_our_threads(
    with_maps: Flask, cast: Cast, maps: Maps, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(source, "TIMEOUT", httpx.Timeout(1, pool=0.2))
    maps.fault = Fault.SILENCE
    many = source.CONNECTIONS * 2
    with ThreadPoolExecutor(many) as pool:
        fetch = with_maps.extensions["maps"].source.fetch
        tiles = [pool.submit(fetch, service.Tile("vec", 10, x, 1)) for x in range(many)]
        assert all(tile.exception() is not None for tile in tiles)
    assert len(maps.asked) <= source.CONNECTIONS
