"""Nobody gives herself a role; those of office and cashier need two other people."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from backend.core.wire import rfc3339
from backend.records.audit.models import AuditRow
from backend.registry.accounts.models import Assignment
from backend.staff.access import Role
from backend.staff.extensions import db
from tests.registry.accounts.test_assignments import assign
from tests.registry.conftest import NOW, SetClock
from tests.support.at_once import ENGINES, own_world, together
from tests.support.builders import Cast, Person, make_person

LIST = "/api/v1/assignment-proposals"


@pytest.fixture
def second(cast: Cast) -> Person:
    """Another of the office, who can agree."""
    person = make_person("second", [(Role.OFFICE, cast.areas["county"])])
    db.session.commit()
    return person


def propose(client: FlaskClient, cast: Cast, to: Person, role: str = "office", **span: str) -> int:
    answer = assign(client, cast.admin, to, role, cast.areas["county"], **span)
    assert answer.status_code == 202, answer.text
    assert answer.json is not None
    (waiting,) = answer.json["proposals"]
    assert (waiting["role"], waiting["proposed_by"]["id"]) == (role, cast.admin.id)
    number: int = waiting["id"]
    return number


def decide(client: FlaskClient, by: Person, number: int, verdict: str = "approved") -> Any:
    address = f"{LIST}/{number}/decision"
    return client.post(address, json={"verdict": verdict}, headers=by.headers)


def listed(client: FlaskClient, by: Person) -> list[int]:
    answer = client.get(LIST, headers=by.headers)
    return [each["id"] for each in answer.get_json()["items"]]


def roles_of(person: Person) -> list[str]:
    found = select(Assignment.role).where(Assignment.account_id == person.id)
    return list(db.session.scalars(found))


@pytest.mark.parametrize("role", [each.value for each in Role])
def test_nobody_gives_herself_a_role(
    client: FlaskClient, cast: Cast, set_clock: SetClock, role: str
) -> None:
    area = cast.grid_a if role in ("officer", "leader") else cast.areas["town"]
    area = cast.areas["county"] if role in ("office", "auditor", "admin", "cashier") else area
    answer = assign(client, cast.admin, cast.admin, role, area)
    assert (answer.status_code, answer.get_json()["code"]) == (409, "second-person-needed")
    assert roles_of(cast.admin) == ["admin"]


@pytest.mark.parametrize(("verdict", "held"), (("approved", ["office"]), ("refused", [])))
def test_the_office_waits_for_a_second_person(
    client: FlaskClient, cast: Cast, set_clock: SetClock, verdict: str, held: list[str]
) -> None:
    number = propose(client, cast, cast.nobody)
    assert (roles_of(cast.nobody), listed(client, cast.office)) == ([], [number])
    again = assign(client, cast.admin, cast.nobody, "office", cast.areas["county"])
    assert (again.status_code, again.get_json()["code"]) == (409, "conflict")
    for other in (cast.admin, cast.auditor, cast.supervisor):
        assert decide(client, other, number).status_code == 403
    set_clock(NOW + timedelta(hours=1))
    assert decide(client, cast.office, number, verdict).status_code == 204
    assert (roles_of(cast.nobody), listed(client, cast.office)) == (held, [])
    assert decide(client, cast.office, number).get_json()["code"] == "already-decided"
    rows = db.session.execute(
        select(AuditRow.action, AuditRow.actor_id).order_by(AuditRow.id)
    ).all()
    told = [("assignment.propose", cast.admin.id), ("assignment.decide", cast.office.id)]
    told += [("assignment.create", cast.office.id)] * len(held)
    assert [tuple(row) for row in rows] == told


def test_who_would_hold_it_cannot_agree(
    client: FlaskClient, cast: Cast, second: Person, set_clock: SetClock
) -> None:
    make_person("payer", [(Role.CASHIER, cast.areas["county"])])
    number = propose(client, cast, cast.office, "cashier")
    refused = decide(client, cast.office, number)
    assert (refused.status_code, refused.get_json()["code"]) == (409, "second-person-needed")
    assert decide(client, second, number).status_code == 204
    assert sorted(roles_of(cast.office)) == ["cashier", "office"]


def test_the_first_cashier_is_given_at_once_and_journalled(
    client: FlaskClient, cast: Cast, set_clock: SetClock
) -> None:
    answer = assign(client, cast.admin, cast.nobody, "cashier", cast.areas["county"])
    assert (answer.status_code, roles_of(cast.nobody)) == (201, ["cashier"])
    (row,) = db.session.scalars(select(AuditRow)).all()
    assert (row.action, row.detail["role"]) == ("assignment.create", "cashier")
    assert (
        assign(client, cast.admin, cast.officer, "cashier", cast.areas["county"]).status_code == 202
    )


def test_a_password_set_by_somebody_else_takes_the_second_persons_word_back(
    client: FlaskClient, cast: Cast, second: Person, set_clock: SetClock
) -> None:
    set_clock(NOW + timedelta(hours=1))
    address, chosen = f"/api/v1/accounts/{second.id}/password", {"password": "hours of quiet rain"}
    assert client.post(address, json=chosen, headers=cast.admin.headers).status_code == 204
    account = client.get(f"/api/v1/accounts/{second.id}", headers=cast.admin.headers).get_json()
    assert account["assignments"] == []
    (waiting,) = account["proposals"]
    assert (waiting["role"], waiting["proposed_by"]["id"]) == ("office", cast.admin.id)
    assert client.post(address, json=chosen, headers=cast.admin.headers).status_code == 204
    assert listed(client, cast.office) == [waiting["id"]]
    assert decide(client, cast.office, waiting["id"]).status_code == 204
    account = client.get(f"/api/v1/accounts/{second.id}", headers=cast.admin.headers).get_json()
    assert [each["role"] for each in account["assignments"]] == ["office"]


def test_an_administrator_cannot_shut_herself_out(
    client: FlaskClient, cast: Cast, set_clock: SetClock
) -> None:
    set_clock(NOW + timedelta(hours=1))
    own, headers = f"/api/v1/accounts/{cast.admin.id}", cast.admin.headers
    version = client.get(own, headers=headers).headers["ETag"]
    (held,) = db.session.scalars(select(Assignment.id).filter_by(account_id=cast.admin.id))
    answers = (
        client.patch(own, json={"disabled": True}, headers=headers | {"If-Match": version}),
        client.post(f"{own}/password", json={"password": "hours of quiet rain"}, headers=headers),
        client.delete(f"/api/v1/assignments/{held}", headers=headers),
    )
    told = [(answer.status_code, answer.get_json()["code"]) for answer in answers]
    assert told == [(409, "second-person-needed")] * 3
    assert client.get("/api/v1/me", headers=headers).get_json()["grants"] != []


def test_a_day_that_has_passed_meanwhile_begins_now(
    client: FlaskClient, cast: Cast, set_clock: SetClock
) -> None:
    since, until = NOW + timedelta(days=1), NOW + timedelta(days=9)
    span = {"since": rfc3339(since), "until": rfc3339(until)}
    number = propose(client, cast, cast.nobody, **span)
    set_clock(NOW + timedelta(days=2))
    assert decide(client, cast.office, number).status_code == 204
    held = db.session.scalars(
        select(Assignment).where(Assignment.account_id == cast.nobody.id)
    ).one()
    assert (held.since, held.until) == (NOW + timedelta(days=2), until)


def test_a_new_account_may_wait_for_its_first_role(
    client: FlaskClient, cast: Cast, set_clock: SetClock
) -> None:
    wish = {"username": "xin.du", "name": "辛读", "password": "yongan-369"}
    wish |= {"post": {"role": "office", "area_id": cast.areas["county"]}}
    made = client.post("/api/v1/accounts", json=wish, headers=cast.admin.headers)
    assert made.status_code == 201, made.text
    told = made.get_json()
    assert (told["assignments"], [each["role"] for each in told["proposals"]]) == ([], ["office"])


@pytest.fixture(params=ENGINES)
def shared(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Flask, Cast]]:
    with own_world(request, tmp_path, "second_person") as world:
        yield world


def test_of_two_who_decide_at_once_the_first_wins(shared: tuple[Flask, Cast]) -> None:
    app, cast = shared
    with app.app_context():
        second = make_person("second", [(Role.OFFICE, cast.areas["county"])])
        db.session.commit()
        number = propose(app.test_client(), cast, cast.nobody)

    def say(by: Person, verdict: str) -> int:
        return int(decide(app.test_client(), by, number, verdict).status_code)

    answers = together(lambda: say(cast.office, "approved"), lambda: say(second, "approved"))
    assert sorted(answers) == [204, 409]
    with app.app_context():
        assert roles_of(cast.nobody) == ["office"]


def test_of_two_first_cashiers_at_once_one_waits(shared: tuple[Flask, Cast]) -> None:
    app, cast = shared

    def give(to: Person) -> int:
        client = app.test_client()
        return assign(client, cast.admin, to, "cashier", cast.areas["county"]).status_code

    answers = together(lambda: give(cast.nobody), lambda: give(cast.officer))
    assert sorted(answers) == [201, 202]
