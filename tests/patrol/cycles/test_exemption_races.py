"""An exemption beside an opening, a visit, another exemption: each in its own transaction."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import delete, func, select, update

from backend.core import clock
from backend.patrol.cycles import opening
from backend.patrol.cycles.exemption_queries import list_options
from backend.patrol.cycles.models import Exemption, Obligation, WindowRow
from backend.staff.extensions import db
from tests.patrol.cycles.test_exemptions import LOCKED, NOON
from tests.support.at_once import ENGINES, own_world, together
from tests.support.builders import Cast, Person, make_site, visit

SITES = 40
ROUNDS = 4


@pytest.fixture(scope="module", params=ENGINES)
def world(request: pytest.FixtureRequest, tmp_path_factory: Any) -> Iterator[tuple[Flask, Cast]]:
    with (
        time_machine.travel(NOON, tick=False),
        own_world(request, tmp_path_factory.mktemp("exempt"), "exempt") as (app, cast),
    ):
        with app.app_context():
            for _ in range(SITES):
                make_site(cast)
            db.session.commit()
        yield app, cast


@pytest.fixture(autouse=True)
def anew(world: tuple[Flask, Cast]) -> None:
    """No exemption in force, nothing opened."""
    app, _ = world
    with app.app_context():
        db.session.execute(delete(Exemption))
        db.session.execute(delete(Obligation))
        db.session.execute(update(WindowRow).values(opened_at=None))
        db.session.commit()


def post(app: Flask, person: Person, path: str, body: Any) -> Any:
    return app.test_client().post(f"/api/v1{path}", json=body, headers=person.headers)


def grant(app: Flask, cast: Cast, area: str = "county") -> Any:
    with app.app_context():
        number = list_options(clock.now())[0]["windows"][-2]["number"]
    body = {"area_id": cast.areas[area], "window": number, "cause": "weather", "reason": "台风"}
    return post(app, cast.office, "/exemptions", body)


def open_all(app: Flask) -> None:
    with app.app_context():
        while opening.open_next(NOON):
            db.session.commit()
        db.session.commit()


def outcomes(app: Flask) -> Counter[str]:
    with app.app_context():
        rows = db.session.execute(select(Obligation.outcome, func.count()).group_by("outcome"))
        return Counter(dict(tuple(row) for row in rows))


def test_one_of_two_at_once_wins(world: tuple[Flask, Cast]) -> None:
    app, cast = world
    open_all(app)
    answers = together(lambda: grant(app, cast), lambda: grant(app, cast))
    assert Counter(answer.status_code for answer in answers) == {201: 1, 409: 1}
    lost = next(answer.json for answer in answers if answer.status_code == 409)
    assert (lost["code"], lost["changed"]["by"]) == ("already-exempt", "office某")
    assert outcomes(app) == {"exempt": SITES}


def test_overlapping_ones_pass_one_after_the_other(world: tuple[Flask, Cast]) -> None:
    app, cast = world
    open_all(app)
    calls = [lambda area=area: grant(app, cast, area) for area in ("county", "town", "grid_a")]
    assert {answer.status_code for answer in together(*calls)} == {201}
    assert outcomes(app) == {"exempt": SITES}


def test_an_opening_at_the_same_moment_is_exempted_too(
    world: tuple[Flask, Cast], monkeypatch: pytest.MonkeyPatch
) -> None:
    app, cast = world
    monkeypatch.setattr(opening, "BATCH", 7)
    granted, *_ = together(lambda: grant(app, cast), lambda: open_all(app), lambda: open_all(app))
    assert granted.status_code == 201
    open_all(app)
    assert outcomes(app) == {"exempt": SITES}


def test_a_vain_visit_during_a_withdrawal_is_not_forgotten(world: tuple[Flask, Cast]) -> None:
    app, cast = world
    for _ in range(ROUNDS):
        with app.app_context():
            site = make_site(cast, since=NOON - timedelta(days=9))
            db.session.commit()
        open_all(app)
        granted = grant(app, cast).json["id"]
        body = json.dumps(visit(app, cast, site, now=NOON, **LOCKED)).encode()
        path = f"/exemptions/{granted}/withdrawal"
        answers = together(
            lambda path=path: post(app, cast.office, path, {"reason": "没有来"}),
            lambda body=body: app.test_client().post(
                "/api/v1/checkins", data=body, headers=cast.officer.headers
            ),
        )
        assert [answer.status_code for answer in answers] == [200, 201]
        with app.app_context():
            found = select(Obligation.outcome).where(Obligation.site_id == site.id)
            assert db.session.scalar(found) == "attempted"
            db.session.execute(update(WindowRow).values(opened_at=None))
            db.session.commit()
