"""What makes a board's version grow, and many growing it at the same moment."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from backend.patrol.cycles import board_versions
from backend.patrol.cycles.models import GridVersion
from backend.patrol.cycles.opening import open_next
from backend.staff.extensions import db
from tests.support.at_once import ENGINES, own_world, together
from tests.support.builders import Cast, Person, make_site, visit

NOON = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
WRITERS = 4
ROUNDS = 10


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def opened(cast: Cast) -> Any:
    """A site of grid_a whose obligation is open and committed."""
    site = make_site(cast)
    open_all()
    return site


def open_all() -> None:
    while open_next(NOON):
        db.session.commit()
    db.session.commit()


def post(client: FlaskClient, person: Person, path: str, body: dict[str, Any]) -> Any:
    answer = client.post(f"/api/v1{path}", json=body, headers=person.headers)
    assert answer.status_code in (200, 201), answer.text
    return answer.get_json()


def test_opening_shows_up_to_the_county_and_nowhere_beside(cast: Cast) -> None:
    names = ("grid_a", "village_a", "town", "county", "grid_b", "other_town")
    before = [board_versions.get_version(cast.areas[name]) for name in names]
    make_site(cast)
    open_all()
    after = [board_versions.get_version(cast.areas[name]) for name in names]
    assert [b - a for a, b in zip(before, after, strict=True)] == [1, 1, 1, 1, 0, 0]


@pytest.mark.parametrize(
    "members",
    ({}, {"result": "attempted", "attempt_reason": "locked", "answers": []}, {"fix": None}),
    ids=("covers", "locked", "waits for the leader"),
)
def test_every_visit_is_a_change(
    app: Flask, client: FlaskClient, cast: Cast, opened: Any, members: dict[str, Any]
) -> None:
    if "fix" in members:
        members = members | {"no_fix_reason": "denied", "place_reason": "没有信号"}
    before = board_versions.get_version(cast.grid_a)
    sent = visit(app, cast, opened, now=NOON, **members)
    post(client, cast.officer, "/checkins", sent)
    assert board_versions.get_version(cast.grid_a) == before + 1
    post(client, cast.officer, "/checkins", sent)
    assert board_versions.get_version(cast.grid_a) == before + 1


def test_a_decision_of_the_leader_is_a_change(
    app: Flask, client: FlaskClient, cast: Cast, opened: Any
) -> None:
    far = {"fix": {"lon": opened.lon + 0.01, "lat": opened.lat, "accuracy": 5.0}}
    sent = visit(app, cast, opened, now=NOON, place_reason="绕行", **far)
    post(client, cast.officer, "/checkins", sent)
    waiting = client.get(
        "/api/v1/checkins?standing=pending", headers=cast.leader.headers
    ).get_json()["items"][0]
    before = board_versions.get_version(cast.grid_a)
    path = f"/checkins/{waiting['number']}/review"
    post(client, cast.leader, path, {"verdict": "approved", "note": "看过"})
    assert board_versions.get_version(cast.grid_a) == before + 1


def test_a_move_is_a_change_where_it_was_and_where_it_goes(
    client: FlaskClient, cast: Cast, opened: Any
) -> None:
    before = [board_versions.get_version(grid) for grid in (cast.grid_a, cast.grid_b, cast.grid_c)]
    body = {"change": "move", "grid_id": cast.grid_b, "version": 1}
    post(client, cast.office, f"/sites/{opened.id}/changes", body)
    after = [board_versions.get_version(grid) for grid in (cast.grid_a, cast.grid_b, cast.grid_c)]
    assert [b - a for a, b in zip(before, after, strict=True)] == [1, 1, 0]


def test_what_is_rolled_back_never_happened(cast: Cast) -> None:
    before = board_versions.get_version(cast.grid_a)
    board_versions.mark_changed([cast.grid_a])
    db.session.rollback()
    db.session.commit()
    assert board_versions.get_version(cast.grid_a) == before


def test_a_savepoint_writes_with_the_whole(cast: Cast) -> None:
    before = board_versions.get_version(cast.grid_a)
    with db.session.begin_nested():
        board_versions.mark_changed([cast.grid_a])
    assert board_versions.get_version(cast.grid_a) == before
    db.session.commit()
    assert board_versions.get_version(cast.grid_a) == before + 1


@pytest.fixture(scope="module", params=ENGINES)
def world(request: pytest.FixtureRequest, tmp_path_factory: Any) -> Iterator[tuple[Flask, Cast]]:
    with own_world(request, tmp_path_factory.mktemp("versions"), "versions") as found:
        yield found


def test_many_at_once_lose_no_step_and_never_wait_for_each_other_for_ever(
    world: tuple[Flask, Cast],
) -> None:
    """Each names the grids in an order of its own; only the order of writing is one."""
    app, cast = world
    grids = [cast.grid_a, cast.grid_b, cast.grid_c]

    def write(turn: int) -> None:
        for _ in range(ROUNDS):
            with app.app_context():
                for grid in grids[turn:] + grids[:turn]:
                    board_versions.mark_changed([grid])
                db.session.commit()

    together(*(lambda turn=turn: write(turn % 3) for turn in range(WRITERS)))
    with app.app_context():
        found = dict(db.session.execute(select(GridVersion.grid_id, GridVersion.version)).all())
    assert [found[grid] for grid in grids] == [WRITERS * ROUNDS] * 3


def test_visits_and_an_opening_at_once_all_arrive(world: tuple[Flask, Cast]) -> None:
    app, cast = world
    with app.app_context():
        sites = [make_site(cast) for _ in range(WRITERS)]
        db.session.commit()
        before = board_versions.get_version(cast.areas["county"])
        bodies = [visit(app, cast, site, now=NOON + timedelta(hours=1)) for site in sites]

    def send(body: dict[str, Any]) -> int:
        data, headers = json.dumps(body), cast.officer.headers
        return app.test_client().post("/api/v1/checkins", data=data, headers=headers).status_code

    def job() -> int:
        with app.app_context():
            open_all()
        return 201

    answers = together(*(lambda body=body: send(body) for body in bodies), job)
    assert answers == [201] * (WRITERS + 1)
    with app.app_context():
        assert board_versions.get_version(cast.areas["county"]) >= before + WRITERS
