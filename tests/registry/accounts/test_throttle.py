"""Guessing passwords: counted per name, known or not, and kept though the request fails."""

from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskClient

from backend.registry.accounts import throttle
from backend.registry.accounts.models import LoginThrottle
from backend.staff.extensions import db
from tests.registry.accounts.conftest import PASSWORD
from tests.registry.accounts.test_sign_in import issue, sign_in
from tests.registry.conftest import NOW, SetClock
from tests.support.builders import Cast

SECOND = timedelta(seconds=1)


def failures_of(username: str) -> int | None:
    db.session.rollback()
    return db.session.scalar(db.select(LoginThrottle.failures).filter_by(username=username))


def fail(client: FlaskClient, times: int, username: str = "officer") -> None:
    for _ in range(times):
        assert sign_in(client, username, "wrong password").status_code == 401


@pytest.mark.parametrize("username", ("officer", "unknown.name"))
def test_the_sixth_try_must_wait(
    client: FlaskClient, known: Cast, set_clock: SetClock, username: str
) -> None:
    fail(client, 5, username)
    refused = sign_in(client, username)
    assert (refused.status_code, refused.json["code"]) == (429, "throttled")
    assert refused.headers["Retry-After"] == "30"
    set_clock(NOW + 29 * SECOND)
    assert sign_in(client, username).headers["Retry-After"] == "1"
    set_clock(NOW + 30 * SECOND)
    assert sign_in(client, username).status_code == (201 if username == "officer" else 401)


def test_the_second_after_is_free_too_and_the_wait_doubles(
    client: FlaskClient, known: Cast, set_clock: SetClock
) -> None:
    fail(client, 5)
    set_clock(NOW + 31 * SECOND)
    fail(client, 1)
    assert sign_in(client).headers["Retry-After"] == "60"


def test_tries_during_a_wait_do_not_prolong_it(
    client: FlaskClient, known: Cast, set_clock: SetClock
) -> None:
    fail(client, 5)
    for passed in (10, 20, 29):
        set_clock(NOW + passed * SECOND)
        assert sign_in(client, password="wrong password").status_code == 429
    assert failures_of("officer") == 5
    set_clock(NOW + 30 * SECOND)
    assert sign_in(client).status_code == 201


def test_success_wipes_the_count(client: FlaskClient, known: Cast, set_clock: SetClock) -> None:
    fail(client, 4)
    assert sign_in(client).status_code == 201
    assert failures_of("officer") is None
    fail(client, 5)


def test_one_name_does_not_slow_another(client: FlaskClient, known: Cast) -> None:
    fail(client, 5, "leader")
    assert sign_in(client, "officer").status_code == 201


def test_spellings_of_a_name_count_together(client: FlaskClient, known: Cast) -> None:
    fail(client, 3, "officer")
    fail(client, 2, " OFFICER ")
    assert sign_in(client, "Officer").status_code == 429


def test_tokens_and_own_password_count_too(
    client: FlaskClient, known: Cast, set_clock: SetClock
) -> None:
    for _ in range(3):
        assert issue(client, password="wrong password").status_code == 401
    body = {"old": "wrong password", "new": "another good one"}
    for _ in range(2):
        answer = client.post("/api/v1/me/password", json=body, headers=known.officer.headers)
        assert answer.status_code == 422
    answer = client.post(
        "/api/v1/me/password", json=body | {"old": PASSWORD}, headers=known.officer.headers
    )
    assert answer.status_code == 429
    assert sign_in(client).status_code == 429


def test_a_guess_that_was_checked_before_the_others_failed_stays_untold(
    client: FlaskClient, known: Cast, set_clock: SetClock
) -> None:
    fail(client, 5)
    # As the second half of a sign-in whose first half ran before those failures.
    assert throttle.record_attempt("officer", right=True, now=NOW) == 30
    db.session.commit()
    assert failures_of("officer") == 5


@pytest.mark.parametrize(
    ("at", "kept"), ((NOW + timedelta(days=1), 5), (NOW + timedelta(days=1, seconds=1), None))
)
def test_the_sweep_forgets_after_a_day(
    client: FlaskClient, known: Cast, set_clock: SetClock, at: datetime, kept: int | None
) -> None:
    fail(client, 5)
    db.session.rollback()
    assert throttle.sweep(at) == (0 if kept else 1)
    db.session.commit()
    assert failures_of("officer") == kept
