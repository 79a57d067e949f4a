"""Accounts of others: whose they are, what may be changed, what it leaves in the journal."""

from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from backend.records.audit.models import AuditRow
from backend.registry.accounts.models import Account, Assignment, Session
from backend.staff.access import Role
from backend.staff.extensions import db
from tests.registry.accounts.conftest import PASSWORD
from tests.registry.accounts.test_sign_in import ME, sign_in
from tests.registry.conftest import NOW, SetClock
from tests.support.builders import BEGINNING, Cast, Person, make_person

ACCOUNTS = "/api/v1/accounts"
DRAFT = {"username": "new.one", "name": "新人", "password": "long enough"}


@pytest.fixture
def town_admin(known: Cast) -> Person:
    person = make_person("town-admin", [(Role.ADMIN, known.areas["town"])])
    db.session.commit()
    return person


def create(client: FlaskClient, by: Person, **change: Any) -> TestResponse:
    return client.post(ACCOUNTS, json=DRAFT | change, headers=by.headers)


def patch(
    client: FlaskClient, by: Person, account_id: int, version: str | None = '"1"', **change: Any
) -> TestResponse:
    headers = by.headers | ({"If-Match": version} if version else {})
    return client.patch(f"{ACCOUNTS}/{account_id}", json=change, headers=headers)


def usernames(answer: TestResponse) -> set[str]:
    assert answer.status_code == 200
    assert answer.json is not None
    return {account["username"] for account in answer.json["items"]}


def journal() -> list[tuple[str, str, dict[str, Any]]]:
    rows = db.session.scalars(db.select(AuditRow).order_by(AuditRow.id))
    return [(row.action, row.subject, row.detail) for row in rows]


def test_an_account_is_made_with_what_it_holds(client: FlaskClient, known: Cast) -> None:
    post = {"role": "officer", "area_id": known.grid_a}
    answer = create(client, known.admin, force="militia", phone="138 0000 0002", post=post)
    assert answer.status_code == 201
    assert answer.json is not None
    assert answer.headers["ETag"] == '"1"'
    assert answer.json["assignments"][0]["area"]["id"] == known.grid_a
    assert sign_in(client, "new.one", "long enough").status_code == 201
    actions = [entry[0] for entry in journal()]
    assert actions == ["account.create", "assignment.create", "session.open"]
    assert "新人" not in str(journal())
    assert "new.one" not in str(journal())


@pytest.mark.parametrize(
    ("change", "status", "field"),
    (
        ({"username": "officer"}, 409, "username"),
        ({"username": "New One"}, 422, "username"),
        ({"password": "too short"}, 422, "password"),
        ({"username": "new.one.too", "password": "new.one.too"}, 422, "password"),
        ({"name": ""}, 422, "name"),
        ({"force": "army"}, 422, "force"),
        ({"phone": "call me"}, 422, "phone"),
        ({"name": "\u200b"}, 422, "name"),
        ({"post": {"role": "leader", "area_id": 0}}, 422, "post.area_id"),
        ({"post": {"role": "king", "area_id": 1}}, 422, "post.role"),
        ({"admin": True}, 422, "admin"),
    ),
)
def test_what_an_account_cannot_be(
    client: FlaskClient, known: Cast, change: dict[str, Any], status: int, field: str
) -> None:
    answer = create(client, known.admin, **change)
    assert answer.status_code == status
    assert answer.json is not None
    assert [fault["field"] for fault in answer.json["fields"]] == [field]


def test_a_failed_creation_leaves_nothing(client: FlaskClient, known: Cast) -> None:
    post = {"role": "auditor", "area_id": known.areas["town"]}
    assert create(client, known.admin, post=post).status_code == 422
    assert db.session.scalar(db.select(Account).filter_by(username="new.one")) is None
    assert journal() == []


def test_a_town_admin_makes_accounts_in_her_town_only(
    client: FlaskClient, known: Cast, town_admin: Person
) -> None:
    inside = {"role": "officer", "area_id": known.grid_a}
    outside = {"role": "officer", "area_id": known.grid_c}
    assert create(client, town_admin, post=outside).status_code == 404
    assert create(client, town_admin).status_code == 403
    assert create(client, town_admin, post=inside).status_code == 201


