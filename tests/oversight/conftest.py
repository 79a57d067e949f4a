"""A past of three ended windows, and quick ways to look at it."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from backend.figures.seals.service import seal_next
from backend.oversight.rankings.policy import Ranking
from backend.patrol.cycles.opening import open_next
from tests.support.builders import Cast, Person, visit

# The windows of the cast's plan begin at midnight in Shanghai; the one numbered 109 on this day.
BEGIN = datetime(2026, 11, 20, 16, 0, tzinfo=UTC)
WINDOW = timedelta(days=3)
NOW = BEGIN + 3 * WINDOW + timedelta(hours=12)  # 109 to 111 have ended, 111 may still change
FIRST = 109

Ask = Callable[..., Any]


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(BEGIN, tick=False) as traveller:
        yield traveller


@pytest.fixture
def ask(client: FlaskClient) -> Ask:
    """`ask(person, path, json=None, status=200, **query)`: the body of the answer."""

    def asking(person: Person, path: str, json: Any = None, status: int = 200, **query: Any) -> Any:
        method = "GET" if json is None else "POST"
        answer = client.open(
            f"/api/v1{path}",
            method=method,
            json=json,
            query_string=query,
            headers=person.headers,
        )
        assert answer.status_code == status, answer.text
        return answer.get_json()

    return asking


@pytest.fixture
def policy(app: Flask) -> Any:
    """Sets parts of the ranking policy for one test: `policy(least=1)`."""
    before: Ranking = app.extensions["ranking_policy"]

    def setting(**parts: Any) -> None:
        app.extensions["ranking_policy"] = replace(before, **parts)

    yield setting
    app.extensions["ranking_policy"] = before


def open_all(now: datetime) -> None:
    while open_next(now):
        pass


def seal_all(now: datetime) -> None:
    while seal_next(now):
        pass


def check_in(
    app: Flask, client: FlaskClient, cast: Cast, person: Person, site: Any, **members: Any
) -> Any:
    """A visit now; answers its receipt."""
    now = datetime.now(tz=UTC)
    body = json.dumps(visit(app, cast, site, now=now, **members))
    answer = client.post("/api/v1/checkins", data=body, headers=person.headers)
    assert answer.status_code == 201, answer.text
    return answer.get_json()
