"""What the officer's list says of each site: its last visit, and what a team has reached."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from backend.core.wire import rfc3339
from backend.patrol.cycles.opening import open_next
from backend.registry.sites.models import Checkpoint, Site
from backend.staff.extensions import db
from tests.support.builders import Cast, Person, make_site, visit

NOON = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
NEXT_WINDOW = datetime(2026, 11, 27, 4, 0, tzinfo=UTC)
WOODS = {
    "type": "Polygon",
    "coordinates": [
        [[117.34, 25.99], [117.36, 25.99], [117.36, 26.01], [117.34, 26.01], [117.34, 25.99]]
    ],
}
CHECKPOINTS = (("东坡", 117.342, 25.995), ("水口", 117.35, 26.0), ("西岭", 117.358, 26.005))
EACH = [{"question": "smell", "value": "yes", "given": "each"}]


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def make_woods(cast: Cast, k: int = 2) -> Site:
    """A forest of three checkpoints, of which `k` must be reached; its window is open."""
    site = make_site(cast, geometry=WOODS, checkpoints_required=k, name="后山林区")
    for name, lon, lat in CHECKPOINTS:
        db.session.add(Checkpoint(site_id=site.id, name=name, lon=lon, lat=lat, radius_m=80))
    while open_next(datetime.now(UTC)):
        pass
    db.session.commit()
    return site


def go(
    app: Flask, cast: Cast, person: Person, site: Site, checkpoint: int | None = None, **more: Any
) -> int:
    """One visit now, at a checkpoint of the woods or at the site itself; its number."""
    if checkpoint is not None:
        _, lon, lat = CHECKPOINTS[checkpoint]
        more = {"fix": {"lon": lon, "lat": lat, "accuracy": 12.0}} | more
    body = json.dumps(visit(app, cast, site, now=datetime.now(UTC), **more))
    answer = app.test_client().post("/api/v1/checkins", data=body, headers=person.headers)
    assert answer.status_code == 201, answer.text
    number: int = answer.get_json()["number"]
    return number


def item(client: FlaskClient, person: Person, site: Site) -> dict[str, Any]:
    items = client.get("/api/v1/today", headers=person.headers).get_json()["items"]
    found: dict[str, Any] = next(each for each in items if each["site"]["id"] == site.id)
    return found


def reached(told: dict[str, Any]) -> dict[str, str]:
    """Which checkpoints somebody has reached, and who."""
    return {
        checkpoint["name"]: checkpoint["reached_by"]
        for checkpoint in told["checkpoints"]
        if checkpoint["reached_at"]
    }


def test_a_team_shares_the_checkpoints_of_a_forest(
    app: Flask, client: FlaskClient, cast: Cast
) -> None:
    woods = make_woods(cast)
    told = item(client, cast.officer, woods)
    assert told["checkpoints_required"] == 2
    assert [checkpoint["name"] for checkpoint in told["checkpoints"]] == [
        name for name, _, _ in CHECKPOINTS
    ]
    assert (told["checkpoints"][0]["lon"], told["checkpoints"][0]["radius_m"]) == (117.342, 80.0)
    assert reached(told) == {}

    go(app, cast, cast.officer, woods, 0)
    told = item(client, cast.colleague, woods)
    assert reached(told) == {"东坡": "officer某"}
    assert told["checkpoints"][0]["reached_at"] == rfc3339(NOON)
    assert told["state"] == "open"

    go(app, cast, cast.colleague, woods, 2)
    told = item(client, cast.officer, woods)
    assert reached(told) == {"东坡": "officer某", "西岭": "colleague某"}
    assert told["state"] == "covered"


def test_the_first_at_a_checkpoint_is_named(
    app: Flask, client: FlaskClient, cast: Cast, clock: Any
) -> None:
    woods = make_woods(cast)
    go(app, cast, cast.colleague, woods, 1)
    clock.shift(timedelta(hours=1))
    go(app, cast, cast.officer, woods, 1)
    told = item(client, cast.officer, woods)
    assert reached(told) == {"水口": "colleague某"}
    assert told["last_visit"]["by"] == "officer某"


def test_what_does_not_count_reaches_nothing(app: Flask, client: FlaskClient, cast: Cast) -> None:
    woods = make_woods(cast)
    attempt = {"result": "attempted", "attempt_reason": "road_closed"}
    go(app, cast, cast.officer, woods, 0, checklist=None, answers=[], **attempt)
    waits = go(app, cast, cast.officer, woods, 1, clock={"token": "forged", "elapsed_ms": 0})
    assert reached(item(client, cast.officer, woods)) == {}
    decision = {"verdict": "approved", "note": "核实过"}
    path = f"/api/v1/checkins/{waits}/review"
    assert client.post(path, json=decision, headers=cast.leader.headers).status_code == 200
    assert reached(item(client, cast.officer, woods)) == {"水口": "officer某"}


def test_a_new_window_begins_with_no_checkpoint_reached(
    app: Flask, client: FlaskClient, cast: Cast, clock: Any
) -> None:
    woods = make_woods(cast)
    go(app, cast, cast.officer, woods, 0)
    clock.move_to(NEXT_WINDOW)
    assert reached(item(client, cast.officer, woods)) == {}  # not opened yet
    while open_next(NEXT_WINDOW):
        pass
    db.session.commit()
    told = item(client, cast.officer, woods)
    assert reached(told) == {}
    assert told["last_visit"]["at"] == rfc3339(NOON)


def test_the_last_visit_says_when_who_and_what(
    app: Flask, client: FlaskClient, cast: Cast, clock: Any
) -> None:
    site = make_site(cast)
    db.session.commit()
    assert item(client, cast.officer, site)["last_visit"] is None
    go(app, cast, cast.colleague, site, result="abnormal", answers=EACH)
    abnormal = {"at": rfc3339(NOON), "result": "abnormal", "by": "colleague某"}
    assert item(client, cast.officer, site)["last_visit"] == abnormal
    clock.shift(timedelta(hours=1))
    go(app, cast, cast.officer, site, clock={"token": "forged", "elapsed_ms": 0})  # waits: 待核
    assert item(client, cast.officer, site)["last_visit"] == abnormal


def test_a_locked_door_is_to_be_tried_again(
    app: Flask, client: FlaskClient, cast: Cast, clock: Any
) -> None:
    def told() -> list[Any]:
        shown = item(client, cast.officer, site)
        return [shown[name] for name in ("state", "missed_last", "attempted_last", "follow_up")]

    site = make_site(cast)
    db.session.commit()
    locked = {"result": "attempted", "attempt_reason": "turned_away", "answers": []}
    go(app, cast, cast.officer, site, checklist=None, **locked)
    assert told() == ["attempted", False, False, False]
    clock.shift(timedelta(days=1))
    assert told() == ["attempted", False, False, True]
    clock.move_to(NEXT_WINDOW)
    while open_next(NEXT_WINDOW):
        pass
    db.session.commit()
    assert told() == ["open", False, True, True]
    go(app, cast, cast.officer, site)
    assert told() == ["covered", False, True, False]


def test_the_day_costs_the_same_however_many_checkpoints_and_visits(
    app: Flask, client: FlaskClient, cast: Cast, count_queries: Callable[[], Any]
) -> None:
    def cost() -> int:
        with count_queries() as seen:
            client.get("/api/v1/today", headers=cast.officer.headers)
        return len(seen)

    make_woods(cast)
    before = cost()
    for _ in range(5):
        woods = make_woods(cast)
        go(app, cast, cast.officer, woods, 0)
        go(app, cast, cast.colleague, woods, 0)
    # caller; versions of grids; of kinds; windows; checkpoints; sites
    assert cost() == before == 6
