"""Roles over areas: given, dated, ended; and who is found through them."""

from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from backend.core.errors import text
from backend.core.wire import rfc3339
from backend.records.audit.models import AuditRow
from backend.registry.accounts import queries, rules
from backend.registry.accounts.models import Account, Assignment
from backend.staff.access import LAPSE, Role
from backend.staff.extensions import db
from tests.registry.accounts.test_sign_in import ME
from tests.registry.conftest import NOW, SetClock
from tests.support.builders import Cast, Person, make_person


@pytest.fixture
def town_admin(cast: Cast) -> Person:
    person = make_person("town-admin", [(Role.ADMIN, cast.areas["town"])])
    db.session.commit()
    return person


def assign(
    client: FlaskClient, by: Person, to: Person, role: str, area_id: int, **span: str
) -> TestResponse:
    body = {"role": role, "area_id": area_id, **span}
    return client.post(f"/api/v1/accounts/{to.id}/assignments", json=body, headers=by.headers)


def end(client: FlaskClient, by: Person, assignment_id: int) -> int:
    return client.delete(f"/api/v1/assignments/{assignment_id}", headers=by.headers).status_code


def areas_of(client: FlaskClient, person: Person) -> set[int]:
    me = client.get(ME, headers=person.headers).json
    assert me is not None
    return {grant["area"]["id"] for grant in me["grants"]}


def test_a_role_is_held_from_the_moment_it_is_given_until_it_is_ended(
    client: FlaskClient, cast: Cast, set_clock: SetClock
) -> None:
    answer = assign(client, cast.admin, cast.nobody, "officer", cast.grid_a)
    assert answer.status_code == 201
    assert answer.json is not None
    held = answer.json["assignments"][0]
    assert (held["since"], held["until"]) == (rfc3339(NOW), None)
    assert areas_of(client, cast.nobody) == {cast.grid_a}
    set_clock(NOW + timedelta(hours=1))
    assert end(client, cast.admin, held["id"]) == 204
    assert areas_of(client, cast.nobody) == set()
    set_clock(NOW + timedelta(hours=2))
    assert end(client, cast.admin, held["id"]) == 204
    kept = db.session.get_one(Assignment, held["id"])
    assert kept.until == NOW + timedelta(hours=1)
    actions = db.session.scalars(db.select(AuditRow.action).order_by(AuditRow.id)).all()
    assert actions == ["assignment.create", "assignment.end"]


def test_a_span_in_the_future_begins_and_ends_by_itself(
    client: FlaskClient, cast: Cast, set_clock: SetClock
) -> None:
    since, until = NOW + timedelta(days=1), NOW + timedelta(days=2)
    span = {"since": rfc3339(since), "until": rfc3339(until)}
    assert (
        assign(client, cast.admin, cast.nobody, "officer", cast.grid_a, **span).status_code == 201
    )
    for at, held in (
        (NOW, False),
        (since - timedelta(microseconds=1), False),
        (since, True),
        (until - timedelta(microseconds=1), True),
        (until, False),
    ):
        set_clock(at)
        assert (areas_of(client, cast.nobody) == {cast.grid_a}) is held


def test_one_that_never_began_leaves_no_right_behind(
    client: FlaskClient, cast: Cast, set_clock: SetClock
) -> None:
    since = rfc3339(NOW + timedelta(days=1))
    answer = assign(client, cast.admin, cast.nobody, "officer", cast.grid_a, since=since)
    assert answer.json is not None
    assert end(client, cast.admin, answer.json["assignments"][0]["id"]) == 204
    later = NOW + timedelta(days=3)
    actor = queries.actor_of(cast.nobody.token, by_cookie=False, now=later)
    assert actor is not None
    assert actor.grants == ()


def test_one_that_ended_lets_the_last_visits_in_for_thirty_days(cast: Cast) -> None:
    held = db.session.scalars(db.select(Assignment).filter_by(account_id=cast.colleague.id)).one()
    held.until = NOW
    db.session.commit()
    last = NOW + LAPSE
    for at, lapsed in (
        (NOW - timedelta(microseconds=1), [False]),
        (NOW, [True]),
        (last - timedelta(microseconds=1), [True]),
        (last, []),
    ):
        actor = queries.actor_of(cast.colleague.token, by_cookie=False, now=at)
        assert actor is not None
        assert [grant.lapsed for grant in actor.grants] == lapsed


@pytest.mark.parametrize(
    ("role", "area", "span", "field"),
    (
        ("auditor", "town", {}, "area_id"),
        ("office", "grid_a", {}, "area_id"),
        ("leader", "county", {}, "area_id"),
        ("officer", "grid_a", {"since": "2026-11-24T02:59:59Z"}, "since"),
        ("officer", "grid_a", {"until": "2026-11-24T03:00:00Z"}, "until"),
        ("officer", "grid_a", {"since": "yesterday"}, "since"),
        ("officer", "grid_a", {"since": "2026-11-25T03:00:00"}, "since"),
    ),
)
def test_what_cannot_be_held(
    client: FlaskClient,
    cast: Cast,
    set_clock: SetClock,
    role: str,
    area: str,
    span: dict[str, str],
    field: str,
) -> None:
    answer = assign(client, cast.admin, cast.nobody, role, cast.areas[area], **span)
    assert answer.status_code == 422
    assert answer.json is not None
    assert [fault["field"] for fault in answer.json["fields"]] == [field]


