"""A change of checkpoints counts from the next window; the running one keeps what it asked for."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from backend.figures.integrity.obligations import compare_obligations
from backend.figures.seals.recount import recount_window
from backend.patrol.checkins.models import Checkin
from backend.patrol.checkins.recount import recount
from backend.patrol.cycles.models import Obligation, WindowRow
from backend.patrol.cycles.opening import open_next
from backend.registry.kinds.models import Kind
from backend.registry.sites.models import Checkpoint, Site
from backend.staff.extensions import db
from tests.figures.coverage.test_today import NEXT_WINDOW, NOON, go, item, make_woods, reached
from tests.support.builders import Cast

BOUNDARY = datetime(2026, 11, 26, 16, 0, tzinfo=UTC)
NORTH = {"name": "北沟", "lon": 117.35, "lat": 26.008, "radius_m": 80}


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def change(
    client: FlaskClient, cast: Cast, site: Site, method: str, body: Any, below: str = ""
) -> Any:
    db.session.get_one(Kind, cast.kind_id).checkpoints = True
    db.session.commit()
    path, headers = f"/api/v1/sites/{site.id}/checkpoints", cast.supervisor.headers
    version = client.get(path, headers=headers).json["version"]
    sent = dict(headers) | {"If-Match": f'"{version}"'}
    answer = client.open(path + below, method=method, json=body, headers=sent)
    assert answer.status_code < 300, answer.json
    return answer.json


def begin(clock: Any, at: datetime) -> None:
    clock.move_to(at)
    while open_next(at):
        pass
    db.session.commit()


def outcomes(site: Site) -> list[str]:
    """Of the windows so far, after counting them again in each of the ways that there are."""
    recount([site.id], NOON - timedelta(days=30))
    db.session.commit()
    rows = db.session.scalars(select(Obligation).filter_by(site_id=site.id)).all()
    assert list(compare_obligations([row.id for row in rows])) == []
    for row in rows:
        window = db.session.get_one(WindowRow, row.window_id)
        found = {each.id: each.found.outcome for each in recount_window(window, None)}
        assert found[row.id] == row.outcome
    return [row.outcome for row in sorted(rows, key=lambda row: row.window_id)]


def names(told: dict[str, Any]) -> list[str]:
    return [checkpoint["name"] for checkpoint in told["checkpoints"]]


def test_the_running_window_keeps_the_number_that_it_asked_for(
    app: Flask, client: FlaskClient, cast: Cast, clock: Any
) -> None:
    woods = make_woods(cast, k=2)
    change(client, cast, woods, "PATCH", {"required": 1})
    change(client, cast, woods, "PATCH", {"required": 3})
    go(app, cast, cast.officer, woods, 0)
    assert outcomes(woods)[-1] == "none"
    go(app, cast, cast.officer, woods, 1)
    assert outcomes(woods)[-1] == "covered"
    assert item(client, cast.officer, woods)["checkpoints_required"] == 2

    begin(clock, NEXT_WINDOW)
    assert item(client, cast.officer, woods)["checkpoints_required"] == 3
    go(app, cast, cast.officer, woods, 0)
    go(app, cast, cast.officer, woods, 1)
    assert outcomes(woods)[-2:] == ["covered", "none"]
    go(app, cast, cast.officer, woods, 2)
    assert outcomes(woods)[-2:] == ["covered", "covered"]


def test_an_added_one_counts_from_the_next_window(
    app: Flask, client: FlaskClient, cast: Cast, clock: Any
) -> None:
    woods = make_woods(cast, k=2)
    change(client, cast, woods, "POST", NORTH)
    assert "北沟" not in names(item(client, cast.officer, woods))
    fix = {"lon": NORTH["lon"], "lat": NORTH["lat"], "accuracy": 12.0}
    early = go(app, cast, cast.officer, woods, fix=fix)
    assert db.session.get_one(Checkin, early).checkpoint_id is None

    begin(clock, NEXT_WINDOW)
    go(app, cast, cast.officer, woods, fix=fix)
    assert reached(item(client, cast.officer, woods)) == {"北沟": "officer某"}


def test_an_ended_one_counts_until_the_window_ends(
    app: Flask, client: FlaskClient, cast: Cast, clock: Any
) -> None:
    woods = make_woods(cast, k=3)
    east = item(client, cast.officer, woods)["checkpoints"][0]["id"]
    change(client, cast, woods, "POST", None, f"/{east}/end")
    for checkpoint in range(3):
        go(app, cast, cast.officer, woods, checkpoint)
    assert outcomes(woods)[-1] == "covered"
    assert len(reached(item(client, cast.officer, woods))) == 3

    begin(clock, NEXT_WINDOW)
    told = item(client, cast.officer, woods)
    assert (names(told), told["checkpoints_required"]) == (["水口", "西岭"], 2)
    late = go(app, cast, cast.officer, woods, 0)
    assert db.session.get_one(Checkin, late).checkpoint_id is None


def test_a_moved_one_is_reached_where_it_was_until_the_window_ends(
    app: Flask, client: FlaskClient, cast: Cast, clock: Any
) -> None:
    woods = make_woods(cast, k=1)
    before = item(client, cast.officer, woods)["checkpoints"][0]
    place = {"lon": NORTH["lon"], "lat": NORTH["lat"]}
    change(client, cast, woods, "PATCH", place, f"/{before['id']}")
    assert item(client, cast.officer, woods)["checkpoints"][0] == before
    first = go(app, cast, cast.officer, woods, 0)
    assert db.session.get_one(Checkin, first).checkpoint_id == before["id"]

    begin(clock, NEXT_WINDOW)
    after = item(client, cast.officer, woods)["checkpoints"][-1]
    assert (after["name"], after["lat"]) == (before["name"], NORTH["lat"])
    go(app, cast, cast.officer, woods, fix=place | {"accuracy": 12.0})
    assert reached(item(client, cast.officer, woods)) == {before["name"]: "officer某"}


@pytest.mark.parametrize(("late", "counts"), ((timedelta(), True), (timedelta(seconds=1), False)))
def test_at_the_instant_of_the_start_still_counts(
    client: FlaskClient, cast: Cast, clock: Any, late: timedelta, counts: bool
) -> None:
    woods = make_woods(cast, k=1)
    begin(clock, BOUNDARY + late)
    change(client, cast, woods, "POST", NORTH)
    change(client, cast, woods, "PATCH", {"required": 4})
    told = item(client, cast.officer, woods)
    assert ("北沟" in names(told)) is counts
    assert told["checkpoints_required"] == (4 if counts else 1)


def test_a_new_name_is_shown_at_once(client: FlaskClient, cast: Cast) -> None:
    woods = make_woods(cast)
    east = db.session.scalars(select(Checkpoint.id).filter_by(site_id=woods.id)).first()
    change(client, cast, woods, "PATCH", {"name": "东坡亭"}, f"/{east}")
    assert names(item(client, cast.officer, woods))[0] == "东坡亭"
