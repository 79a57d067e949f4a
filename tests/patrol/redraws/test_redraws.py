"""Grids drawn anew from a window on: what moves then, what stays, and what was stays for ever."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from shapely.geometry import box, mapping
from sqlalchemy import select

from backend.patrol.cycles.models import Obligation, WindowRow
from backend.patrol.cycles.opening import open_next
from backend.patrol.cycles.rules import PlanVersion
from backend.patrol.redraws.effect import apply_due_redraws
from backend.patrol.redraws.rules import boundaries
from backend.records.audit.models import AuditRow
from backend.registry.areas.models import Area
from backend.registry.sites.models import Site, StatusPeriod
from backend.staff.extensions import db
from tests.support.builders import ANCHOR, Cast, Person, make_site, visit

START = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
NOON = START + timedelta(hours=12)
END = START + timedelta(days=3)
NEXT = date(2026, 11, 27)
LEFT, RIGHT = box(117.3, 25.9, 117.37, 26.1), box(117.37, 25.9, 117.5, 26.1)
NEAR = {"type": "Point", "coordinates": [117.38, 26.0]}
FAR = {"type": "Point", "coordinates": [117.32, 26.0]}


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def open_all(now: datetime) -> None:
    while open_next(now):
        pass


def code(cast: Cast, grid: str) -> str:
    return db.session.get_one(Area, cast.areas[grid]).code


def features(cast: Cast) -> list[dict[str, Any]]:
    drawn = (("grid_a", LEFT), ("grid_b", RIGHT))
    return [{"code": code(cast, grid), "geometry": mapping(shape)} for grid, shape in drawn]


def confirm(client: FlaskClient, cast: Cast, person: Person, **members: Any) -> Any:
    body = {"features": features(cast), "effective_on": NEXT.isoformat(), "reason": "新修环城路"}
    return client.post("/api/v1/redraws", json=body | members, headers=person.headers)


def grid_of(site: Site) -> list[tuple[int, int]]:
    """By window, the grid in which a site counts."""
    rows = db.session.execute(
        select(WindowRow.number, Obligation.grid_id)
        .join(WindowRow, WindowRow.id == Obligation.window_id)
        .where(Obligation.site_id == site.id)
        .order_by(WindowRow.number)
    )
    return [tuple(row) for row in rows]


def life(site: Site) -> list[tuple[Any, ...]]:
    rows = db.session.scalars(
        select(StatusPeriod)
        .filter_by(site_id=site.id)
        .order_by(StatusPeriod.since, StatusPeriod.id)
        .execution_options(populate_existing=True)
    )
    return [(row.since, row.until, row.status, row.grid_id) for row in rows]


def width(client: FlaskClient, person: Person, cast: Cast, on: str) -> float:
    """How far to the east grid_a reached on a day."""
    path = f"/api/v1/areas/{cast.grid_a}/grids.geojson{on}"
    (grid,) = client.get(path, headers=person.headers).json["features"]
    return max(position[0] for position in grid["geometry"]["coordinates"][0][0])


def check_in(app: Flask, client: FlaskClient, cast: Cast, site: Site, now: datetime) -> None:
    body = json.dumps(visit(app, cast, site, now=now))
    answer = client.post("/api/v1/checkins", data=body, headers=cast.officer.headers)
    assert answer.status_code == 201, answer.text


def test_it_takes_effect_with_the_window_and_leaves_the_past_alone(
    client: FlaskClient, cast: Cast, clock: Any
) -> None:
    near, far = make_site(cast, geometry=NEAR), make_site(cast, geometry=FAR)
    open_all(NOON)
    plan = {"features": features(cast)}
    headers = cast.supervisor.headers
    shown = client.post("/api/v1/redraws/preview", json=plan, headers=headers).json
    (move,) = shown["moves"]
    assert (move["site"]["id"], move["after"]["id"]) == (near.id, cast.grid_b)
    assert shown["outside"] == []
    made = confirm(client, cast, cast.supervisor).json
    assert (made["state"], made["moves"], made["may_cancel"]) == ("waiting", 1, True)

    apply_due_redraws(NEXT - timedelta(days=1))
    assert (life(near)[-1][3], width(client, cast.leader, cast, "")) == (cast.grid_a, 117.4)
    clock.move_to(END + timedelta(minutes=1))
    open_all(END + timedelta(minutes=1))
    assert grid_of(near) == [(110, cast.grid_a), (111, cast.grid_b)]
    assert grid_of(far) == [(110, cast.grid_a), (111, cast.grid_a)]
    assert [row[1:] for row in life(near)] == [
        (END, "active", cast.grid_a),
        (None, "active", cast.grid_b),
    ]
    assert [width(client, cast.leader, cast, on) for on in ("", "?on=2026-11-27")] == [117.37] * 2
    assert width(client, cast.leader, cast, "?on=2026-11-26") == 117.4
    open_all(END + timedelta(minutes=2))
    apply_due_redraws(NEXT)
    assert len(life(near)) == 2
    (listed,) = client.get("/api/v1/redraws", headers=cast.leader.headers).json["items"]
    assert (listed["state"], [grid["id"] for grid in listed["grids"]]) == (
        "in_force",
        [cast.grid_a],
    )
    actions = db.session.scalars(select(AuditRow.action).order_by(AuditRow.id)).all()
    assert actions == ["redraw.confirm", "site.redraw", "redraw.apply"]


def test_late_is_as_punctual(client: FlaskClient, cast: Cast, clock: Any) -> None:
    def history(*, punctual: bool) -> list[Any]:
        site = make_site(cast, geometry=NEAR)
        open_all(NOON)
        if confirm(client, cast, cast.supervisor).status_code == 409:
            pytest.fail("the one before still waits")
        if punctual:
            open_all(END)
        # Somebody closes it while the worker sleeps.
        spell = db.session.scalars(
            select(StatusPeriod).filter_by(site_id=site.id, until=None)
        ).one()
        later = END + timedelta(days=1)
        spell.until, site.status = later, "suspended"
        db.session.add(
            StatusPeriod(site_id=site.id, since=later, status="suspended", grid_id=site.grid_id)
        )
        db.session.flush()
        open_all(END + timedelta(days=4))
        found = [grid_of(site), life(site), site.grid_id]
        assert db.session.get_one(Site, site.id).grid_id == cast.grid_b
        return found

    savepoint = db.session.begin_nested()
    expected = history(punctual=True)
    savepoint.rollback()
    db.session.expire_all()
    assert history(punctual=False) == expected


def test_a_visit_before_the_job_counts_in_the_new_grid(
    app: Flask, client: FlaskClient, cast: Cast, clock: Any
) -> None:
    site = make_site(cast, geometry=NEAR)
    open_all(NOON)
    confirm(client, cast, cast.supervisor)
    clock.move_to(END + timedelta(minutes=1))
    check_in(app, client, cast, site, END + timedelta(minutes=1))
    assert grid_of(site) == [(110, cast.grid_a), (111, cast.grid_b)]
    # And one from before the boundary, that comes after it, where it belonged then.
    check_in(app, client, cast, site, END - timedelta(seconds=1))
    outcomes = db.session.scalars(select(Obligation.outcome).order_by(Obligation.window_id))
    assert outcomes.all() == ["covered", "covered"]


def test_a_site_added_in_between_moves_as_well(client: FlaskClient, cast: Cast, clock: Any) -> None:
    confirm(client, cast, cast.supervisor)
    clock.move_to(NOON + timedelta(hours=1))
    late = make_site(cast, geometry=NEAR, since=NOON + timedelta(hours=1))
    open_all(END)
    assert [row[3] for row in life(late)] == [cast.grid_a, cast.grid_b]


def test_what_was_moved_by_hand_is_left_there(client: FlaskClient, cast: Cast) -> None:
    site = make_site(cast, geometry=NEAR)
    confirm(client, cast, cast.supervisor)
    body = {"change": "move", "grid_id": cast.grid_c, "version": 1}
    path = f"/api/v1/sites/{site.id}/changes"
    assert client.post(path, json=body, headers=cast.office.headers).status_code == 201
    open_all(END)
    assert [row[3] for row in life(site)] == [cast.grid_a, cast.grid_c]


def test_it_can_be_called_off_while_it_waits(client: FlaskClient, cast: Cast, clock: Any) -> None:
    site = make_site(cast, geometry=NEAR)
    made = confirm(client, cast, cast.supervisor).json
    again = confirm(client, cast, cast.office)
    assert (again.status_code, again.json["changed"]["by"]) == (409, "supervisor某")
    path = f"/api/v1/redraws/{made['id']}/cancellation"
    assert client.post(path, headers=cast.leader.headers).status_code == 403
    assert client.post(path, headers=cast.office.headers).json["state"] == "cancelled"
    twice = client.post(path, headers=cast.supervisor.headers)
    assert (twice.status_code, twice.json["changed"]["what"]) == (409, "redraw.cancel")
    open_all(END)
    assert [row[3] for row in life(site)] == [cast.grid_a]
    second = confirm(client, cast, cast.office, effective_on="2026-11-30").json
    clock.move_to(END + timedelta(days=3))
    path = f"/api/v1/redraws/{second['id']}/cancellation"
    late = client.post(path, headers=cast.office.headers)
    assert (late.status_code, late.json["changed"]["what"]) == (409, "redraw.apply")


def test_what_is_asked_must_make_sense(client: FlaskClient, cast: Cast) -> None:
    a, b = features(cast)
    c = {"code": code(cast, "grid_c"), "geometry": mapping(LEFT)}
    village = {"code": code(cast, "village_a"), "geometry": mapping(LEFT)}
    point = {"code": a["code"], "geometry": FAR}
    for members, field in (
        ({"effective_on": "2026-11-28"}, "effective_on"),
        ({"effective_on": "2026-11-24"}, "effective_on"),
        ({"reason": " "}, "reason"),
        ({"features": [a, a]}, "features.1.code"),
        ({"features": [b, c]}, "features.1.code"),
        ({"features": [village]}, "features.0.code"),
        ({"features": [point]}, "features.0.geometry"),
        ({"features": []}, "features"),
        ({"crs": {"properties": {"name": "urn:ogc:def:crs:EPSG::4610"}}}, "crs"),
        ({"crs": "EPSG:4214"}, "crs"),
        ({"effective_on": "0001-01-01"}, "effective_on"),
        ({"effective_on": "9999-12-31"}, "effective_on"),
    ):
        answer = confirm(client, cast, cast.supervisor, **members)
        assert [fault["field"] for fault in answer.json["fields"]] == [field]
    for person in (cast.officer, cast.leader, cast.auditor):
        assert confirm(client, cast, person).status_code == 403
    known = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}
    assert confirm(client, cast, cast.supervisor, crs=known).status_code == 201
    days = client.get("/api/v1/redraws/options", headers=cast.supervisor.headers).json["days"]
    assert days[:2] == ["2026-11-27", "2026-11-30"]


def test_a_site_in_no_grid_any_more_is_named(client: FlaskClient, cast: Cast) -> None:
    site = make_site(cast, geometry=NEAR)
    plan = {"features": [features(cast)[0]]}
    headers = cast.supervisor.headers
    shown = client.post("/api/v1/redraws/preview", json=plan, headers=headers).json
    assert ([each["id"] for each in shown["outside"]], shown["moves"]) == ([site.id], [])


def test_days_on_which_every_plan_begins_a_window() -> None:
    three = (PlanVersion(ANCHOR, ANCHOR, 3, 1),)
    week = (PlanVersion(date(2026, 11, 2), date(2026, 11, 2), 7, 1),)
    found = boundaries([three, week], NOON)
    assert found[:2] == [date(2026, 11, 30), date(2026, 12, 21)]
    assert boundaries([three], END - timedelta(minutes=59))[0] == date(2026, 11, 30)
    odd = (PlanVersion(date(2026, 11, 4), date(2026, 11, 4), 3, 1),)
    assert boundaries([three, odd], NOON) == []
    assert boundaries([], NOON) == []