def test_the_same_is_not_held_twice_at_once(
    client: FlaskClient, cast: Cast, set_clock: SetClock
) -> None:
    until = NOW + timedelta(days=1)
    give = ("officer", cast.grid_a)
    first = assign(client, cast.admin, cast.nobody, *give, until=rfc3339(until))
    assert first.status_code == 201
    assert assign(client, cast.admin, cast.nobody, *give).status_code == 409
    after = assign(client, cast.admin, cast.nobody, *give, since=rfc3339(until))
    assert after.status_code == 201


def test_a_town_admin_gives_and_ends_only_in_her_town(
    client: FlaskClient, cast: Cast, town_admin: Person
) -> None:
    assert assign(client, town_admin, cast.officer, "officer", cast.grid_c).status_code == 404
    assert assign(client, town_admin, cast.officer, "officer", 10**6).status_code == 404
    assert (
        assign(client, town_admin, cast.officer, "office", cast.areas["county"]).status_code == 404
    )
    assert assign(client, town_admin, cast.officer, "leader", cast.grid_b).status_code == 201
    theirs = db.session.scalars(db.select(Assignment.id).filter_by(area_id=cast.grid_c)).first()
    assert theirs is not None
    assert end(client, town_admin, theirs) == 404
    assert end(client, town_admin, 10**6) == 404
    assert end(client, cast.admin, theirs) == 204


def test_only_who_manages_accounts_assigns(client: FlaskClient, cast: Cast) -> None:
    for name in ("officer", "leader", "supervisor", "office", "auditor", "nobody"):
        by = cast.people[name]
        assert assign(client, by, cast.nobody, "officer", cast.grid_a).status_code == 403


def people(client: FlaskClient, by: Person, query: str = "") -> dict[str, str]:
    answer = client.get(f"/api/v1/people?{query}", headers=by.headers)
    assert answer.status_code == 200
    assert answer.json is not None
    return {item["name"].removesuffix("某"): item["role"] for item in answer.json["items"]}


def test_people_who_answer_for_a_grid(client: FlaskClient, cast: Cast) -> None:
    assert people(client, cast.leader, f"area={cast.grid_a}") == {
        "officer": "officer",
        "colleague": "officer",
        "leader": "leader",
        "supervisor": "supervisor",
    }


def test_people_of_a_town_and_of_ones_territory(client: FlaskClient, cast: Cast) -> None:
    town = {
        "officer": "officer",
        "colleague": "officer",
        "leader": "leader",
        "supervisor": "supervisor",
    }
    assert people(client, cast.supervisor, f"area={cast.areas['town']}") == town
    assert people(client, cast.supervisor) == town
    assert people(client, cast.office) == town | {"outsider": "leader"}  # her higher role
    del town["supervisor"]
    assert people(client, cast.leader) == town


def test_people_elsewhere_are_nobodys(client: FlaskClient, cast: Cast) -> None:
    for area_id in (cast.grid_b, cast.grid_c, cast.areas["town"], 10**6):
        answer = client.get(f"/api/v1/people?area={area_id}", headers=cast.leader.headers)
        assert answer.status_code == 404
    assert client.get("/api/v1/people", headers=cast.officer.headers).status_code == 403


def test_the_disabled_and_the_departed_are_not_among_people(
    client: FlaskClient, cast: Cast, set_clock: SetClock
) -> None:
    db.session.get_one(Account, cast.officer.id).disabled_at = NOW
    for held in db.session.scalars(db.select(Assignment).filter_by(account_id=cast.colleague.id)):
        held.until = NOW
    db.session.commit()
    assert set(people(client, cast.leader, f"area={cast.grid_a}")) == {"leader", "supervisor"}


def test_people_cost_one_query_and_no_phone_number_leaves(
    client: FlaskClient, cast: Cast, count_queries: Any
) -> None:
    with count_queries() as seen:
        answer = client.get("/api/v1/people", headers=cast.office.headers)
    assert len(seen) == 2  # the caller, the people
    assert answer.json is not None
    assert set(answer.json["items"][0]) == {"id", "name", "force", "role"}
    assert "13800000001" not in answer.text


@pytest.mark.parametrize(
    ("role", "told"),
    (
        ("officer", "巡查员请选到乡镇、村或网格"),
        ("leader", "网格长请选到村或网格"),
        ("supervisor", "乡镇督导请选到乡镇或村"),
    ),
)
def test_a_role_on_a_wrong_level_is_told_which_levels_it_has(
    client: FlaskClient, cast: Cast, role: str, told: str
) -> None:
    answer = assign(client, cast.admin, cast.nobody, role, cast.areas["county"])
    assert answer.status_code == 422
    assert answer.json is not None
    assert [(each["field"], each["message"]) for each in answer.json["fields"]] == [
        ("area_id", told)
    ]


@pytest.mark.parametrize("language", ("zh", "en"))
@pytest.mark.parametrize("role", rules.LEVELS_OF)
def test_every_role_has_a_sentence_for_its_levels(language: str, role: str) -> None:
    key = f"level_{role}"
    assert text(language, "faults", key) != key
