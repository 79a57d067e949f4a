"""A handover is taken back on its day, whole or as far as nobody has changed it since."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from backend.patrol.cycles.models import Obligation
from backend.records.audit.models import AuditRow
from backend.registry.accounts.models import Account, Assignment
from backend.staff.access import Role
from backend.staff.extensions import db
from tests.registry.conftest import NOW, SetClock
from tests.support.builders import Cast, Person, make_person, make_site, visit

LAST_MINUTE = datetime(2026, 11, 24, 15, 59, tzinfo=UTC)  # 23:59 in Shanghai


@pytest.fixture(autouse=True)
def noon(set_clock: SetClock) -> None:
    """All of this happens at NOW, unless a test sets the clock."""


@pytest.fixture
def newcomer(cast: Cast) -> Person:
    """Leads the village, and patrols none of its grids."""
    person = make_person("newcomer", [(Role.LEADER, cast.areas["village_a"])])
    db.session.commit()
    return person


@pytest.fixture
def town_given(client: FlaskClient, cast: Cast, newcomer: Person) -> dict[str, Any]:
    """The officer's two grids have gone to the newcomer."""
    return give(client, cast, cast.areas["town"], cast.officer, newcomer)


def give(
    client: FlaskClient, cast: Cast, area: int, giver: Person, taker: Person, by: str = "supervisor"
) -> dict[str, Any]:
    body = {"from": giver.id, "to": taker.id}
    path = f"/api/v1/areas/{area}/handover"
    answer = client.post(path, json=body, headers=cast.people[by].headers)
    assert answer.status_code == 200
    told: dict[str, Any] = answer.get_json()
    return told


def take_back(client: FlaskClient, given: dict[str, Any], by: Person) -> Any:
    return client.post(f"/api/v1/handovers/{given['id']}/return", headers=by.headers)


def patrolled(person: Person) -> set[int]:
    held = db.select(Assignment.area_id).filter_by(account_id=person.id, role=Role.OFFICER)
    return set(db.session.scalars(held.where(Assignment.until.is_(None))))


def end(client: FlaskClient, cast: Cast, person: Person, grid: int) -> None:
    held = db.select(Assignment).filter_by(account_id=person.id, area_id=grid, until=None)
    number = db.session.scalars(held).one().id
    answer = client.delete(f"/api/v1/assignments/{number}", headers=cast.people["admin"].headers)
    assert answer.status_code == 204


def test_the_grids_return_to_whom_they_had(
    client: FlaskClient, cast: Cast, newcomer: Person, town_given: dict[str, Any]
) -> None:
    told = take_back(client, town_given, cast.supervisor).get_json()
    assert told["taken_back"]["by"]["id"] == cast.supervisor.id
    assert [each["obstacle"] for each in told["grids"]] == [None, None]
    assert patrolled(cast.officer) == {cast.grid_a, cast.grid_b}
    assert patrolled(newcomer) == set()
    rows = db.session.scalars(db.select(AuditRow).filter_by(action="grid.taken_back")).all()
    assert {row.subject_id for row in rows} == {str(cast.grid_a), str(cast.grid_b)}
    detail = {"from": newcomer.id, "to": cast.officer.id, "handover": town_given["id"]}
    assert [row.detail for row in rows] == [detail, detail]


def test_a_time_that_was_to_end_ends_then(
    client: FlaskClient, cast: Cast, newcomer: Person, set_clock: SetClock
) -> None:
    held = db.select(Assignment).filter_by(account_id=cast.officer.id, area_id=cast.grid_a)
    db.session.scalars(held).one().until = NOW + timedelta(days=9)
    db.session.commit()
    given = give(client, cast, cast.grid_a, cast.officer, newcomer)
    set_clock(NOW + timedelta(minutes=5))
    assert take_back(client, given, cast.supervisor).status_code == 200
    spans = [(row.since, row.until) for row in db.session.scalars(held.order_by(Assignment.id))]
    assert spans[-1] == (NOW + timedelta(minutes=5), NOW + timedelta(days=9))


def test_visits_made_meanwhile_stay_and_count(
    app: Flask, client: FlaskClient, cast: Cast, newcomer: Person, set_clock: SetClock
) -> None:
    site = make_site(cast)
    db.session.commit()
    given = give(client, cast, cast.grid_a, cast.officer, newcomer)
    at = NOW + timedelta(minutes=10)
    body = json.dumps(visit(app, cast, site, now=at))
    set_clock(at)
    sent = client.post("/api/v1/checkins", data=body, headers=newcomer.headers)
    assert sent.status_code == 201
    assert take_back(client, given, cast.supervisor).status_code == 200
    told = client.get(
        f"/api/v1/checkins/{sent.get_json()['number']}", headers=cast.leader.headers
    ).get_json()
    assert (told["standing"], told["author"]["id"]) == ("counts", newcomer.id)
    outcome = db.select(Obligation.outcome).filter_by(site_id=site.id)
    assert db.session.scalars(outcome).one() == "covered"


