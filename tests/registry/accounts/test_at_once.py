"""Several at the same moment, on real connections: what they commit is wiped afterwards."""

import contextvars
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

import pytest
from flask import Flask
from sqlalchemy import delete, select, update

from backend.records.audit import chain
from backend.records.audit.models import AuditLink, AuditRow
from backend.records.audit.service import record
from backend.records.audit.verification import verify
from backend.registry.accounts import passwords
from backend.registry.accounts.models import Account, LoginThrottle, Session
from backend.staff.extensions import db
from tests.registry.accounts.conftest import PASSWORD
from tests.registry.conftest import NOW, SetClock
from tests.support.builders import PASSWORD_HASH

AT_ONCE = 8
T = TypeVar("T")


@pytest.fixture
def committed(application: Flask, set_clock: SetClock) -> Iterator[Flask]:
    """The application without the roll-back; the officer knows her password."""
    officer = Account.username == "officer"
    with application.app_context():
        known_hash = passwords.hash_password(PASSWORD)
        db.session.execute(update(Account).where(officer).values(password_hash=known_hash))
        db.session.commit()
    yield application
    with application.app_context():
        for model in (LoginThrottle, AuditLink, AuditRow):
            db.session.execute(delete(model))
        db.session.execute(delete(Session).where(Session.name != "test"))
        db.session.execute(update(Account).where(officer).values(password_hash=PASSWORD_HASH))
        db.session.commit()


def at_once(work: Callable[[], T]) -> list[T]:
    """Runs `work` in AT_ONCE threads that start together."""
    start = Barrier(AT_ONCE)

    def run() -> T:
        start.wait()
        return contextvars.Context().run(work)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return [future.result() for future in [pool.submit(run) for _ in range(AT_ONCE)]]


def sign_in(app: Flask, password: str) -> int:
    body = {"username": "officer", "password": password}
    return app.test_client().post("/api/v1/sessions", json=body).status_code


def test_of_many_guesses_at_once_only_five_learn_anything(committed: Flask) -> None:
    answers = Counter(at_once(lambda: sign_in(committed, "wrong password")))
    assert answers == {401: 5, 429: AT_ONCE - 5}
    with committed.app_context():
        assert db.session.scalars(select(LoginThrottle.failures)).all() == [5]


def test_right_passwords_at_once_all_get_in(committed: Flask) -> None:
    assert at_once(lambda: sign_in(committed, PASSWORD)) == [201] * AT_ONCE
    with committed.app_context():
        cookies = db.session.scalars(select(Session.id).filter_by(kind="cookie")).all()
        assert len(cookies) == AT_ONCE
        assert db.session.scalars(select(LoginThrottle)).all() == []


def test_workers_that_link_at_once_make_one_chain(committed: Flask) -> None:
    with committed.app_context():
        for number in range(40):
            record(None, "site.change", "site", number, NOW)
        db.session.commit()

    def link() -> int:
        linked = 0
        with committed.app_context():
            for _ in range(20):
                linked += chain.link(batch=5)
                db.session.commit()
        return linked

    assert sum(at_once(link)) == 40
    with committed.app_context():
        report = verify()
    assert (report.linked, report.unlinked, report.broken) == (40, 0, None)
