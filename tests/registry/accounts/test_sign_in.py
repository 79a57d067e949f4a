"""Signing in and out: cookies, tokens, and what ends them."""

from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient

from backend.records.audit.models import AuditRow
from backend.registry.accounts import passwords
from backend.registry.accounts.guard import COOKIE
from backend.registry.accounts.models import Account, Session
from backend.staff.extensions import db
from tests.registry.accounts.conftest import PASSWORD
from tests.registry.conftest import NOW, SetClock
from tests.support.builders import Cast

CSRF = {"X-Patrol": "1"}
ME = "/api/v1/me"


def sign_in(client: FlaskClient, username: str = "officer", password: str = PASSWORD):  # type: ignore[no-untyped-def]
    body = {"username": username, "password": password}
    return client.post("/api/v1/sessions", json=body)


def store_hash(cast: Cast, password_hash: str) -> None:
    db.session.get_one(Account, cast.officer.id).password_hash = password_hash
    db.session.commit()


def issue(client: FlaskClient, **change: object):  # type: ignore[no-untyped-def]
    body = {"username": "officer", "password": PASSWORD, "name": "script", "days": 7}
    return client.post("/api/v1/tokens", json=body | change)


def test_a_sign_in_says_who_one_is_and_leaves_a_cookie(client: FlaskClient, known: Cast) -> None:
    answer = sign_in(client, " Officer ")
    assert answer.status_code == 201
    assert answer.json["username"] == "officer"
    assert {(grant["role"], grant["area"]["id"]) for grant in answer.json["grants"]} == {
        ("officer", known.grid_a),
        ("officer", known.grid_b),
    }
    assert answer.json["grants"][0]["area"]["level"] == "grid"
    assert "checkin.create" in answer.json["actions"]
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith(f"{COOKIE}=")
    for attribute in ("HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=2592000"):
        assert attribute in cookie
    assert "Secure" not in cookie
    assert client.get(ME).json == answer.json


def test_the_cookie_is_for_https_only_where_there_is_https(
    client: FlaskClient, known: Cast
) -> None:
    body = {"username": "officer", "password": PASSWORD}
    answer = client.post("/api/v1/sessions", json=body, base_url="https://localhost")
    assert "Secure" in answer.headers["Set-Cookie"]


def test_no_secret_is_stored(client: FlaskClient, known: Cast) -> None:
    token = issue(client).json["token"]
    sign_in(client)
    cookie = client.get_cookie(COOKIE)
    assert cookie is not None
    stored = db.session.scalars(db.select(Session.token_hash)).all()
    assert token not in stored
    assert cookie.value not in stored


@pytest.mark.parametrize(
    ("username", "password"),
    (
        ("officer", "wrong password"),
        ("officer", ""),
        ("officer", PASSWORD.upper()),
        ("nobody-at-all", PASSWORD),
        ("没有这个人", PASSWORD),
        ("", PASSWORD),
    ),
)
def test_wrong_is_wrong_in_one_way(
    client: FlaskClient, known: Cast, username: str, password: str
) -> None:
    answer = sign_in(client, username, password)
    assert answer.status_code == 401
    assert answer.json["code"] == "wrong-credentials"
    assert "Set-Cookie" not in answer.headers


