"""The board's parts: direct children, or all areas of one level."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from backend.core import clock
from backend.patrol.cycles import opening
from backend.staff.extensions import db
from tests.support.builders import Cast


@pytest.fixture(autouse=True)
def window(cast: Cast) -> None:
    while opening.open_next(clock.now()):
        db.session.commit()


def parts(client: FlaskClient, cast: Cast, query: str) -> list[str]:
    answer = client.get(f"/api/v1/coverage?{query}", headers=cast.office.headers)
    assert answer.status_code == 200
    children: list[dict[str, Any]] = answer.json["plans"][0]["children"]
    return [child["area"]["name"] for child in children]


@pytest.mark.parametrize(
    ("query", "names"),
    (
        ("", ["燕南街道", "小陶镇"]),
        ("level=town", ["燕南街道", "小陶镇"]),
        ("level=grid", ["第一网格grid_a", "第一网格grid_b", "第一网格grid_c"]),
    ),
)
def test_the_parts_of_the_county(
    client: FlaskClient, cast: Cast, query: str, names: list[str]
) -> None:
    assert parts(client, cast, query) == names


def test_a_level_keeps_to_the_area(client: FlaskClient, cast: Cast) -> None:
    town = cast.areas["town"]
    assert parts(client, cast, f"area={town}&level=grid") == ["第一网格grid_a", "第一网格grid_b"]
    assert parts(client, cast, f"area={town}&level=county") == []


def test_an_unknown_level_is_refused(client: FlaskClient, cast: Cast) -> None:
    answer = client.get("/api/v1/coverage?level=street", headers=cast.office.headers)
    assert answer.status_code == 422
