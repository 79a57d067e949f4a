"""Two people at once, each with a transaction of her own, on both databases."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from backend.registry.kinds.models import Kind
from backend.registry.sites.models import Checkpoint, Site, StatusPeriod
from backend.staff.extensions import db
from tests.support.at_once import ENGINES, own_world, together
from tests.support.builders import Cast, Person, make_site

ROUNDS = 5


@pytest.fixture(scope="module", params=ENGINES)
def world(request: pytest.FixtureRequest, tmp_path_factory: Any) -> Iterator[tuple[Flask, Cast]]:
    with own_world(request, tmp_path_factory.mktemp("races"), "races") as found:
        yield found


def post(app: Flask, person: Person, path: str, body: dict[str, Any]) -> Any:
    return app.test_client().post(f"/api/v1{path}", json=body, headers=person.headers)


def new_site(app: Flask, cast: Cast) -> int:
    with app.app_context():
        site_id = make_site(cast).id
        db.session.commit()
    return site_id


def spells(app: Flask, site_id: int) -> list[StatusPeriod]:
    """The life of a site, after checking that it has one open spell, the last."""
    with app.app_context():
        rows = db.session.scalars(
            select(StatusPeriod).filter_by(site_id=site_id).order_by(StatusPeriod.id)
        ).all()
        site = db.session.get_one(Site, site_id)
    assert [spell.until is None for spell in rows] == [False] * (len(rows) - 1) + [True]
    assert (site.status, site.grid_id) == (rows[-1].status, rows[-1].grid_id)
    assert site.version == len(rows)
    return list(rows)


def test_one_of_two_decisions_holds(world: tuple[Flask, Cast]) -> None:
    app, cast = world
    for _ in range(ROUNDS):
        site_id = new_site(app, cast)
        body = {"change": "suspend", "reason": "停业", "version": 1}
        change = post(app, cast.officer, f"/sites/{site_id}/changes", body).json["id"]
        path = f"/site-changes/{change}/decision"
        answers = together(
            lambda path=path: post(app, cast.leader, path, {"verdict": "approved"}),
            lambda path=path: post(app, cast.supervisor, path, {"verdict": "approved"}),
        )
        assert Counter(answer.status_code for answer in answers) == {200: 1, 409: 1}
        lost = next(answer.json for answer in answers if answer.status_code == 409)
        assert lost["code"] == "already-decided"
        won = next(answer.json for answer in answers if answer.status_code == 200)
        assert lost["changed"]["what"] == "approved"
        assert lost["changed"]["by"] == won["decided_by"]["name"]
        assert [spell.status for spell in spells(app, site_id)] == ["active", "suspended"]


def test_one_of_two_requests_waits(world: tuple[Flask, Cast]) -> None:
    app, cast = world
    for _ in range(ROUNDS):
        path = f"/sites/{new_site(app, cast)}/changes"
        body = {"change": "suspend", "reason": "停业", "version": 1}
        answers = together(
            lambda path=path, body=body: post(app, cast.officer, path, body),
            lambda path=path, body=body: post(app, cast.colleague, path, body),
        )
        assert Counter(answer.status_code for answer in answers) == {201: 1, 409: 1}
        lost = next(answer.json for answer in answers if answer.status_code == 409)
        assert lost["changed"]["what"] == "ask.suspend"


def test_one_of_two_new_checkpoints_wins(world: tuple[Flask, Cast]) -> None:
    app, cast = world
    with app.app_context():
        db.session.get_one(Kind, cast.kind_id).checkpoints = True
        db.session.commit()

    def add(person: Person, site_id: int, name: str) -> Any:
        body = {"name": name, "lon": 117.35, "lat": 26.0}
        headers = person.headers | {"If-Match": '"1"'}
        path = f"/api/v1/sites/{site_id}/checkpoints"
        return app.test_client().post(path, json=body, headers=headers)

    for _ in range(ROUNDS):
        site_id = new_site(app, cast)
        answers = together(
            lambda site_id=site_id: add(cast.supervisor, site_id, "东坡"),
            lambda site_id=site_id: add(cast.office, site_id, "西岭"),
        )
        assert Counter(answer.status_code for answer in answers) == {201: 1, 412: 1}
        lost = next(answer.json for answer in answers if answer.status_code == 412)
        assert lost["changed"]["what"] == "site.checkpoints"
        with app.app_context():
            kept = select(Checkpoint).filter_by(site_id=site_id)
            assert len(db.session.scalars(kept).all()) == 1


def test_one_of_two_moves_wins_and_the_other_is_told(world: tuple[Flask, Cast]) -> None:
    app, cast = world
    for _ in range(ROUNDS):
        site_id = new_site(app, cast)
        path = f"/sites/{site_id}/changes"
        there = {"change": "move", "grid_id": cast.grid_b, "version": 1}
        away = {"change": "move", "grid_id": cast.grid_c, "version": 1}
        answers = together(
            lambda path=path, body=there: post(app, cast.office, path, body),
            lambda path=path, body=away: post(app, cast.office, path, body),
        )
        assert Counter(answer.status_code for answer in answers) == {201: 1, 409: 1}
        lost = next(answer.json for answer in answers if answer.status_code == 409)
        assert (lost["code"], lost["changed"]["what"]) == ("conflict", "site.move")
        won = next(answer.json for answer in answers if answer.status_code == 201)
        assert [spell.grid_id for spell in spells(app, site_id)] == [
            cast.grid_a,
            won["grid"]["id"],
        ]


def test_one_of_two_corrections_is_stale(world: tuple[Flask, Cast]) -> None:
    app, cast = world
    headers = cast.office.headers | {"If-Match": '"1"'}
    for _ in range(ROUNDS):
        path = f"/api/v1/sites/{new_site(app, cast)}"
        answers = together(
            lambda path=path: app.test_client().patch(path, json={"risk": 1}, headers=headers),
            lambda path=path: app.test_client().patch(path, json={"risk": 3}, headers=headers),
        )
        assert Counter(answer.status_code for answer in answers) == {200: 1, 412: 1}