def test_an_unknown_name_costs_one_verification_too(
    client: FlaskClient, known: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked = []
    check = passwords.check
    monkeypatch.setattr(
        passwords, "check", lambda stored, text: checked.append(stored) or check(stored, text)
    )
    sign_in(client, "officer", "wrong password")
    sign_in(client, "unknown.name", "wrong password")
    assert [stored is None for stored in checked] == [False, True]


def test_unsafe_requests_by_cookie_need_the_header(client: FlaskClient, known: Cast) -> None:
    sign_in(client)
    refused = client.delete("/api/v1/sessions/current")
    assert (refused.status_code, refused.json["code"]) == (403, "csrf")
    assert client.get(ME).status_code == 200
    answer = client.delete("/api/v1/sessions/current", headers=CSRF)
    assert answer.status_code == 204
    assert answer.data == b""
    assert client.get(ME).status_code == 401


def test_a_cookie_that_was_signed_out_is_dead_elsewhere_too(
    app: Flask, client: FlaskClient, known: Cast
) -> None:
    sign_in(client)
    cookie = client.get_cookie(COOKIE)
    assert cookie is not None
    client.delete("/api/v1/sessions/current", headers=CSRF)
    thief = app.test_client()
    thief.set_cookie(COOKIE, cookie.value)
    assert thief.get(ME).status_code == 401


def test_a_token_works_as_bearer_only(app: Flask, client: FlaskClient, known: Cast) -> None:
    answer = issue(client)
    assert answer.status_code == 201
    token = answer.json["token"]
    assert token.startswith("p369_")
    assert client.get(ME, headers={"Authorization": f"Bearer {token}"}).status_code == 200
    as_cookie = app.test_client()
    as_cookie.set_cookie(COOKIE, token)
    assert as_cookie.get(ME).status_code == 401


def test_a_cookie_secret_is_no_bearer_token(app: Flask, client: FlaskClient, known: Cast) -> None:
    sign_in(client)
    cookie = client.get_cookie(COOKIE)
    assert cookie is not None
    other = app.test_client()
    answer = other.get(ME, headers={"Authorization": f"Bearer {cookie.value}"})
    assert answer.status_code == 401


@pytest.mark.parametrize(
    "header", ("Bearer", "Bearer ", "Bearer x", "Basic eDp5", "Bearer p369_\udcff", "p369_x")
)
def test_other_headers_are_nobody(client: FlaskClient, known: Cast, header: str) -> None:
    text = header.encode("utf-8", "surrogateescape").decode("latin-1")
    assert client.get(ME, headers={"Authorization": text}).status_code == 401


def test_another_scheme_beside_the_cookie_does_no_harm(client: FlaskClient, known: Cast) -> None:
    sign_in(client)
    assert client.get(ME, headers={"Authorization": "Basic eDp5"}).status_code == 200


def test_a_token_ends_on_time(client: FlaskClient, known: Cast, set_clock: SetClock) -> None:
    answer = issue(client)
    assert answer.json["expires_at"] == "2026-12-01T03:00:00Z"
    headers = {"Authorization": f"Bearer {answer.json['token']}"}
    end = NOW + timedelta(days=7)
    set_clock(end - timedelta(microseconds=1))
    assert client.get(ME, headers=headers).status_code == 200
    set_clock(end)
    assert client.get(ME, headers=headers).status_code == 401


@pytest.mark.parametrize(
    ("days", "status"), ((366, 201), (367, 422), (0, 422), (10**30, 422), ("7", 422), (None, 422))
)
def test_a_token_has_a_longest_life(
    client: FlaskClient, known: Cast, days: object, status: int
) -> None:
    assert issue(client, days=days).status_code == status


def test_a_disabled_account_is_told_so_only_with_its_password(
    client: FlaskClient, known: Cast
) -> None:
    sign_in(client)
    db.session.get_one(Account, known.officer.id).disabled_at = NOW
    db.session.commit()
    assert client.get(ME).status_code == 401
    assert client.get(ME, headers=known.officer.headers).status_code == 401
    assert sign_in(client).json["code"] == "account-disabled"
    assert sign_in(client, "officer", "wrong password").json["code"] == "wrong-credentials"


def test_an_outdated_hash_is_renewed(
    client: FlaskClient, known: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    stronger = PasswordHasher(time_cost=2, memory_cost=16, parallelism=1)
    monkeypatch.setattr(passwords, "_CHEAP", stronger)
    assert sign_in(client).status_code == 201
    db.session.rollback()
    renewed = db.session.get_one(Account, known.officer.id).password_hash
    assert not stronger.check_needs_rehash(renewed)
    assert sign_in(client).status_code == 201


@pytest.mark.parametrize("typed", ("cafe\u0301 patrols", "ｃａｆ\u00e9 patrols", "café patrols"))
def test_one_password_from_every_keyboard(client: FlaskClient, cast: Cast, typed: str) -> None:
    store_hash(cast, passwords.hash_password("café patrols"))
    assert sign_in(client, password=typed).status_code == 201


def test_a_password_hashed_as_it_was_typed_is_renewed(client: FlaskClient, cast: Cast) -> None:
    wide, plain = "ｐａｔｒｏｌ－３６９", "patrol-369"
    store_hash(cast, PasswordHasher(1, 8, 1).hash(wide))
    assert sign_in(client, password=plain).status_code == 401
    assert sign_in(client, password=wide).status_code == 201
    assert sign_in(client, password=plain).status_code == 201


def test_a_broken_hash_lets_nobody_in(client: FlaskClient, cast: Cast) -> None:
    assert sign_in(client).status_code == 401


def test_a_sign_in_is_in_the_journal_without_the_name(client: FlaskClient, known: Cast) -> None:
    sign_in(client)
    row = db.session.scalars(db.select(AuditRow).order_by(AuditRow.id.desc())).first()
    assert row is not None
    assert (row.action, row.actor_id, row.subject) == ("session.open", known.officer.id, "session")
    assert row.detail == {"kind": "cookie"}


def test_a_lone_surrogate_is_refused_not_stumbled_over(client: FlaskClient, known: Cast) -> None:
    body = '{"username": "officer", "password": "\\ud800 and more"}'
    answer = client.post("/api/v1/sessions", data=body, content_type="application/json")
    assert answer.status_code == 422
