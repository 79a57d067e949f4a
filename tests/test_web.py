"""Built files: whole or compressed, and the entry of the H5 for every other address."""

import gzip
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from backend import web


@pytest.fixture(autouse=True)
def dist(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "assets").mkdir()
    for name, text in (("index.html", "<title>entry</title>"), ("assets/a-1.js", "let a = 1")):
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


@pytest.mark.parametrize("path", ("/", "/today", "/sites/7/check-in"))
def test_every_other_address_is_the_entry(client: FlaskClient, path: str) -> None:
    with client.get(path, headers={"Accept-Encoding": "identity"}) as answer:
        assert answer.data == b"<title>entry</title>"
        assert answer.headers["Cache-Control"] == "no-cache"


def test_a_missing_asset_is_not_the_entry(client: FlaskClient) -> None:
    assert client.get("/assets/gone.js").status_code == 404
    assert client.get("/api/v1/gone").status_code == 404
