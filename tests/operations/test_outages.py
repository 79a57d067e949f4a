"""An outage is not a bug: 503 or 507 with Retry-After, and one line in the log without a trace."""

import importlib
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import Engine, create_engine, event, text

from backend.app import create_app
from backend.core import config, database, signing
from backend.staff.access import public
from backend.staff.extensions import db
from tests.support.cluster import Cluster
from tests.support.served import free_port

MIGRATIONS = str(Path(__file__).parents[2] / "migrations")
SIGN_IN = {"username": "no.such.person", "password": "something long"}
TRIGGER = """
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE disk_full; END $$;
CREATE TRIGGER refuse BEFORE INSERT ON login_throttles FOR EACH ROW EXECUTE FUNCTION refuse()
"""


@contextmanager
def product(data: Path, **environ: str) -> Iterator[Flask]:
    """The staff's application over whatever `environ` names; nothing is connected yet."""
    settings = config.load({"DATA": str(data), **environ})
    signing.create_key(settings.keys)
    app = create_app(settings)
    app.extensions["collector"] = Collector()
    for name in ("backend", "sqlalchemy"):
        logging.getLogger(name).addHandler(app.extensions["collector"])
    yield app
    with app.app_context():
        db.engine.dispose()


class Collector(logging.Handler):
    """Keeps what is logged as a failure."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


def check(app: Flask, answer: Any, status: int, reason: str = "") -> None:
    """The answer asks to come back, and one line without a trace tells of it, and why."""
    assert answer.status_code == status, answer.json
    assert int(answer.headers["Retry-After"]) > 0
    assert answer.json["code"] == ("storage-full" if status == 507 else "busy")
    [line] = app.extensions["collector"].records
    assert line.exc_info is None
    assert not reason or line.getMessage().endswith(f"({reason})")


def engine_of(app: Flask) -> Engine:
    with app.app_context():
        return db.engine


def sign_in(app: Flask) -> Any:
    return app.test_client().post("/api/v1/sessions", json=SIGN_IN)


@pytest.fixture
def on_server(tmp_path: Path, postgres: Cluster) -> Iterator[tuple[Flask, Cluster]]:
    url = postgres.create("outages") + "&options=-clock_timeout%3D20"
    with product(tmp_path, DATABASE_URL=url) as app:
        with app.app_context():
            upgrade(MIGRATIONS)
        yield app, postgres
    postgres.drop("outages")


@pytest.fixture
def embedded(tmp_path: Path) -> Iterator[Flask]:
    with product(tmp_path) as app:
        with app.app_context():
            upgrade(MIGRATIONS)
        yield app


def test_a_full_disk_under_the_embedded_database(embedded: Flask) -> None:
    engine = engine_of(embedded)
    with engine.connect() as connection:
        connection.execute(text("CREATE TABLE filler (bytes)"))
        connection.execute(
            text(
                "CREATE TRIGGER fill BEFORE INSERT ON login_throttles "
                "BEGIN INSERT INTO filler VALUES (zeroblob(100000)); END"
            )
        )
        connection.commit()
    engine.dispose()

    @event.listens_for(engine, "connect")
    def shrink(connection: Any, _record: Any) -> None:
        connection.execute("PRAGMA max_page_count = 1")  # becomes what is there already

    check(embedded, sign_in(embedded), 507, "SQLITE_FULL")


def test_a_full_disk_under_the_server(on_server: tuple[Flask, Cluster]) -> None:
    app, postgres = on_server
    with postgres.connect("outages") as server:
        server.execute(TRIGGER)
    check(app, sign_in(app), 507, "53100")


def test_a_lock_that_is_held_too_long(embedded: Flask, tmp_path: Path) -> None:
    engine = engine_of(embedded)
    engine.dispose()

    @event.listens_for(engine, "connect")
    def hurry(connection: Any, _record: Any) -> None:
        connection.execute("PRAGMA busy_timeout = 20")

    url = f"sqlite:///{tmp_path}/instance/patrol.sqlite"
    other = create_engine(url, **database.engine_options(url, 1))
    with other.connect() as holder:
        holder.exec_driver_sql("BEGIN IMMEDIATE")
        check(embedded, sign_in(embedded), 503, "SQLITE_BUSY")
        holder.exec_driver_sql("ROLLBACK")
    assert sign_in(embedded).status_code == 401
    other.dispose()


def test_a_lock_on_the_server(on_server: tuple[Flask, Cluster]) -> None:
    app, postgres = on_server
    with postgres.connect("outages") as holder, holder.transaction():
        holder.execute("LOCK TABLE login_throttles")
        check(app, sign_in(app), 503, "55P03")
    assert sign_in(app).status_code == 401


def test_a_database_that_goes_away_and_comes_back(on_server: tuple[Flask, Cluster]) -> None:
    app, postgres = on_server
    assert app.test_client().get("/readyz").status_code == 200
    with postgres.connect("outages") as server:
        server.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    check(app, app.test_client().get("/readyz"), 503)
    assert app.test_client().get("/readyz").status_code == 200


@pytest.mark.parametrize("path", ("/readyz", "/api/v1/sessions"))
def test_a_server_that_is_down(tmp_path: Path, path: str) -> None:
    url = f"postgresql+psycopg://nobody@127.0.0.1:{free_port()}/patrol"
    with product(tmp_path, DATABASE_URL=url) as app:
        ask = app.test_client().get if path == "/readyz" else app.test_client().post
        check(app, ask(path, json=SIGN_IN), 503)
        assert app.test_client().get("/healthz").status_code == 200


def test_a_full_disk_under_files(tmp_path: Path) -> None:
    with product(tmp_path) as app:

        @app.get("/api/v1/writes")
        @public
        def writes() -> str:
            descriptor = os.open("/dev/full", os.O_WRONLY)
            try:
                os.write(descriptor, b"a photo")
            finally:
                os.close(descriptor)
            return ""

        check(app, app.test_client().get("/api/v1/writes"), 507, "ENOSPC")


def test_not_ready_when_the_reserve_of_the_disk_is_gone(tmp_path: Path) -> None:
    with product(tmp_path, DISK_RESERVE_BYTES=str(1 << 62)) as app:
        answer = app.test_client().get("/readyz")
        assert (answer.status_code, answer.json["code"]) == (507, "storage-full")
        assert app.test_client().get("/healthz").status_code == 200


def test_a_missing_table_is_a_bug(tmp_path: Path) -> None:
    with product(tmp_path) as app:
        assert sign_in(app).status_code == 500
        [line] = app.extensions["collector"].records
    assert "no such table" in str(line.exc_info)


def test_a_job_that_meets_an_outage_waits_for_its_next_run(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DATA", str(tmp_path))
    (tmp_path / "instance").mkdir()
    jobs = importlib.import_module("backend.jobs")

    def lost() -> None:
        raise ConnectionRefusedError

    def broken() -> None:
        raise KeyError("a bug")

    collector = Collector()
    logging.getLogger("backend").addHandler(collector)
    jobs.unless_out(lost)
    with pytest.raises(KeyError):
        jobs.unless_out(broken)
    logging.getLogger("backend").removeHandler(collector)
    [line] = collector.records
    assert (line.getMessage(), line.exc_info) == ("a part of the system does not answer", None)