def test_an_admin_sees_the_accounts_of_her_territory(
    client: FlaskClient, known: Cast, town_admin: Person
) -> None:
    everybody = usernames(client.get(ACCOUNTS, headers=known.admin.headers))
    assert everybody == {*known.people, "town-admin"}
    hers = usernames(client.get(ACCOUNTS, headers=town_admin.headers))
    assert hers == {"officer", "colleague", "leader", "supervisor", "town-admin"}
    found = client.get(f"{ACCOUNTS}?area={known.grid_a}", headers=town_admin.headers)
    assert usernames(found) == {"officer", "colleague", "leader"}
    foreign = client.get(f"{ACCOUNTS}?area={known.grid_c}", headers=town_admin.headers)
    assert foreign.status_code == 404
    found = client.get(f"{ACCOUNTS}?q=offic", headers=town_admin.headers)
    assert usernames(found) == {"officer"}
    assert usernames(client.get(f"{ACCOUNTS}?q=%25", headers=town_admin.headers)) == set()


def test_pages_join_without_gap(client: FlaskClient, known: Cast) -> None:
    seen: list[int] = []
    cursor = ""
    while cursor is not None:
        answer = client.get(f"{ACCOUNTS}?limit=4{cursor}", headers=known.admin.headers)
        assert answer.json is not None
        seen += [account["id"] for account in answer.json["items"]]
        cursor = answer.json["next"] and f"&cursor={answer.json['next']}"
    assert seen == sorted(person.id for person in known.people.values())


def test_a_list_costs_the_same_for_one_and_for_many(
    client: FlaskClient, known: Cast, count_queries: Any
) -> None:
    counts = []
    for limit in (1, 50):
        with count_queries() as seen:
            client.get(f"{ACCOUNTS}?limit={limit}", headers=known.admin.headers)
        counts.append(len(seen))
    assert counts == [4, 4]  # the caller, the accounts, what they hold, what waits


@pytest.mark.parametrize("who", ("outsider", "office", "admin", "nobody"))
def test_a_foreign_account_is_an_unknown_one(
    client: FlaskClient, known: Cast, town_admin: Person, who: str
) -> None:
    for account_id in (known.people[who].id, 10**6):
        base = f"{ACCOUNTS}/{account_id}"
        answers = (
            client.get(base, headers=town_admin.headers),
            patch(client, town_admin, account_id, name="别名"),
            client.post(f"{base}/password", json={"password": "x"}, headers=town_admin.headers),
            client.post(
                f"{base}/assignments",
                json={"role": "officer", "area_id": known.grid_a},
                headers=town_admin.headers,
            ),
        )
        assert [answer.status_code for answer in answers] == [404, 404, 404, 404]


def test_who_also_holds_something_elsewhere_is_seen_but_not_changed(
    client: FlaskClient, known: Cast, town_admin: Person
) -> None:
    held = Assignment(
        account_id=known.officer.id, role="officer", area_id=known.grid_c, since=BEGINNING
    )
    db.session.add(held)
    db.session.commit()
    seen = client.get(f"{ACCOUNTS}/{known.officer.id}", headers=town_admin.headers)
    assert seen.json is not None
    assert known.grid_c not in [held["area"]["id"] for held in seen.json["assignments"]]
    assert patch(client, town_admin, known.officer.id, name="别名").status_code == 403
    reset = client.post(
        f"{ACCOUNTS}/{known.officer.id}/password",
        json={"password": "long enough"},
        headers=town_admin.headers,
    )
    assert reset.status_code == 403


def test_a_change_needs_the_version_that_was_read(client: FlaskClient, known: Cast) -> None:
    account_id = known.officer.id
    assert patch(client, known.admin, account_id, None, name="别名").status_code == 428
    answer = patch(client, known.admin, account_id, '"1"', name="别名", phone=None)
    assert answer.status_code == 200
    assert answer.headers["ETag"] == '"2"'
    assert answer.json is not None
    assert (answer.json["name"], answer.json["phone"]) == ("别名", None)
    nothing = patch(client, known.admin, account_id, '"2"')
    assert nothing.headers["ETag"] == '"2"'
    stale = patch(client, known.admin, account_id, '"1"', name="又名")
    assert stale.status_code == 412
    assert stale.json is not None
    assert stale.json["version"] == 2
    assert journal() == [("account.change", "account", {"fields": ["name", "phone"]})]


