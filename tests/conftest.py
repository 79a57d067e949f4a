"""The fixed world of the tests, on both databases.

Every test that asks for `app` (directly or not) runs twice: on SpatiaLite and on PostGIS, each
built by the real migrations; one that is marked `one_engine` does so in the drill alone. What a
test writes is rolled back; the cast stays.
"""

import contextvars
import gc
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import settings
from sqlalchemy import event

from backend.staff.extensions import db
from backend.tips.host import database as tips_database
from tests.support.at_once import ENGINES, peopled
from tests.support.builders import Cast
from tests.support.cluster import Cluster, cluster
from tests.support.distribution import (
    LongestFirst,
    engine_of,
    put_longest_first,
    write_durations,
)
from tests.support.migrated import migrated

# A busy machine is no fault of the rule that is tested.
settings.register_profile("patrol", deadline=None)
settings.register_profile("quick", deadline=None, max_examples=20)  # make check
settings.load_profile("patrol")

SHARED = pytest.StashKey[Cluster]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--engine", choices=ENGINES, help="only one of the two databases")
    parser.addoption("--write-durations", action="store_true", help="renew tests/durations.json")


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Any:
    """Search for garbage seldom, and not in the modules and tests: those stay to the end."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.set_threshold(20_000, 20, 20)
        gc.enable()


@pytest.hookimpl(tryfirst=True)
def pytest_itemcollected(item: pytest.Item) -> None:
    """Keep for the drill what the second engine has no part in."""
    if item.get_closest_marker("one_engine") and engine_of(item.nodeid) == "postgis":
        item.add_marker("drill")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the other engine; among several workers, begin with what takes longest."""
    wanted = config.getoption("engine")
    others = [item for item in items if wanted and engine_of(item.nodeid) not in ("", wanted)]
    if others:
        config.hook.pytest_deselected(items=others)
        items[:] = [item for item in items if item not in set(others)]
    if hasattr(config, "workerinput"):
        put_longest_first(items)


def pytest_configure_node(node: Any) -> None:
    """Start one PostgreSQL for all workers of pytest-xdist, before the first of them."""
    if SHARED not in node.config.stash:
        running = ExitStack()
        node.config.add_cleanup(running.close)
        node.config.stash[SHARED] = running.enter_context(cluster())
    node.workerinput["postgres"] = str(node.config.stash[SHARED].folder)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LongestFirst:
    return LongestFirst(config, log)


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    if config.getoption("write_durations"):
        write_durations([each for all_ in terminalreporter.stats.values() for each in all_])


class IsolatedClient(FlaskClient):
    """Runs each request in an empty context, as a server thread would."""

    def open(self, *args: Any, **kwargs: Any) -> Any:
        return contextvars.Context().run(super().open, *args, **kwargs)


@pytest.fixture(scope="session")
def postgres(request: pytest.FixtureRequest) -> Iterator[Cluster]:
    """A PostgreSQL of our own, or the one that all workers of pytest-xdist share."""
    shared = getattr(request.config, "workerinput", {}).get("postgres")
    if shared:
        yield Cluster(Path(shared), prefix=f"{os.environ['PYTEST_XDIST_WORKER']}_")
    else:
        with cluster() as server:
            yield server


@pytest.fixture(scope="session")
def applications(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], Flask]]:
    """`applications("postgis")`: the real application over a migrated database with the cast.

    Built when first asked for, about a second; it stays until the end.
    """
    with ExitStack() as stack:

        @cache
        def build(engine: str) -> Flask:
            server = request.getfixturevalue("postgres") if engine == "postgis" else None
            environ = migrated(tmp_path_factory.mktemp(engine), "patrol", server)
            app = stack.enter_context(peopled(environ))
            app.testing = True
            app.test_client_class = IsolatedClient
            return app

        yield build


@pytest.fixture(scope="module", params=ENGINES)
def application(request: pytest.FixtureRequest, applications: Callable[[str], Flask]) -> Flask:
    """The application on each engine in turn."""
    return applications(request.param)


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
        application.extensions["cells"].forget()  # of versions that were rolled back
        try:
            yield application
        finally:
            db.session.remove()
            outer.rollback()
            connection.close()
            db.engines[None] = engine


@contextmanager
def undone(application: Flask) -> Iterator[None]:
    """Within `rolled_back`: what is written inside, in either database, is gone after."""
    connections = (db.engines[None], application.extensions["tips_connection"])
    savepoints = [each.begin_nested() for each in connections]
    try:
        yield
    finally:
        db.session.remove()
        application.extensions["tips_sessions"].remove()
        for savepoint in savepoints:
            savepoint.rollback()
        application.extensions["cells"].forget()


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
