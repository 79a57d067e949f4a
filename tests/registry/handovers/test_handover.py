"""A grid goes from one officer to another: at once, whole, and with the visits still under way."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from backend.core.wire import rfc3339
from backend.patrol.cycles.models import Obligation
from backend.records.audit.models import AuditRow
from backend.registry.accounts.models import Account, Assignment
from backend.registry.handovers.models import Handover
from backend.staff.access import Role
from backend.staff.extensions import db
from tests.registry.conftest import NOW, SetClock
from tests.support.builders import Cast, Person, make_person, make_site, visit


@pytest.fixture(autouse=True)
def noon(set_clock: SetClock) -> None:
    """All of this happens at NOW, unless a test sets the clock."""


@pytest.fixture
def newcomer(cast: Cast) -> Person:
    """An officer of the same town, who does not walk grid_a."""
    person = make_person("newcomer", [(Role.OFFICER, cast.grid_b)], force="militia")
    db.session.commit()
    return person


def address(grid: int) -> str:
    return f"/api/v1/areas/{grid}/handover"


def hand_over(
    client: FlaskClient, cast: Cast, giver: Person, taker: Person, by: str = "leader"
) -> Any:
    body = {"from": giver.id, "to": taker.id}
    return client.post(address(cast.grid_a), json=body, headers=cast.people[by].headers)


def walked(client: FlaskClient, person: Person) -> set[int]:
    grants = client.get("/api/v1/me", headers=person.headers).get_json()["grants"]
    return {grant["area"]["id"] for grant in grants if grant["role"] == "officer"}


def fault_of(answer: Any) -> tuple[int, str, str, str]:
    told = answer.get_json()
    (fault,) = told["fields"]
    return told["status"], told["code"], fault["field"], fault["message_en"]


def test_from_this_moment_the_grid_is_the_others(
    client: FlaskClient, cast: Cast, newcomer: Person
) -> None:
    answer = hand_over(client, cast, cast.officer, newcomer)
    assert answer.status_code == 200
    grid = {"id": cast.grid_a, "name": "第一网格grid_a", "level": "grid"}
    assert answer.get_json() == {
        "id": db.session.scalar(db.select(Handover.id)),
        "area": grid,
        "from": {"id": cast.officer.id, "name": "officer某", "force": "liaison"},
        "to": {"id": newcomer.id, "name": "newcomer某", "force": "militia"},
        "by": {"id": cast.leader.id, "name": "leader某"},
        "at": rfc3339(NOW),
        "grids": [{"area": grid, "sites": 0, "obstacle": None}],
        "taken_back": None,
    }
    assert walked(client, cast.officer) == {cast.grid_b}
    assert walked(client, newcomer) == {cast.grid_a, cast.grid_b}
    held = db.session.scalars(
        db.select(Assignment).filter_by(area_id=cast.grid_a, role=Role.OFFICER)
    ).all()
    spans = {(each.account_id, each.since == NOW, each.until) for each in held}
    assert (cast.officer.id, False, NOW) in spans
    assert (newcomer.id, True, None) in spans


def test_the_journal_tells_who_gave_what_to_whom(
    client: FlaskClient, cast: Cast, newcomer: Person
) -> None:
    hand_over(client, cast, cast.officer, newcomer, by="supervisor")
    rows = db.session.scalars(db.select(AuditRow).order_by(AuditRow.id)).all()
    assert [row.action for row in rows] == [
        "assignment.end", "assignment.create", "grid.handed_over",
    ]  # fmt: skip
    assert {row.actor_id for row in rows} == {cast.supervisor.id}
    handover = db.session.scalar(db.select(Handover.id))
    assert rows[-1].detail == {
        "from": cast.officer.id, "to": newcomer.id, "handover": handover,
    }  # fmt: skip


def test_those_who_walk_a_grid_and_those_who_could(
    client: FlaskClient, cast: Cast, newcomer: Person
) -> None:
    make_person("wide", [(Role.OFFICER, cast.areas["town"])])
    gone = make_person("gone", [(Role.OFFICER, cast.grid_b)])
    db.session.get_one(Account, gone.id).disabled_at = NOW
    past = make_person("past", [(Role.OFFICER, cast.grid_b)])
    (held,) = db.session.scalars(db.select(Assignment).filter_by(account_id=past.id))
    held.until = NOW
    db.session.commit()
    told = client.get(address(cast.grid_a), headers=cast.leader.headers).get_json()
    assert told["area"]["id"] == cast.grid_a
    names = {part: [one["name"] for one in told[part]] for part in ("officers", "candidates")}
    assert names == {
        "officers": ["officer某", "colleague某"],
        "candidates": ["newcomer某", "wide某"],
    }
    seen = client.get(address(cast.grid_a), headers=cast.office.headers).get_json()
    assert "leader某" in [one["name"] for one in seen["candidates"]]
    assert set(told["candidates"][0]) == {"id", "name", "force", "near"}


def test_those_who_work_in_the_same_village_are_said_to_be_near(
    client: FlaskClient, cast: Cast, newcomer: Person
) -> None:
    make_person("wide", [(Role.OFFICER, cast.areas["town"])])
    make_person("beside", [(Role.OFFICER, cast.areas["village_a"])])
    db.session.commit()

    def near(area: int) -> dict[str, bool]:
        told = client.get(address(area), headers=cast.supervisor.headers).get_json()
        return {one["name"]: one["near"] for one in told["candidates"]}

    seen = near(cast.grid_a)
    assert seen["beside某"]
    assert not seen["wide某"]
    assert not seen["newcomer某"]
    assert not any(near(cast.areas["town"]).values())


def test_a_grid_of_one_who_left_can_be_handed_over(
    client: FlaskClient, cast: Cast, newcomer: Person
) -> None:
    db.session.get_one(Account, cast.officer.id).disabled_at = NOW
    db.session.commit()
    told = client.get(address(cast.grid_a), headers=cast.leader.headers).get_json()
    assert [one["id"] for one in told["officers"]] == [cast.officer.id, cast.colleague.id]
    assert hand_over(client, cast, cast.officer, newcomer).status_code == 200


def test_what_cannot_be_handed_over(client: FlaskClient, cast: Cast, newcomer: Person) -> None:
    wide = make_person("wide", [(Role.OFFICER, cast.areas["town"])])
    gone = make_person("gone", [(Role.OFFICER, cast.grid_b)])
    db.session.get_one(Account, gone.id).disabled_at = NOW
    db.session.commit()
    not_held = (409, "conflict", "from", "Does not patrol this very grid (any more)")
    for giver in (newcomer, wide, cast.leader, cast.outsider, Person(10**6, "", "")):
        taker = cast.colleague if giver is newcomer else newcomer
        assert fault_of(hand_over(client, cast, giver, taker)) == not_held
    unfit = (422, "invalid", "to", "No such entry")
    for taker in (gone, cast.outsider, cast.supervisor, cast.nobody, Person(10**6, "", "")):
        assert fault_of(hand_over(client, cast, cast.officer, taker)) == unfit
    there = (409, "conflict", "to", "Patrols this grid already")
    assert fault_of(hand_over(client, cast, cast.officer, cast.colleague)) == there
    same = (422, "invalid", "to", "Must be two persons")
    assert fault_of(hand_over(client, cast, cast.officer, cast.officer)) == same
    assert db.session.scalars(db.select(AuditRow)).all() == []


def test_nobody_hands_a_grid_to_herself(client: FlaskClient, cast: Cast) -> None:
    answer = hand_over(client, cast, cast.officer, cast.leader)
    assert (answer.status_code, answer.get_json()["code"]) == (409, "second-person-needed")
    assert walked(client, cast.leader) == set()
    assert hand_over(client, cast, cast.officer, cast.leader, by="office").status_code == 200
    assert walked(client, cast.leader) == {cast.grid_a}


def test_a_second_time_there_is_nothing_to_give(
    client: FlaskClient, cast: Cast, newcomer: Person
) -> None:
    assert hand_over(client, cast, cast.officer, newcomer).status_code == 200
    assert hand_over(client, cast, cast.officer, newcomer).status_code == 409
    assert hand_over(client, cast, newcomer, cast.officer).status_code == 200  # and back
    assert walked(client, cast.officer) == {cast.grid_a, cast.grid_b}


def test_who_may(client: FlaskClient, cast: Cast, newcomer: Person) -> None:
    for who, status in (
        ("officer", 403),
        ("colleague", 403),
        ("auditor", 403),
        ("admin", 403),
        ("outsider", 404),
        ("office", 200),
    ):
        assert hand_over(client, cast, cast.officer, newcomer, by=who).status_code == status, who
    answer = client.get(address(cast.areas["county"]), headers=cast.office.headers)
    assert answer.status_code == 404, "at most a town's grids go at once"


@pytest.mark.parametrize(
    "body", ({}, {"from": 1}, {"from": "1", "to": 2}, {"from": 0, "to": 2}, {"from": 1, "to": None})
)
def test_what_is_no_handover(client: FlaskClient, cast: Cast, body: dict[str, Any]) -> None:
    answer = client.post(address(cast.grid_a), json=body, headers=cast.leader.headers)
    assert answer.status_code == 422


def test_a_visit_from_a_phone_that_knows_nothing_of_it(
    app: Flask, client: FlaskClient, cast: Cast, newcomer: Person, set_clock: SetClock
) -> None:
    """Made before the hand-over, sent after: it counts until its window's figures stand, is taken
    for 29 days, and not after 31.
    """
    site = make_site(cast)
    db.session.commit()
    made = [json.dumps(visit(app, cast, site, now=NOW - timedelta(hours=1))) for _ in range(3)]
    assert hand_over(client, cast, cast.officer, newcomer).status_code == 200

    def send(body: str, at: datetime) -> Any:
        set_clock(at)
        return client.post("/api/v1/checkins", data=body, headers=cast.officer.headers)

    for body, days in ((made[0], 2), (made[1], 29)):
        answer = send(body, NOW + timedelta(days=days))
        assert answer.status_code == 201
        path = f"/api/v1/checkins/{answer.get_json()['number']}"
        told = client.get(path, headers=cast.leader.headers).get_json()
        assert (told["standing"], told["late"]) == ("counts", days > 5)
        assert "no_longer_held" in told["flags"]
    covered = db.session.scalars(db.select(Obligation).filter_by(site_id=site.id)).one()
    assert covered.outcome == "covered"

    unknown = json.loads(made[2]) | {"site": 10**6}
    late = send(made[2], NOW + timedelta(days=31))
    nowhere = send(json.dumps(unknown), NOW + timedelta(days=31))
    assert late.status_code == nowhere.status_code == 404
    assert late.get_json()["code"] == nowhere.get_json()["code"] == "not-found"
