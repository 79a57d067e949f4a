"""The gate: deny by default, and marks that stay visible on every route."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from backend.staff.access import access_of
from tests.support.builders import Cast

PUBLIC = {"accounts.sign_in", "accounts.issue_token"}
OWN = {
    "accounts.sign_out",
    "accounts.show_me",
    "accounts.list_sessions",
    "accounts.end_session",
    "accounts.change_own_password",
}


ACTIONS = ("account.read", "account.manage", "account.confirm", "audit.read", "grid.hand_over")


def test_every_view_of_accounts_and_audit_carries_its_mark(app: Flask) -> None:
    for name, view in app.view_functions.items():
        if not name.startswith(("accounts.", "audit.")):
            continue
        mark = access_of(view)
        assert mark is not None, name
        assert mark.public == (name in PUBLIC), name
        if name in OWN | PUBLIC:
            assert mark.action is None
        else:
            assert mark.action in ACTIONS, name


@pytest.mark.parametrize(
    ("method", "url"),
    (
        ("get", "/me"),
        ("get", "/me/sessions"),
        ("delete", "/me/sessions/1"),
        ("post", "/me/password"),
        ("delete", "/sessions/current"),
        ("get", "/people"),
        ("get", "/accounts"),
        ("post", "/accounts"),
        ("get", "/accounts/1"),
        ("patch", "/accounts/1"),
        ("post", "/accounts/1/password"),
        ("post", "/accounts/1/assignments"),
        ("delete", "/assignments/1"),
        ("get", "/audit"),
        ("get", "/audit/head"),
    ),
)
def test_without_a_session_there_is_nothing(
    client: FlaskClient, cast: Cast, method: str, url: str
) -> None:
    answer = client.open(f"/api/v1{url}", method=method.upper(), json={})
    assert (answer.status_code, (answer.json or {})["code"]) == (401, "unauthenticated")


@pytest.mark.parametrize("name", ("officer", "leader", "supervisor", "office", "auditor"))
def test_accounts_are_the_admins(client: FlaskClient, cast: Cast, name: str) -> None:
    headers = cast.people[name].headers
    assert client.get("/api/v1/accounts", headers=headers).status_code == 403
    url = f"/api/v1/accounts/{cast.officer.id}"
    for path, method in ((url, "GET"), (url, "PATCH"), (f"{url}/password", "POST")):
        answer = client.open(path, method=method, json={}, headers=headers)
        assert answer.status_code == 403
