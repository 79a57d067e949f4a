"""Migrations run up and down on both databases, and leave no drift behind."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect

from backend import config, signing
from backend.app import create_app
from backend.database import Base
from backend.extensions import db
from tests.cluster import Cluster
from tests.conftest import MIGRATIONS

SPATIAL_PREFIXES = ("spatial", "geometry", "views_", "virts_", "vector_", "idx_", "sqlite_")


@pytest.fixture(params=["spatialite", "postgis"])
def empty(request: pytest.FixtureRequest, tmp_path: Path, postgres: Cluster) -> Iterator[Flask]:
    url = postgres.create("migrations") if request.param == "postgis" else ""
    settings = config.load({"DATA": str(tmp_path), "DATABASE_URL": url})
    signing.create_key(settings.keys)
    yield create_app(settings)
    if url:
        postgres.drop("migrations")


def test_up_down_up_leaves_no_table_of_ours_and_no_drift(empty: Flask) -> None:
    with empty.app_context():
        upgrade(MIGRATIONS)
        downgrade(MIGRATIONS, revision="base")
        left = set(inspect(db.engine).get_table_names()) & set(Base.metadata.tables)
        assert left == set()
        upgrade(MIGRATIONS)
        with db.engine.connect() as connection:
            context = MigrationContext.configure(
                connection, opts={"include_object": include_object, "compare_type": True}
            )
            assert compare_metadata(context, Base.metadata) == []
        db.engine.dispose()


def include_object(item: object, name: str, kind: str, reflected: bool, other: object) -> bool:
    """As in migrations/env.py: only our own tables are compared, without spatial indexes."""
    if kind == "table" and reflected:
        return name in Base.metadata.tables
    return not (kind == "index" and name.startswith("idx_"))
