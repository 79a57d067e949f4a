"""People who know their passwords."""

import pytest
from flask import Flask

from backend.registry.accounts import passwords
from backend.registry.accounts.models import Account
from backend.staff.extensions import db
from tests.support.builders import Cast

PASSWORD = "correct horse battery"


@pytest.fixture
def known(app: Flask, cast: Cast) -> Cast:
    """The cast, all with PASSWORD."""
    known_hash = passwords.hash_password(PASSWORD)
    for account in db.session.query(Account):
        account.password_hash = known_hash
    db.session.commit()
    return cast
