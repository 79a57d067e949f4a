"""The citizens' migrations run up and down on both databases, and leave no drift behind."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

from backend.tips.host import database
from backend.tips.host.models import TipsBase
from tests.support.cluster import Cluster


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path, postgres: Cluster) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/tips.sqlite"
    return postgres.create("tips_migrations")


def test_up_down_up_leaves_no_table_and_no_drift(url: str) -> None:
    engine = database.open_engine(url, 2)
    database.upgrade(engine)
    database.downgrade(engine)
    assert set(inspect(engine).get_table_names()) & set(TipsBase.metadata.tables) == set()
    database.upgrade(engine)
    with engine.connect() as connection:
        options = {
            "compare_type": True,
            "include_object": lambda _i, name, kind, *_: (
                kind != "table" or name in TipsBase.metadata.tables
            ),
        }
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, TipsBase.metadata) == []
    engine.dispose()


def test_the_embedded_tables_are_ordered_by_chance_and_forget(tmp_path: Path) -> None:
    engine = database.open_engine(f"sqlite:///{tmp_path}/tips.sqlite", 1)
    database.upgrade(engine)
    with engine.connect() as connection:
        made = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'table'"))
        tables = {name: sql for name, sql in made if name in TipsBase.metadata.tables}
        assert len(tables) == 5
        assert all("WITHOUT ROWID" in sql for sql in tables.values())
        assert connection.execute(text("PRAGMA secure_delete")).scalar() == 1
        assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1
    engine.dispose()