def test_disabling_ends_everything_at_once_and_enabling_brings_nothing_back(
    client: FlaskClient, known: Cast
) -> None:
    sign_in(client)
    assert patch(client, known.admin, known.officer.id, disabled=True).status_code == 200
    assert client.get(ME).status_code == 401
    assert client.get(ME, headers=known.officer.headers).status_code == 401
    answer = patch(client, known.admin, known.officer.id, '"2"', disabled=False)
    assert answer.json is not None
    assert answer.json["disabled_at"] is None
    assert client.get(ME, headers=known.officer.headers).status_code == 401
    assert sign_in(client).status_code == 201


def test_a_reset_password_ends_all_sessions(client: FlaskClient, known: Cast) -> None:
    url = f"{ACCOUNTS}/{known.officer.id}/password"
    weak = client.post(url, json={"password": "short"}, headers=known.admin.headers)
    assert weak.status_code == 422
    answer = client.post(url, json={"password": "quite new one"}, headers=known.admin.headers)
    assert answer.status_code == 204
    assert client.get(ME, headers=known.officer.headers).status_code == 401
    assert sign_in(client).status_code == 401
    assert sign_in(client, "officer", "quite new one").status_code == 201


def test_ones_own_new_password_ends_the_other_sessions(client: FlaskClient, known: Cast) -> None:
    sign_in(client)
    body = {"old": PASSWORD, "new": "quite new one"}
    answer = client.post("/api/v1/me/password", json=body, headers={"X-Patrol": "1"})
    assert answer.status_code == 204
    assert client.get(ME).status_code == 200
    assert client.get(ME, headers=known.officer.headers).status_code == 401
    wrong = client.post("/api/v1/me/password", json=body, headers={"X-Patrol": "1"})
    assert wrong.status_code == 422
    assert wrong.json is not None
    assert [fault["field"] for fault in wrong.json["fields"]] == ["old"]
    weak = body | {"old": "quite new one", "new": "officer"}
    refused = client.post("/api/v1/me/password", json=weak, headers={"X-Patrol": "1"})
    assert [fault["field"] for fault in (refused.json or {})["fields"]] == ["new"]


def test_ones_own_sessions_are_listed_and_ended(client: FlaskClient, known: Cast) -> None:
    sign_in(client)
    listed = client.get("/api/v1/me/sessions").json
    assert listed is not None
    assert [(item["kind"], item["current"]) for item in listed["items"]] == [
        ("cookie", True),
        ("token", False),
    ]
    token = listed["items"][1]["id"]
    headers = {"X-Patrol": "1"}
    assert client.delete(f"/api/v1/me/sessions/{token}", headers=headers).status_code == 204
    assert client.delete(f"/api/v1/me/sessions/{token}", headers=headers).status_code == 404
    assert client.get(ME, headers=known.officer.headers).status_code == 401
    theirs = db.session.scalars(db.select(Session.id).filter_by(account_id=known.leader.id)).one()
    assert client.delete(f"/api/v1/me/sessions/{theirs}", headers=headers).status_code == 404
    assert client.get(ME, headers=known.leader.headers).status_code == 200


def test_what_has_ended_shows_neither_in_me_nor_in_what_one_may_do(
    client: FlaskClient, known: Cast, set_clock: SetClock
) -> None:
    for held in db.session.scalars(db.select(Assignment).filter_by(account_id=known.leader.id)):
        held.until = NOW
    db.session.commit()
    set_clock(NOW - timedelta(microseconds=1))
    me = client.get(ME, headers=known.leader.headers).json
    assert me is not None
    assert len(me["grants"]) == 1
    set_clock(NOW)
    me = client.get(ME, headers=known.leader.headers).json
    assert me is not None
    assert (me["grants"], me["actions"]) == ([], [])
