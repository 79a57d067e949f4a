"""What lies behind a figure: the rows that make it, the last windows, the newest visits."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from backend.core.paging import encode_cursor
from backend.patrol.cycles.models import Obligation
from backend.patrol.cycles.opening import open_next
from backend.registry.sites.models import Site
from backend.staff.extensions import db
from tests.figures.coverage.test_board import board, check_in
from tests.support.builders import Cast, Person, make_site, visit

NOON = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
NEXT = NOON + timedelta(days=3)
STATES = ("covered", "attempted", "exempt", "missed", "open")


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def open_all(now: datetime) -> None:
    while open_next(now):
        pass


def get(client: FlaskClient, person: Person, path: str, **query: Any) -> Any:
    answer = client.get(f"/api/v1{path}", query_string=query, headers=person.headers)
    assert answer.status_code == 200, answer.text
    return answer.get_json()


def all_rows(client: FlaskClient, person: Person, **query: Any) -> list[Any]:
    """Read page by page, two rows each."""
    found, cursor = [], {}
    while True:
        shown = get(client, person, "/coverage/rows", limit=2, **query, **cursor)
        found += shown["items"]
        if shown["next"] is None:
            return found
        cursor = {"cursor": shown["next"]}


def attempt(app: Flask, client: FlaskClient, cast: Cast, site: Site, now: datetime) -> None:
    members = {"result": "attempted", "attempt_reason": "locked", "answers": []}
    body = json.dumps(visit(app, cast, site, now=now, **members))
    answer = client.post("/api/v1/checkins", data=body, headers=cast.officer.headers)
    assert answer.status_code == 201


@pytest.fixture
def mixed(app: Flask, client: FlaskClient, cast: Cast) -> list[Site]:
    """Two open, one that nobody got into, two covered, one exempt; one open in another town."""
    older = [make_site(cast, since=NOON - timedelta(days=n + 2)) for n in range(5)]
    closed = make_site(cast)
    far = make_site(cast, grid_id=cast.grid_c)
    open_all(NOON)
    attempt(app, client, cast, older[2], NOON)
    check_in(app, client, cast, older[3], NOON)
    check_in(app, client, cast, older[4], NOON)
    waived = update(Obligation).where(Obligation.site_id == closed.id)
    db.session.execute(waived.values(exempt=True, outcome="exempt"))
    return [*older, closed, far]


@pytest.mark.parametrize("who", ("leader", "supervisor", "office"))
@pytest.mark.parametrize("later", (False, True), ids=("running", "over"))
def test_the_rows_of_every_figure_are_as_many_as_it_says(
    client: FlaskClient, cast: Cast, mixed: list[Site], who: str, later: bool, clock: Any
) -> None:
    number = board(client, cast.office)["plans"][0]["window"]["number"]
    clock.move_to(NEXT if later else NOON)
    person = cast.people[who]
    plan = board(client, person, window=number)["plans"][0]
    figures = plan["figures"]
    for state in STATES:
        found = all_rows(client, person, state=state, window=number)
        assert len(found) == figures[state]
        assert {row["state"] for row in found} <= {state}
        for kind in plan["kinds"]:
            of_kind = all_rows(client, person, state=state, window=number, kind=kind["kind"])
            assert len(of_kind) == kind["figures"][state]
    everything = all_rows(client, person, window=number)
    assert len({row["number"] for row in everything}) == figures["required"]
    lacking = all_rows(client, person, state="lacking", window=number)
    assert len(lacking) == figures["open"] + figures["missed"] + figures["attempted"]


def test_the_worst_come_first(client: FlaskClient, cast: Cast, mixed: list[Site]) -> None:
    found = all_rows(client, cast.office)
    by_id = {site.id: number for number, site in enumerate(mixed)}
    order = [by_id[row["site"]["id"]] for row in found]
    # 6 and the closed one have been on duty since the beginning; 4 for longer than 3.
    assert order == [6, 1, 0, 2, 4, 3, 5]
    gaps = [row["gap_s"] for row in found]
    assert gaps[-1] is None
    assert gaps[1:3] == [3 * 86400, 2 * 86400]


@pytest.mark.parametrize("later", (False, True), ids=("running", "over"))
def test_the_longest_gap_is_that_of_the_first_row(
    client: FlaskClient, cast: Cast, mixed: list[Site], later: bool, clock: Any
) -> None:
    number = board(client, cast.office)["plans"][0]["window"]["number"]
    clock.move_to(NEXT if later else NOON)
    figures = board(client, cast.leader, window=number)["plans"][0]["figures"]
    found = all_rows(client, cast.leader, order="gap", window=number)
    gaps = [row["gap_s"] for row in found]
    assert gaps[0] == figures["longest_gap_s"]
    assert gaps == sorted(gaps, reverse=True)
    assert len(found) == figures["required"] - figures["exempt"]


def test_a_row_tells_the_last_visit_and_whom_to_call(
    client: FlaskClient, cast: Cast, mixed: list[Site]
) -> None:
    [attempted] = all_rows(client, cast.office, state="attempted")
    assert attempted["last_visit"] == {
        "at": "2026-11-24T04:00:00Z",
        "result": "attempted",
        "by": "officer某",
    }
    phone = {"phone": "13800000001"}
    assert attempted["leader"] == {"id": cast.leader.id, "name": "leader某"} | phone
    assert attempted["call"] == {"id": cast.officer.id, "name": "officer某"} | phone
    [same] = all_rows(client, cast.leader, state="attempted")
    assert same["call"] == attempted["call"]
    assert attempted["site"]["grid"]["id"] == cast.grid_a
    assert all_rows(client, cast.office, state="open")[0]["last_visit"] is None


def test_pages_stay_in_step_while_the_clock_runs(
    client: FlaskClient, cast: Cast, mixed: list[Site], clock: Any
) -> None:
    """Of three pages none repeats a row, though the gaps of the open ones have grown meanwhile."""
    seen, cursor = [], {}
    for _ in range(4):
        shown = get(client, cast.office, "/coverage/rows", limit=2, order="gap", **cursor)
        seen += [row["number"] for row in shown["items"]]
        clock.shift(timedelta(hours=5))
        if shown["next"] is None:
            break
        cursor = {"cursor": shown["next"]}
    assert len(seen) == len(set(seen)) == 6


@pytest.mark.parametrize("key", ([0], [-1, 0, 0, 0], [2**62, 0, 0, 0]))
def test_a_cursor_of_nobody_is_a_fault(client: FlaskClient, cast: Cast, key: list[int]) -> None:
    query = {"cursor": encode_cursor(key)}
    open_all(NOON)
    answer = client.get("/api/v1/coverage/rows", query_string=query, headers=cast.office.headers)
    assert answer.status_code == 422


def test_a_foreign_area_is_unknown(client: FlaskClient, cast: Cast, mixed: list[Site]) -> None:
    for path in ("/coverage/rows", "/coverage/trend", "/coverage/latest"):
        for area in (cast.grid_c, cast.areas["county"], 2**31 - 1):
            answer = client.get(
                f"/api/v1{path}", query_string={"area": area}, headers=cast.leader.headers
            )
            assert answer.status_code == 404


def test_what_lies_behind_costs_the_same_however_much_it_is(
    app: Flask, client: FlaskClient, cast: Cast, count_queries: Callable[[], Any]
) -> None:
    def cost() -> list[int]:
        found = []
        for path in ("/coverage/rows", "/coverage/trend", "/coverage/latest"):
            with count_queries() as seen:
                get(client, cast.office, path)
            found.append(len(seen))
        return found

    check_in(app, client, cast, make_site(cast), NOON)
    open_all(NOON)
    # rows: caller; top area; window; rows; leaders; officers; last visits
    # trend: caller; top area; windows; seals, if any; grids; counts; at this hour, if any ended.
    # latest: caller; top area; visits
    assert cost() == [7, 5, 3]
    for _ in range(10):
        check_in(app, client, cast, make_site(cast), NOON)
    assert cost() == [7, 5, 3]


def test_the_trend_ends_with_the_running_window(
    app: Flask, client: FlaskClient, cast: Cast, clock: Any
) -> None:
    site = make_site(cast)
    make_site(cast)
    for turn in range(3):
        now = NOON + timedelta(days=3 * turn)
        clock.move_to(now)
        open_all(now)
        if turn:
            check_in(app, client, cast, site, now)
    for person in (cast.office, cast.leader):
        items = get(client, person, "/coverage/trend", windows=2)["items"]
        running = board(client, person)["plans"][0]
        shown = {"window": running["window"], "figures": running["figures"]}
        assert items[-1] == shown | {"rate_at_this_hour": None}
        before = board(client, person, window=running["window"]["number"] - 1)["plans"][0]
        shown = {"window": before["window"], "figures": before["figures"]}
        assert items[-2] == shown | {"rate_at_this_hour": 0.0}
        assert [item["figures"]["rate"] for item in items] == [0.5, 0.5]
    assert len(get(client, cast.office, "/coverage/trend")["items"]) == 3


def test_the_running_window_stands_beside_the_same_hour_of_those_before(
    app: Flask, client: FlaskClient, cast: Cast, clock: Any
) -> None:
    """A visit that hour or later does not count yet, one of the hour before does."""
    sites = [make_site(cast) for _ in range(4)]
    open_all(NOON)
    for site, hours in zip(sites, (-1, 0, 5), strict=False):
        clock.move_to(NOON + timedelta(hours=hours))
        check_in(app, client, cast, site, NOON + timedelta(hours=hours))
    for minutes in (1, 59):
        clock.move_to(NEXT + timedelta(minutes=minutes))
        open_all(NEXT)
        before, running = get(client, cast.office, "/coverage/trend")["items"]
        assert before["figures"]["rate"] == 0.75
        assert before["rate_at_this_hour"] == 0.25
        assert running["rate_at_this_hour"] is None


def test_a_clock_of_weeks_ago_makes_no_window_that_anybody_sees(
    app: Flask, client: FlaskClient, cast: Cast, clock: Any
) -> None:
    site = make_site(cast, since=NOON - timedelta(days=1))
    open_all(NOON)
    document = visit(app, cast, site, now=NOON - timedelta(days=20), clock=None)
    sent = client.post(
        "/api/v1/checkins", data=json.dumps(document), headers=cast.officer.headers
    ).get_json()
    old, (running,) = sent["facts"]["window"]["number"], board(client, cast.office)["plans"]
    number = running["window"]["number"]
    assert old == number - 7
    windows = [each["number"] for each in get(client, cast.office, "/windows")["items"]]
    trend = get(client, cast.office, "/coverage/trend")["items"]
    assert windows == [item["window"]["number"] for item in trend] == [number]
    assert board(client, cast.office, window=old)["plans"] == []
    where = {"query_string": {"window": old}, "headers": cast.office.headers}
    assert client.get("/api/v1/coverage/rows", **where).status_code == 404


def test_the_newest_visits_tell_who_and_when_but_not_where_she_stood(
    app: Flask, client: FlaskClient, cast: Cast, clock: Any
) -> None:
    here, there = make_site(cast), make_site(cast, grid_id=cast.grid_b)
    check_in(app, client, cast, here, NOON)
    clock.shift(timedelta(minutes=5))
    check_in(app, client, cast, there, NOON + timedelta(minutes=5))
    found = get(client, cast.office, "/coverage/latest")["items"]
    assert [row["site"]["id"] for row in found] == [there.id, here.id]
    assert {row["by"] for row in found} == {"officer某"}
    assert not {"lon", "lat", "fix", "accuracy_m", "distance_m"} & set(found[0])
    assert [row["site"]["id"] for row in get(client, cast.leader, "/coverage/latest")["items"]] == [
        here.id
    ]
    clock.shift(timedelta(days=8))
    assert get(client, cast.office, "/coverage/latest")["items"] == []
