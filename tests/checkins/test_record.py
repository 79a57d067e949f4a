"""A visit counts once, in the right window, and answers with its receipt."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from backend import timetoken
from backend.checkins.models import Checkin
from backend.cycles.models import Obligation
from backend.extensions import db
from backend.sites.models import Site
from tests.builders import Cast, make_site, visit

NOON = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)  # 12:00 in Shanghai, window 110


@pytest.fixture
def site(cast: Cast) -> Site:
    return make_site(cast)


@pytest.fixture
def at_noon() -> Any:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def send(client: FlaskClient, cast: Cast, document: dict[str, Any], who: str = "officer") -> Any:
    return client.post(
        "/api/v1/checkins", data=json.dumps(document), headers=cast.people[who].headers
    )


def test_the_first_time_it_is_recorded_and_the_obligation_covered(
    app: Flask, client: FlaskClient, cast: Cast, site: Site, at_noon: Any
) -> None:
    answer = send(client, cast, visit(app, cast, site, now=NOON))

    assert answer.status_code == 201, answer.text
    receipt = answer.get_json()
    assert receipt["standing"] == "counts"
    assert receipt["facts"]["credit"] == "certain"
    assert receipt["facts"]["place"] == "on_site"
    assert receipt["facts"]["window"]["starts_at"] == "2026-11-23T16:00:00Z"
    obligation = db.session.scalars(select(Obligation)).one()
    assert (obligation.outcome, obligation.last_at) == ("covered", NOON)


def test_the_second_time_the_same_receipt_comes_back(
    app: Flask, client: FlaskClient, cast: Cast, site: Site, at_noon: Any
) -> None:
    document = visit(app, cast, site, now=NOON)
    first = send(client, cast, document).get_json()
    at_noon.shift(timedelta(hours=1))
    again = send(client, cast, document)
    assert (again.status_code, again.get_json()) == (200, first)
    assert db.session.scalar(select(func.count()).select_from(Checkin)) == 1
