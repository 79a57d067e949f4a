"""Exempting an area from a window: what it waives, who may, who is told, and taking it back."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, select, update

from backend.core.clock import local_date
from backend.patrol.cycles.exemption_rules import list_exemptable
from backend.patrol.cycles.models import Exemption, Obligation, WindowRow
from backend.patrol.cycles.opening import open_next
from backend.patrol.cycles.rules import PlanVersion
from backend.records.audit.models import AuditRow
from backend.registry.sites.models import Site, StatusPeriod
from backend.staff.extensions import db
from tests.support.builders import ANCHOR, Cast, Person, make_site, visit

START = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
NOON = START + timedelta(hours=12)
END = START + timedelta(days=3)
NUMBER = 110
VERSIONS = (PlanVersion(ANCHOR, ANCHOR, 3, 1),)


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def open_all(now: datetime) -> None:
    while open_next(now):
        pass


def exempt(client: FlaskClient, person: Person, area: int, **members: Any) -> Any:
    body = {"area_id": area, "window": NUMBER, "cause": "weather", "reason": "台风停课停工"}
    return client.post("/api/v1/exemptions", json=body | members, headers=person.headers)


def withdraw(client: FlaskClient, person: Person, exemption_id: int) -> Any:
    path = f"/api/v1/exemptions/{exemption_id}/withdrawal"
    return client.post(path, json={"reason": "台风没有来"}, headers=person.headers)


def listed(client: FlaskClient, person: Person, **query: Any) -> list[dict[str, Any]]:
    answer = client.get("/api/v1/exemptions", query_string=query, headers=person.headers)
    items: list[dict[str, Any]] = answer.json["items"]
    return items


def check_in(app: Flask, client: FlaskClient, cast: Cast, site: Site, **members: Any) -> None:
    body = json.dumps(visit(app, cast, site, now=NOON, **members))
    answer = client.post("/api/v1/checkins", data=body, headers=cast.officer.headers)
    assert answer.status_code == 201, answer.text


def outcomes(*sites: Site) -> list[str]:
    rows = db.session.execute(select(Obligation.site_id, Obligation.outcome))
    found: dict[int, str] = dict(tuple(row) for row in rows)
    return [found.get(site.id, "not required") for site in sites]


def suspend(site: Site, at: datetime) -> None:
    spell = db.session.scalars(select(StatusPeriod).filter_by(site_id=site.id)).one()
    spell.until = at
    db.session.add(
        StatusPeriod(site_id=site.id, since=at, status="suspended", grid_id=site.grid_id)
    )
    site.status = "suspended"
    db.session.flush()


LOCKED = {"result": "attempted", "attempt_reason": "locked", "answers": []}


def test_it_waives_what_is_not_covered_and_can_be_taken_back(
    app: Flask, client: FlaskClient, cast: Cast
) -> None:
    seen, tried, left, off = (make_site(cast) for _ in range(4))
    other = make_site(cast, grid_id=cast.grid_b)
    suspend(off, START + timedelta(hours=1))
    open_all(NOON)
    check_in(app, client, cast, seen)
    check_in(app, client, cast, tried, **LOCKED)
    sites = (seen, tried, left, off, other)
    before = ["covered", "attempted", "none", "exempt", "none"]
    assert outcomes(*sites) == before

    granted = exempt(client, cast.supervisor, cast.areas["village_a"])
    assert granted.status_code == 201
    assert outcomes(*sites) == ["covered", "exempt", "exempt", "exempt", "none"]
    check_in(app, client, cast, left)
    assert outcomes(left) == ["covered"]

    answer = withdraw(client, cast.supervisor, granted.json["id"])
    assert (answer.status_code, answer.json["withdrawal"]) == (200, "台风没有来")
    assert outcomes(*sites) == ["covered", "attempted", "covered", "exempt", "none"]
    actions = db.session.scalars(
        select(AuditRow.action).where(AuditRow.subject == "exemption").order_by(AuditRow.id)
    )
    assert actions.all() == ["exemption.grant", "exemption.withdraw"]


def test_a_window_opened_after_it_has_the_same_rows(client: FlaskClient, cast: Cast) -> None:
    here, there = make_site(cast), make_site(cast, grid_id=cast.grid_b)
    open_all(NOON)
    assert exempt(client, cast.office, cast.grid_a).status_code == 201
    early = outcomes(here, there)
    db.session.execute(delete(Obligation))
    db.session.execute(update(WindowRow).values(opened_at=None))
    open_all(NOON)
    assert outcomes(here, there) == early == ["exempt", "none"]


def test_the_next_window_can_be_exempted_before_it_begins(client: FlaskClient, cast: Cast) -> None:
    site = make_site(cast)
    open_all(NOON)
    assert exempt(client, cast.office, cast.areas["county"], window=NUMBER + 1).status_code == 201
    assert outcomes(site) == ["none"]
    db.session.execute(delete(Obligation))
    open_all(END + timedelta(minutes=1))
    assert outcomes(site) == ["exempt"]


def test_of_two_that_overlap_the_other_still_holds(client: FlaskClient, cast: Cast) -> None:
    site = make_site(cast)
    open_all(NOON)
    wide = exempt(client, cast.office, cast.areas["county"]).json["id"]
    narrow = exempt(client, cast.supervisor, cast.grid_a).json["id"]
    assert withdraw(client, cast.office, wide).status_code == 200
    assert outcomes(site) == ["exempt"]
    assert withdraw(client, cast.supervisor, narrow).status_code == 200
    assert outcomes(site) == ["none"]


def test_a_site_taken_up_again_stays_exempt_with_its_area(client: FlaskClient, cast: Cast) -> None:
    site = make_site(cast)
    open_all(NOON)
    exempt(client, cast.supervisor, cast.grid_a)
    path = f"/api/v1/sites/{site.id}/changes"
    body = {"change": "suspend", "reason": "停业", "version": 1}
    asked = client.post(path, json=body, headers=cast.officer.headers).json
    decision = f"/api/v1/site-changes/{asked['id']}/decision"
    client.post(decision, json={"verdict": "approved"}, headers=cast.leader.headers)
    client.post(path, json={"change": "resume", "version": 2}, headers=cast.supervisor.headers)
    assert outcomes(site) == ["exempt"]


@pytest.mark.parametrize(
    ("after_end", "status"),
    ((timedelta(hours=72) - timedelta(milliseconds=1), 201), (timedelta(hours=72), 409)),
)
def test_not_once_the_figures_stand(
    client: FlaskClient, cast: Cast, clock: Any, after_end: timedelta, status: int
) -> None:
    site = make_site(cast)
    open_all(NOON)
    clock.move_to(END + after_end)
    answer = exempt(client, cast.office, cast.grid_a)
    assert answer.status_code == status
    if status == 201:
        assert outcomes(site) == ["exempt"]
        clock.move_to(END + timedelta(hours=72))
        answer = withdraw(client, cast.office, answer.json["id"])
        assert [row["may_withdraw"] for row in listed(client, cast.office)] == [False]
    assert answer.json["code"] == "window-sealed"


def test_twice_says_who_was_first(client: FlaskClient, cast: Cast) -> None:
    first = exempt(client, cast.supervisor, cast.grid_a).json["id"]
    second = exempt(client, cast.office, cast.grid_a)
    told = {"what": "exemption.grant", "by": "supervisor某", "at": "2026-11-24T04:00:00Z"}
    assert (second.status_code, second.json["code"]) == (409, "already-exempt")
    assert second.json["changed"] == told
    withdraw(client, cast.supervisor, first)
    again = withdraw(client, cast.office, first)
    assert (again.status_code, again.json["code"]) == (409, "already-decided")
    assert again.json["changed"] == told | {"what": "exemption.withdraw"}
    assert exempt(client, cast.office, cast.grid_a).status_code == 201
    assert db.session.scalars(select(Exemption.withdrawn_at)).all() == [NOON, None]


def test_who_may_and_who_is_told(client: FlaskClient, cast: Cast) -> None:
    for person in (cast.officer, cast.leader, cast.auditor, cast.admin):
        assert exempt(client, person, cast.grid_a).status_code == 403
    assert exempt(client, cast.supervisor, cast.grid_c).status_code == 404
    assert exempt(client, cast.supervisor, cast.areas["county"]).status_code == 404
    wide = exempt(client, cast.office, cast.areas["county"], cause="emergency").json
    exempt(client, cast.supervisor, cast.grid_b, window=NUMBER + 1)
    assert withdraw(client, cast.supervisor, wide["id"]).status_code == 404
    # The reason is public: also below the area, never beside it.
    assert [row["area"]["level"] for row in listed(client, cast.leader)] == ["county"]
    assert [row["area"]["level"] for row in listed(client, cast.outsider)] == ["county"]
    assert {row["reason"] for row in listed(client, cast.officer)} == {"台风停课停工"}
    assert [row["may_withdraw"] for row in listed(client, cast.supervisor)] == [True, False]
    (shown,) = listed(client, cast.leader, area=cast.grid_a, window=NUMBER, plan="three-day")
    assert (shown["reason"], shown["cause"]) == ("台风停课停工", "emergency")
    assert (shown["by"]["name"], shown["may_withdraw"]) == ("office某", False)
    assert listed(client, cast.office, area=cast.grid_c, window=NUMBER + 1) == []
    assert listed(client, cast.office, limit=1)[0]["area"]["level"] == "grid"


def test_what_is_asked_must_make_sense(client: FlaskClient, cast: Cast) -> None:
    for members, field in (
        ({"window": NUMBER + 2}, "window"),
        ({"plan": "weekly"}, "plan"),
        ({"cause": "holiday"}, "cause"),
        ({"reason": "  "}, "reason"),
    ):
        answer = exempt(client, cast.office, cast.grid_a, **members)
        assert [fault["field"] for fault in answer.json["fields"]] == [field]
    headers = cast.office.headers
    (plan,) = client.get("/api/v1/exemptions/options", headers=headers).json["items"]
    numbers = [window["number"] for window in plan["windows"]]
    assert (plan["code"], numbers) == ("three-day", [NUMBER - 1, NUMBER, NUMBER + 1])


@pytest.mark.parametrize(
    ("now", "numbers"),
    (
        (NOON, [109, 110, 111]),
        (START, [109, 110, 111]),  # 109 ended this very moment, 108 three days ago
        (START - timedelta(milliseconds=1), [108, 109, 110]),
        (datetime(2026, 1, 1, 4, tzinfo=UTC), [1, 2]),
        (datetime(2025, 12, 30, 4, tzinfo=UTC), [1]),
    ),
)
def test_which_windows_may_be_exempted(now: datetime, numbers: list[int]) -> None:
    assert [window.number for window in list_exemptable(VERSIONS, now)] == numbers
    assert local_date(now) < list_exemptable(VERSIONS, now)[-1].ends_on
