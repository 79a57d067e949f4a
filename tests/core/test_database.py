"""What the engines promise: a lost server is found again, and failures name no values."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError

from backend.app import create_app
from backend.core import config, database, signing
from backend.staff.extensions import db
from tests.support.cluster import Cluster


@pytest.fixture
def on_server(tmp_path: Path, postgres: Cluster) -> Iterator[Flask]:
    url = postgres.create("restarts")
    settings = config.load({"DATA": str(tmp_path), "DATABASE_URL": url})
    signing.create_key(settings.keys)
    app = create_app(settings)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()
    postgres.drop("restarts")


def test_a_connection_that_rested_too_long_is_tried_first(
    on_server: Flask, postgres: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "MAY_REST_S", 0.0)
    backend = db.session.scalar(text("SELECT pg_backend_pid()"))
    db.session.remove()
    with postgres.connect("restarts") as server:
        server.execute("SELECT pg_terminate_backend(%s, 5000)", (backend,))
    assert db.session.scalar(text("SELECT 1")) == 1


def test_a_failure_does_not_name_the_values_it_was_about(app: Flask) -> None:
    with pytest.raises(DBAPIError) as failure:
        db.session.execute(text("SELECT no_such_function(:note)"), {"note": "后院有一扇小门"})
    assert "后院" not in str(failure.value)


@pytest.mark.parametrize("spatial", (True, False))
def test_the_embedded_database_waits_half_a_minute_for_a_lock(
    tmp_path: Path, spatial: bool
) -> None:
    url = f"sqlite:///{tmp_path}/waits.sqlite"
    engine = create_engine(url, **database.engine_options(url, 1))
    database.prepare(engine, spatial=spatial)
    with engine.connect() as connection:
        assert connection.scalar(text("PRAGMA busy_timeout")) == 30_000
    engine.dispose()
