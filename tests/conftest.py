"""The fixed world of the tests, on both databases.

Every test that asks for `app` (directly or not) runs twice: on SpatiaLite and on PostGIS,
each built by the real migrations. What a test writes is rolled back; the cast stays.
"""

import contextvars
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade
from hypothesis import settings
from sqlalchemy import event

from backend.app import create_app
from backend.core import config, signing
from backend.staff.extensions import db
from backend.tips.host import database as tips_database
from tests.support.builders import Cast, build_cast
from tests.support.cluster import Cluster, cluster

# A busy machine is no fault of the rule that is tested.
settings.register_profile("patrol", deadline=None)
settings.load_profile("patrol")

MIGRATIONS = str(Path(__file__).parent.parent / "migrations")


class IsolatedClient(FlaskClient):
    """Runs each request in an empty context, as a server thread would."""

    def open(self, *args: Any, **kwargs: Any) -> Any:
        return contextvars.Context().run(super().open, *args, **kwargs)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    with cluster() as server:
        yield server


@pytest.fixture(scope="session", params=["spatialite", "postgis"])
def application(request: pytest.FixtureRequest, tmp_path_factory: Any) -> Iterator[Flask]:
    """The real application over a migrated database that holds the cast."""
    data = tmp_path_factory.mktemp(request.param)
    environ = {"DATA": str(data), "INBOX_KDF_MIB": "8"}
    if request.param == "postgis":
        server = request.getfixturevalue("postgres")
        environ |= {"DATABASE_URL": server.create("patrol")}
        environ |= {"TIPS_DATABASE_URL": server.create("patrol_tips")}
    settings = config.load(environ)
    signing.create_key(settings.keys)
    app = create_app(settings)
    app.testing = True
    app.test_client_class = IsolatedClient
    with app.app_context():
        upgrade(MIGRATIONS)
        tips_database.upgrade(tips_database.engine())
        app.extensions["cast"] = build_cast()
        db.session.commit()
    yield app
    with app.app_context():
        db.engine.dispose()
        tips_database.engine().dispose()


@contextmanager
def rolled_back(application: Flask) -> Iterator[Flask]:
    """Inside, all requests and `db.session` share one transaction that is rolled back after.

    So do they and `tips_database.session()`, in the citizens' database.
    """
    with application.app_context(), _tips_rolled_back(application):
        engine = db.engine
        connection = engine.connect()
        outer = connection.begin()
        db.engines[None] = connection  # type: ignore[assignment]
        db.session.configure(join_transaction_mode="create_savepoint")
        try:
            yield application
        finally:
            db.session.remove()
            outer.rollback()
            connection.close()
            db.engines[None] = engine


@pytest.fixture
def app(application: Flask) -> Iterator[Flask]:
    """The application inside one transaction that is rolled back after the test."""
    with rolled_back(application):
        yield application


@contextmanager
def _tips_rolled_back(application: Flask) -> Iterator[None]:
    engine = tips_database.engine()
    sessions = application.extensions["tips_sessions"]
    connection = engine.connect()
    outer = connection.begin()
    application.extensions["tips_connection"] = connection
    sessions.remove()
    sessions.configure(bind=connection, join_transaction_mode="create_savepoint")
    try:
        yield
    finally:
        sessions.remove()
        sessions.configure(bind=engine, join_transaction_mode="conditional_savepoint")
        outer.rollback()
        connection.close()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def cast(app: Flask) -> Cast:
    """An officer, her leader, an outsider, and those above them."""
    found: Cast = app.extensions["cast"]
    return found


@pytest.fixture
def count_queries(app: Flask) -> Callable[[], Any]:
    """`with count_queries() as seen:` collects the statements that reach the database."""

    @contextmanager
    def counting() -> Iterator[list[str]]:
        seen: list[str] = []

        def note(_c: Any, _u: Any, statement: str, _p: Any, _x: Any, _m: Any) -> None:
            if not statement.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
                seen.append(statement)

        event.listen(db.engine, "before_cursor_execute", note)
        try:
            yield seen
        finally:
            event.remove(db.engine, "before_cursor_execute", note)

    return counting
