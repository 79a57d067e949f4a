"""The board and the officer's day: figures, territory, cost."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from backend.patrol.cycles.models import Plan, PlanVersionRow
from backend.patrol.cycles.opening import open_next
from backend.registry.kinds.models import Kind
from backend.staff.extensions import db
from tests.support.builders import ANCHOR, Cast, make_site, visit

NOON = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
DAY_1, DAY_6 = NOON, NOON + timedelta(days=5)


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def open_all(now: datetime) -> None:
    while open_next(now):
        pass


def check_in(app: Flask, client: FlaskClient, cast: Cast, site: Any, now: datetime) -> None:
    body = json.dumps(visit(app, cast, site, now=now))
    answer = client.post("/api/v1/checkins", data=body, headers=cast.officer.headers)
    assert answer.status_code == 201, answer.text


def board(client: FlaskClient, person: Any, **query: Any) -> Any:
    answer = client.get("/api/v1/coverage", query_string=query, headers=person.headers)
    assert answer.status_code == 200, answer.text
    return answer.get_json()


def test_figures_at_every_level(app: Flask, client: FlaskClient, cast: Cast) -> None:
    sites = [make_site(cast) for _ in range(3)] + [make_site(cast, grid_id=cast.grid_c)]
    open_all(NOON)
    check_in(app, client, cast, sites[0], NOON)

    county = board(client, cast.office)
    (plan,) = county["plans"]
    assert plan["figures"]["required"] == 4
    assert plan["figures"]["covered"] == 1
    assert plan["figures"]["open"] == 3
    assert plan["figures"]["rate"] == 0.25
    towns = {child["area"]["name"]: child["figures"] for child in plan["children"]}
    assert (towns["燕南街道"]["required"], towns["小陶镇"]["required"]) == (3, 1)
    grid = board(client, cast.leader)
    assert grid["area"]["id"] == cast.grid_a
    assert grid["plans"][0]["figures"]["required"] == 3


def test_after_the_window_what_is_open_is_missed(
    app: Flask, client: FlaskClient, cast: Cast, clock: Any
) -> None:
    make_site(cast)
    open_all(NOON)
    number = board(client, cast.leader)["plans"][0]["window"]["number"]
    ends = datetime(2026, 11, 26, 16, 0, tzinfo=UTC)
    for now, expected in (
        (ends - timedelta(milliseconds=1), (1, 0)),
        (ends, (0, 1)),
    ):
        clock.move_to(now)
        figures = board(client, cast.leader, window=number)["plans"][0]["figures"]
        assert (figures["open"], figures["missed"]) == expected


def test_day_one_then_day_six_is_all_covered_with_a_gap(
    app: Flask, client: FlaskClient, cast: Cast, clock: Any
) -> None:
    site = make_site(cast)
    open_all(DAY_1)
    check_in(app, client, cast, site, DAY_1)
    clock.move_to(DAY_6)
    open_all(DAY_6)
    check_in(app, client, cast, site, DAY_6)
    figures = board(client, cast.leader)["plans"][0]["figures"]
    assert (figures["rate"], figures["longest_gap_s"]) == (1.0, 5 * 86400)


@pytest.mark.parametrize("who", ("outsider", "leader"))
def test_foreign_areas_answer_like_unknown_ones(
    app: Flask, client: FlaskClient, cast: Cast, who: str
) -> None:
    foreign = cast.grid_a if who == "outsider" else cast.grid_b
    for area in (foreign, 2**31 - 1, cast.areas["county"]):
        answer = client.get(
            "/api/v1/coverage", query_string={"area": area}, headers=cast.people[who].headers
        )
        assert answer.status_code == 404


def test_the_board_costs_the_same_however_many_sites(
    app: Flask, client: FlaskClient, cast: Cast, count_queries: Callable[[], Any]
) -> None:
    def cost() -> int:
        with count_queries() as seen:
            board(client, cast.office)
        return len(seen)

    make_site(cast)
    open_all(NOON)
    # caller; top area; version; its parts; whom to call; windows; grids; counts; kinds
    assert cost() == 9
    for _ in range(20):
        make_site(cast)
    assert cost() == 8, "nothing is counted twice"


def test_today_lists_what_is_due_and_what_may_be_visited(
    app: Flask, client: FlaskClient, cast: Cast, count_queries: Callable[[], Any]
) -> None:
    due = make_site(cast)
    done = make_site(cast)
    open_all(NOON)
    new = make_site(cast, since=NOON)
    make_site(cast, grid_id=cast.grid_c)
    check_in(app, client, cast, done, NOON)

    with count_queries() as seen:
        answer = client.get("/api/v1/today", headers=cast.officer.headers)
    today = answer.get_json()

    states = {item["site"]["id"]: item["state"] for item in today["items"]}
    assert states == {due.id: "open", done.id: "covered", new.id: "not_required"}
    (window,) = today["windows"]
    assert window["progress"] == {
        "required": 2,
        "covered": 1,
        "attempted": 0,
        "exempt": 0,
        "missed": 0,
        "open": 1,
    }
    # caller; versions of grids; of kinds; windows; checkpoints; sites
    assert len(seen) == 6


def test_plans_of_different_lengths_are_never_added_up(
    app: Flask, client: FlaskClient, cast: Cast
) -> None:
    plan = Plan(code="monthly", name_zh="每月一轮", name_en="Every month")
    db.session.add(plan)
    db.session.flush()
    row = {"anchor": ANCHOR, "length_days": 30, "first_number": 1}
    db.session.add(PlanVersionRow(plan_id=plan.id, valid_from=ANCHOR, **row))
    words = {"name_zh": "井", "name_en": "Well", "mark_zh": "井", "mark_en": "W"}
    well = Kind(code="well", sort=9, plan_code="monthly", radius_m=60, **words)
    db.session.add(well)
    db.session.flush()
    done, *_ = [make_site(cast) for _ in range(3)]
    for _ in range(2):
        make_site(cast, kind_id=well.id)
    open_all(NOON)
    check_in(app, client, cast, done, NOON)
    today = client.get("/api/v1/today", headers=cast.officer.headers).get_json()
    figures = {
        window["plan"]: [window["progress"][name] for name in ("required", "covered", "open")]
        for window in today["windows"]
    }
    assert figures == {"three-day": [3, 1, 2], "monthly": [2, 0, 2]}
    assert "progress" not in today
    assert {item["plan"] for item in today["items"]} == set(figures)


def test_an_unchanged_day_answers_304(
    app: Flask, client: FlaskClient, cast: Cast, clock: Any
) -> None:
    site = make_site(cast)
    open_all(NOON)
    first = client.get("/api/v1/today", headers=cast.officer.headers)
    known = {"If-None-Match": first.headers["ETag"], **cast.officer.headers}
    clock.shift(timedelta(minutes=1))
    assert client.get("/api/v1/today", headers=known).status_code == 304
    check_in(app, client, cast, site, NOON + timedelta(minutes=1))
    assert client.get("/api/v1/today", headers=known).status_code == 200
