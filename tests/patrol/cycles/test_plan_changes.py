"""A plan's length and anchor change at a boundary: what was stays, what comes goes on from it."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from backend.core.errors import Problem
from backend.patrol.cycles.models import Obligation, PlanVersionRow, WindowRow
from backend.patrol.cycles.opening import open_next
from backend.patrol.cycles.plan_changes import change_plan
from backend.records.audit.models import AuditRow
from backend.staff.extensions import db
from tests.support.builders import Cast, make_site, visit
from tests.test_cli import run

START = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)  # of window 110, of three days
NOON = START + timedelta(hours=12)
NEXT = date(2026, 11, 27)
END = START + timedelta(days=3)


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def open_all(now: datetime) -> None:
    while open_next(now):
        pass


def rows() -> list[tuple[Any, ...]]:
    found = db.session.execute(
        select(
            WindowRow.number,
            WindowRow.starts_on,
            WindowRow.ends_on,
            Obligation.outcome,
            Obligation.gap_from,
        )
        .join(Obligation, Obligation.window_id == WindowRow.id)
        .order_by(WindowRow.starts_on)
    )
    return [tuple(row) for row in found]


def check_in(app: Flask, client: FlaskClient, cast: Cast, site: Any, now: datetime) -> None:
    body = json.dumps(visit(app, cast, site, now=now))
    answer = client.post("/api/v1/checkins", data=body, headers=cast.officer.headers)
    assert answer.status_code == 201, answer.text


def get(client: FlaskClient, person: Any, path: str) -> Any:
    answer = client.get(f"/api/v1{path}", headers=person.headers)
    assert answer.status_code == 200, answer.text
    return answer.json


def test_windows_go_on_from_the_boundary(
    app: Flask, client: FlaskClient, cast: Cast, clock: Any
) -> None:
    site = make_site(cast)
    open_all(NOON)
    check_in(app, client, cast, site, NOON)
    before = rows()
    run(app, "plans", "change", "three-day", "--from", "2026-11-27", "--length", "5")
    assert rows() == before

    clock.move_to(END + timedelta(days=4))
    open_all(END + timedelta(days=4))
    first = (111, NEXT, date(2026, 12, 2), "none", NOON)
    assert rows() == [*before, first]

    # The board of a window of old and that of today; the day of an officer; the list of both.
    (old,) = get(client, cast.leader, "/coverage?window=110")["plans"]
    (new,) = get(client, cast.leader, "/coverage")["plans"]
    assert (old["figures"]["covered"], old["figures"]["rate"]) == (1, 1.0)
    assert (new["window"]["number"], new["window"]["ends_at"]) == (111, "2026-12-01T16:00:00Z")
    assert new["figures"]["longest_gap_s"] == (END + timedelta(days=4) - NOON).total_seconds()
    (item,) = get(client, cast.officer, "/today")["items"]
    assert (item["window"], item["missed_last"]) == (111, False)
    numbers = [each["number"] for each in get(client, cast.leader, "/windows")["items"]]
    assert numbers == [111, 110]


def test_a_miss_before_the_change_is_shown_after_it(
    app: Flask, client: FlaskClient, cast: Cast, clock: Any
) -> None:
    make_site(cast)
    open_all(NOON)
    change_plan("three-day", NEXT, 1, None, NOON)
    clock.move_to(END + timedelta(hours=1))
    open_all(END + timedelta(hours=1))
    (item,) = get(client, cast.officer, "/today")["items"]
    assert (item["window"], item["missed_last"], item["due_at"]) == (
        111,
        True,
        "2026-11-27T16:00:00Z",
    )


def test_a_visit_from_before_counts_before(
    app: Flask, client: FlaskClient, cast: Cast, clock: Any
) -> None:
    site = make_site(cast)
    open_all(NOON)
    change_plan("three-day", NEXT, 7, None, NOON)
    late = END + timedelta(days=2)
    clock.move_to(late)
    open_all(late)
    captured = END - timedelta(seconds=1)
    check_in(app, client, cast, site, captured)
    assert [row[3] for row in rows()] == ["covered", "none"]
    assert rows()[1][4] == captured


def test_another_anchor_and_the_journal(app: Flask, cast: Cast) -> None:
    told = run(
        app,
        "plans",
        *("change", "three-day", "--from", "2026-11-30", "--length", "2"),
        *("--anchor", "2026-12-02"),
    )
    assert told == "window 112: 2026-11-30 until before 2026-12-02\n"
    version = db.session.scalars(select(PlanVersionRow).filter_by(valid_from=date(2026, 11, 30)))
    assert version.one().anchor == date(2026, 12, 2)
    row = db.session.scalars(select(AuditRow).filter_by(action="plan.change")).one()
    assert row.detail == {
        "from": "2026-11-30",
        "anchor": "2026-12-02",
        "length_days": 2,
        "first_number": 112,
    }


@pytest.mark.parametrize(
    ("at", "begin", "length", "anchor", "field", "code"),
    (
        (NOON, date(2026, 11, 24), 3, None, "from", "too_soon"),
        (NOON, date(2026, 11, 21), 3, None, "from", "too_soon"),
        (END - timedelta(minutes=59), NEXT, 3, None, "from", "too_soon"),
        (NOON, date(2026, 11, 28), 3, None, "from", "not_boundary"),
        (NOON, NEXT, 3, date(2026, 11, 28), "anchor", "out_of_step"),
        (NOON, NEXT, 0, None, "length", "between:1:366"),
        (NOON, NEXT, 367, None, "length", "between:1:366"),
    ),
)
def test_what_is_refused(
    cast: Cast, at: datetime, begin: date, length: int, anchor: Any, field: str, code: str
) -> None:
    with pytest.raises(Problem) as refused:
        change_plan("three-day", begin, length, anchor, at)
    assert refused.value.faults == [(field, code)]
    assert len(db.session.scalars(select(PlanVersionRow)).all()) == 1


def test_changes_follow_one_another(app: Flask, cast: Cast) -> None:
    assert change_plan("three-day", NEXT, 5, None, END - timedelta(hours=1)).number == 111
    with pytest.raises(Problem):
        change_plan("three-day", NEXT, 4, None, NOON)
    with pytest.raises(Problem):  # the third day of a window of five
        change_plan("three-day", date(2026, 11, 30), 3, None, NOON)
    second = change_plan("three-day", date(2026, 12, 2), 3, None, NOON)
    assert (second.number, second.ends_on) == (112, date(2026, 12, 5))
    assert "没有找到" in run(
        app, "plans", "change", "daily", "--from", "2026-12-02", "--length", "1", status=1
    )


def test_an_exempted_window_keeps_its_days(client: FlaskClient, cast: Cast) -> None:
    body = {"area_id": cast.grid_a, "window": 111, "cause": "weather", "reason": "台风"}
    granted = client.post("/api/v1/exemptions", json=body, headers=cast.office.headers).json
    with pytest.raises(Problem, match="window-exempt"):
        change_plan("three-day", NEXT, 5, None, NOON)
    assert change_plan("three-day", date(2026, 11, 30), 5, None, NOON).number == 112
    path = f"/api/v1/exemptions/{granted['id']}/withdrawal"
    client.post(path, json={"reason": "没有来"}, headers=cast.office.headers)


def test_a_window_foreseen_takes_its_new_length(client: FlaskClient, cast: Cast) -> None:
    site = make_site(cast)
    body = {"area_id": cast.grid_a, "window": 111, "cause": "weather", "reason": "台风"}
    granted = client.post("/api/v1/exemptions", json=body, headers=cast.office.headers).json
    path = f"/api/v1/exemptions/{granted['id']}/withdrawal"
    client.post(path, json={"reason": "没有来"}, headers=cast.office.headers)
    change_plan("three-day", NEXT, 5, None, NOON)
    open_all(NOON)
    open_all(END + timedelta(days=3, hours=1))
    assert [(row[0], row[2]) for row in rows()] == [
        (110, NEXT),
        (111, date(2026, 12, 2)),
    ]
    assert site.status == "active"
