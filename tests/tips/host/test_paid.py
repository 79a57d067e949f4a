"""The lists of paid vouchers as they are served: whole, the same for everybody, kept by nobody."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from backend.tips.host import published

on_one_engine = pytest.mark.parametrize("tips_url", ("sqlite",), indirect=True, scope="session")


@on_one_engine
def test_whoever_asks_and_for_whatever_gets_the_same(line: FlaskClient, tips_folder: Path) -> None:
    assert line.get("/api/paid").json == {"format": 1, "lists": []}
    made = {"month": "2026-11", "digests": ["A" * 16, "B" * 16]}
    published.write_paid(tips_folder, {"format": 1, "lists": [made]})
    first = line.get("/api/paid")
    assert first.json["lists"] == [made]
    asked = {"Cookie": "a=1", "If-None-Match": "*", "Range": "bytes=0-9"}
    for path in ("/api/paid", f"/api/paid?digest={'A' * 16}&month=2026-11"):
        answer = line.get(path, headers=asked)
        assert (answer.status_code, answer.data) == (200, first.data)
        assert answer.headers["Cache-Control"] == "no-store"
        assert not {"Set-Cookie", "ETag", "Last-Modified"} & set(answer.headers.keys())
    (tips_folder / published.PAID).unlink()
