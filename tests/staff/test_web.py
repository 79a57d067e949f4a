"""Built files: whole or compressed, and the entry of the H5 for every other address."""

import gzip
import json
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from backend.staff import web
from tests.support.builders import Cast, make_site


@pytest.fixture(autouse=True)
def dist(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "assets").mkdir()
    files = {
        "index.html": "<title>entry</title>",
        "assets/a-1.js": "let a = 1",
        "sw.js": "self",
        "docs.html": "<title>docs</title>",
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text)
        (tmp_path / f"{name}.gz").write_bytes(gzip.compress(text.encode()))
    monkeypatch.setattr(web, "DIST", tmp_path)


@pytest.mark.parametrize(
    ("accepts", "encoding"),
    (("gzip, br", "gzip"), ("br", None), ("gzip;q=0", None), ("", None)),
)
def test_a_file_is_compressed_for_those_who_take_that(
    client: FlaskClient, accepts: str, encoding: str | None
) -> None:
    with client.get("/assets/a-1.js", headers={"Accept-Encoding": accepts}) as answer:
        text = gzip.decompress(answer.data) if encoding else answer.data
        assert (answer.headers.get("Content-Encoding"), text) == (encoding, b"let a = 1")
        assert answer.headers["Content-Type"].startswith("text/javascript")
        assert answer.headers["Vary"] == "Accept-Encoding"
        assert "immutable" in answer.headers["Cache-Control"]


LONG = "/" + "a" * 3_000  # no file system has such a name


@pytest.mark.parametrize("path", ("/", "/today", "/sites/7/check-in", LONG))
def test_every_other_address_is_the_entry(client: FlaskClient, path: str) -> None:
    with client.get(path, headers={"Accept-Encoding": "identity"}) as answer:
        assert answer.data == b"<title>entry</title>"
        assert answer.headers["Cache-Control"] == "no-cache"


def test_the_service_worker_governs_every_page_and_is_asked_for_anew(client: FlaskClient) -> None:
    with client.get("/sw.js", headers={"Accept-Encoding": "identity"}) as answer:
        assert answer.data == b"self"
        assert answer.headers["Content-Type"].startswith("text/javascript")
        assert answer.headers["Cache-Control"] == "no-cache"
        assert "worker-src 'self'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(("path", "asks"), (("/", True), ("/map", True), ("/api-docs", False)))
def test_every_page_but_that_of_the_api_lets_no_text_become_markup(
    client: FlaskClient, path: str, asks: bool
) -> None:
    with client.get(path) as answer:
        policy = answer.headers["Content-Security-Policy"]
    assert ("require-trusted-types-for 'script'; trusted-types default vue" in policy) is asks
    assert "default-src 'self'" in policy


def test_a_missing_asset_is_not_the_entry(client: FlaskClient) -> None:
    assert client.get("/assets/gone.js").status_code == 404
    assert client.get(f"/assets{LONG}.js").status_code == 404
    assert client.get("/api/v1/gone").status_code == 404


def test_long_json_is_compressed_and_still_revalidates(
    app: Flask, client: FlaskClient, cast: Cast
) -> None:
    for _ in range(10):
        make_site(cast)
    takes = {"Accept-Encoding": "gzip", **cast.officer.headers}
    packed = client.get("/api/v1/today", headers=takes)
    assert packed.headers["Content-Encoding"] == "gzip"
    assert len(json.loads(gzip.decompress(packed.data))["items"]) == 10
    known = {"If-None-Match": packed.headers["ETag"], **takes}
    assert client.get("/api/v1/today", headers=known).status_code == 304
    plain = client.get("/api/v1/today", headers=cast.officer.headers)
    assert len(plain.get_json()["items"]) == 10


def test_no_file_outside_the_build_is_served(client: FlaskClient) -> None:
    for path in ("/..%2f..%2fetc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "//etc/passwd"):
        with client.get(path, headers={"Accept-Encoding": "identity"}) as answer:
            assert b"root:" not in answer.data
