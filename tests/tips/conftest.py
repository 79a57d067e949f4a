"""The citizens' database of the tests, on both engines: migrated once, emptied after each test."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, delete
from sqlalchemy.orm import Session

from backend.tips import database
from backend.tips.models import TipsBase
from tests.cluster import Cluster


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def tips_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path_factory.mktemp('tips')}/tips.sqlite"
    server: Cluster = request.getfixturevalue("postgres")
    return server.create("tips")


@pytest.fixture(scope="session")
def migrated(tips_url: str) -> Iterator[Engine]:
    engine = database.open_engine(tips_url, 4)
    database.upgrade(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def engine(migrated: Engine) -> Iterator[Engine]:
    yield migrated
    with Session(migrated) as session:
        for table in reversed(TipsBase.metadata.sorted_tables):
            session.execute(delete(table))
        session.commit()
