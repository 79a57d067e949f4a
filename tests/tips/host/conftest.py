"""The citizens' database of the tests, on both engines: migrated once, emptied after each test."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, delete
from sqlalchemy.orm import Session

from backend.core import config
from backend.tips.host import database, keys, published
from backend.tips.host.app import create_tips_app
from backend.tips.host.models import TipsBase
from tests.conftest import IsolatedClient
from tests.support.cheap import CHEAP
from tests.support.migrated import migrated as copy_migrated
from tests.support.migrated import migrated_tips
from tests.tips.host.builders import Group, published_content


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def tips_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    """An empty database."""
    if request.param == "sqlite":
        data = tmp_path_factory.mktemp("tips")
        copy_migrated(data, "tips")
        return f"sqlite:///{data}/instance/tips.sqlite"
    return migrated_tips(request.getfixturevalue("postgres"), "host")


@pytest.fixture(scope="session", name="migrated")
def _migrated(tips_url: str) -> Iterator[Engine]:
    engine = database.open_engine(tips_url, 4)
    yield engine
    engine.dispose()


@pytest.fixture
def engine(migrated: Engine) -> Iterator[Engine]:
    yield migrated
    with Session(migrated) as session:
        for table in reversed(TipsBase.metadata.sorted_tables):
            session.execute(delete(table))
        session.commit()


@pytest.fixture
def group(tips_folder: Path) -> Group:
    """A published group of handlers."""
    made = Group()
    published.write(tips_folder, published_content(made), {"villages": []})
    return made


@pytest.fixture(scope="session")
def tips_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("published")


@pytest.fixture(scope="session")
def host(migrated: Engine, tips_url: str, tips_folder: Path) -> Iterator[Flask]:
    """The application over a migrated database, with cheap hashes."""
    with citizens_app(CHEAP, tips_url, tips_folder) as app:
        yield app


@contextmanager
def citizens_app(environ: dict[str, str], url: str, folder: Path) -> Iterator[Flask]:
    """The real citizens' application; `environ` says what a hash costs."""
    places = {"TIPS_FOLDER": str(folder), "TIPS_KEYS": str(folder / "keys")}
    settings = config.load(environ | places | {"TIPS_DATABASE_URL": url, "TIPS_PROOF_COST": "1"})
    keys.create(settings.tips.keys)
    app = create_tips_app(settings)
    app.test_client_class = IsolatedClient
    yield app
    app.extensions["tips_engine"].dispose()


@pytest.fixture
def line(host: Flask, engine: Engine) -> FlaskClient:
    return host.test_client()