def test_the_day_is_that_of_the_county(
    client: FlaskClient, cast: Cast, town_given: dict[str, Any], set_clock: SetClock
) -> None:
    set_clock(LAST_MINUTE + timedelta(minutes=1))
    answer = take_back(client, town_given, cast.supervisor)
    assert (answer.status_code, answer.get_json()["fields"][0]["message"]) == (
        409,
        "只能在交接当天撤回",
    )
    path = f"/api/v1/areas/{cast.grid_a}/handover"
    assert client.get(path, headers=cast.leader.headers).get_json()["handovers"] == []
    set_clock(LAST_MINUTE)
    assert take_back(client, town_given, cast.supervisor).status_code == 200


def test_a_second_try_changes_nothing(
    client: FlaskClient, cast: Cast, newcomer: Person, town_given: dict[str, Any]
) -> None:
    assert take_back(client, town_given, cast.supervisor).status_code == 200
    again = take_back(client, town_given, cast.office)
    assert (again.status_code, again.get_json()["code"]) == (409, "already-decided")
    assert again.get_json()["changed"]["by"] == "supervisor某"
    assert patrolled(cast.officer) == {cast.grid_a, cast.grid_b}


def test_who_may(client: FlaskClient, cast: Cast, town_given: dict[str, Any]) -> None:
    for who, status in (
        ("officer", 403),
        ("auditor", 403),
        ("admin", 403),
        ("outsider", 404),
        ("leader", 404),  # of one of the two grids
        ("office", 200),
    ):
        assert take_back(client, town_given, cast.people[who]).status_code == status, who
    unknown = {"id": 10**6}
    assert take_back(client, unknown, cast.office).status_code == 404


def test_nobody_takes_back_to_herself_but_what_she_gave_herself(
    client: FlaskClient, cast: Cast, newcomer: Person
) -> None:
    by_office = give(client, cast, cast.grid_a, cast.officer, cast.leader, by="office")
    to_other = give(client, cast, cast.grid_a, cast.leader, newcomer, by="office")
    answer = take_back(client, to_other, cast.leader)
    assert (answer.status_code, answer.get_json()["code"]) == (409, "second-person-needed")
    assert take_back(client, to_other, cast.office).status_code == 200
    by_herself = give(client, cast, cast.grid_a, cast.leader, newcomer, by="leader")
    assert take_back(client, by_herself, cast.leader).status_code == 200
    assert patrolled(cast.leader) == {cast.grid_a}
    assert take_back(client, by_office, cast.office).status_code == 409


def test_what_somebody_changed_since_stays_and_says_why(
    client: FlaskClient, cast: Cast, newcomer: Person, town_given: dict[str, Any]
) -> None:
    path = f"/api/v1/accounts/{cast.officer.id}/assignments"
    body = {"role": "officer", "area_id": cast.grid_b}
    assert client.post(path, json=body, headers=cast.people["admin"].headers).status_code == 201
    end(client, cast, newcomer, cast.grid_a)
    path = f"/api/v1/areas/{cast.areas['town']}/handover"
    told = client.get(path, headers=cast.supervisor.headers).get_json()["handovers"]
    stays = {each["area"]["id"]: each["obstacle"] for each in told[-1]["grids"]}
    assert stays == {cast.grid_a: "passed_on", cast.grid_b: "held_again"}
    refused = take_back(client, town_given, cast.supervisor)
    assert (refused.status_code, refused.get_json()["fields"][0]["field"]) == (409, "grids")
    assert patrolled(cast.officer) == {cast.grid_b}


def test_the_rest_goes_back(
    client: FlaskClient, cast: Cast, newcomer: Person, town_given: dict[str, Any]
) -> None:
    give(client, cast, cast.grid_b, newcomer, cast.colleague)
    told = take_back(client, town_given, cast.supervisor).get_json()
    stays = {each["area"]["id"]: each["obstacle"] for each in told["grids"]}
    assert stays == {cast.grid_a: None, cast.grid_b: "passed_on"}
    assert patrolled(cast.officer) == {cast.grid_a}
    assert patrolled(newcomer) == set()
    assert patrolled(cast.colleague) == {cast.grid_a, cast.grid_b}
    path = f"/api/v1/areas/{cast.areas['town']}/handover"
    listed = client.get(path, headers=cast.supervisor.headers).get_json()["handovers"]
    assert listed[-1] == told


def test_nothing_goes_back_to_one_who_cannot_sign_in(
    client: FlaskClient, cast: Cast, town_given: dict[str, Any]
) -> None:
    db.session.get_one(Account, cast.officer.id).disabled_at = NOW
    db.session.commit()
    assert take_back(client, town_given, cast.supervisor).status_code == 409
    assert patrolled(cast.officer) == set()
