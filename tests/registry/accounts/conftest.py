"""A clock to set, and people who know their passwords."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask import Flask

from backend.registry.accounts import passwords
from backend.registry.accounts.models import Account
from backend.staff.extensions import db
from tests.support.builders import Cast

PASSWORD = "correct horse battery"
NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)

SetClock = Callable[[datetime], None]


@pytest.fixture
def set_clock(monkeypatch: pytest.MonkeyPatch) -> SetClock:
    """`set_clock(at)` makes it `at` for the program; it is NOW at first."""

    def set_to(at: datetime) -> None:
        monkeypatch.setattr("backend.core.clock.now", lambda: at)

    set_to(NOW)
    return set_to


@pytest.fixture
def known(app: Flask, cast: Cast) -> Cast:
    """The cast, all with PASSWORD."""
    known_hash = passwords.hash_password(PASSWORD)
    for account in db.session.query(Account):
        account.password_hash = known_hash
    db.session.commit()
    return cast
