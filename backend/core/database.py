"""Two engines, one set of models: column types, and what the embedded database needs.

The embedded database is SQLite with SpatiaLite through sqlean, in WAL mode with full
synchronisation. A transaction that may write starts with BEGIN IMMEDIATE behind a fair
lock: SQLite's own busy handler lets unlucky writers starve, while the kernel serves the
waiters of a file lock in turn.
"""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, cast

import psycopg
import sqlean
from sqlalchemy import BigInteger, DateTime, Dialect, Integer, MetaData, Table, event
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator

BigId = BigInteger().with_variant(Integer, "sqlite")

_reading: ContextVar[bool] = ContextVar("reading", default=False)
_alone: ContextVar[bool] = ContextVar("alone", default=False)


MAY_REST_S = 5.0
# How long a statement waits for somebody else's lock on the embedded database.
BUSY_S = 30


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


def table_of(model: type[Base]) -> Table:
    """The table behind a model, for statements that need no objects."""
    return cast(Table, model.__table__)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware instant, UTC in and out; SQLite alone would drop the offset silently."""

    impl = DateTime(timezone=True)
    cache_ok = True

    @property
    def python_type(self) -> type[datetime]:
        return datetime

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime has no place in the database")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)

    def result_processor(self, dialect: Dialect, coltype: object) -> Any:
        """None where the driver answers in UTC by itself: a year holds ten million of them."""
        return None if dialect.name == "postgresql" else super().result_processor(dialect, coltype)


class seconds_between(FunctionElement[int]):  # noqa: N801 (reads as the SQL that it becomes)
    """Whole seconds from one instant to a later one, on either engine."""

    type = Integer()
    inherit_cache = True


@compiles(seconds_between)
def _seconds_between(element: Any, compiler: Any, **kw: Any) -> str:
    begin, end = (compiler.process(each, **kw) for each in element.clauses)
    return f"CAST(floor(EXTRACT(EPOCH FROM ({end} - {begin}))) AS INTEGER)"


@compiles(seconds_between, "sqlite")
def _seconds_between_embedded(element: Any, compiler: Any, **kw: Any) -> str:
    begin, end = (compiler.process(each, **kw) for each in element.clauses)
    return f"CAST((julianday({end}) - julianday({begin})) * 86400 AS INTEGER)"


@contextmanager
def reading() -> Iterator[None]:
    """Transactions begun inside only read, so they need not wait for writers."""
    token = _reading.set(True)
    try:
        yield
    finally:
        _reading.reset(token)


def declare_reading(only: bool) -> None:
    """Says for this thread whether the transactions that follow only read."""
    _reading.set(only)


@contextmanager
def single_statement() -> Iterator[None]:
    """Transactions begun inside write in one statement: PostgreSQL needs no BEGIN and COMMIT."""
    token = _alone.set(True)
    try:
        yield
    finally:
        _alone.reset(token)


def engine_options(url: str, pool: int, *, prepared: bool = True) -> dict[str, Any]:
    """Keyword arguments of `create_engine` for this database.

    `prepared` statements need a connection of one's own: not through PgBouncer below 1.21.
    """
    # Whatever fails is logged, but never with the values that it was about.
    common = {"pool_size": pool, "max_overflow": 0, "hide_parameters": True}
    if not url.startswith("sqlite"):
        return common if prepared else common | {"connect_args": {"prepare_threshold": None}}
    arguments = {"isolation_level": None, "check_same_thread": False}
    return common | {"module": sqlean, "connect_args": arguments}


def prepare(engine: Engine, *, spatial: bool = True) -> None:
    """Hangs on an engine the hooks that its kind of database needs.

    Without `spatial` an embedded database knows no geometry, and overwrites what is deleted.
    """
    if engine.dialect.name == "sqlite":
        _prepare_embedded(engine, spatial)
    else:
        _prepare_server(engine)


def _prepare_server(engine: Engine) -> None:
    """Lets the driver answer in UTC, and asks a connection that has rested whether it still lives.

    SQLAlchemy would ask at each use, which doubles the round trips of a short transaction.
    """

    @event.listens_for(engine, "connect")
    def connect(connection: Any, _record: Any) -> None:
        connection.execute("SET TIME ZONE 'UTC'")
        connection.commit()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # What only reads needs no BEGIN and no ROLLBACK: one round trip for each statement. And
        # psycopg forgets at a ROLLBACK which statements the server has prepared.
        driver, at_once = connection.connection.driver_connection, _reading.get() or _alone.get()
        if driver is not None and driver.autocommit is not at_once:
            driver.autocommit = at_once

    @event.listens_for(engine, "checkin")
    def checkin(_connection: Any, record: Any) -> None:
        record.info["rested_from"] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def checkout(connection: Any, record: Any, _proxy: Any) -> None:
        if time.monotonic() - record.info.get("rested_from", 0.0) < MAY_REST_S:
            return
        try:
            engine.dialect.do_ping(connection)
        except psycopg.OperationalError as error:
            raise DisconnectionError from error


def _prepare_embedded(engine: Engine, spatial: bool) -> None:
    lock_path = f"{engine.url.database}.lock"

    @event.listens_for(engine, "connect")
    def connect(connection: Any, record: Any) -> None:
        record.info["writers"] = os.open(lock_path, os.O_RDWR | os.O_CREAT, 0o600)
        if spatial:
            _load_spatial(connection)
        # Only now: SpatiaLite sets a time-out of its own, five seconds, when it is loaded.
        connection.execute(f"PRAGMA busy_timeout = {BUSY_S * 1000}")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        if spatial:
            _initialise_spatial(connection, record.info["writers"])
        else:
            connection.execute("PRAGMA secure_delete = ON")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        if _reading.get():
            connection.exec_driver_sql("BEGIN")
            return
        fcntl.flock(connection.info["writers"], fcntl.LOCK_EX)
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    @event.listens_for(engine, "checkin")
    def checkin(_connection: Any, record: Any) -> None:
        # Only here is the transaction truly over: the commit event fires before COMMIT runs.
        fcntl.flock(record.info["writers"], fcntl.LOCK_UN)

    @event.listens_for(engine, "close")
    def close(_connection: Any, record: Any) -> None:
        os.close(record.info.pop("writers"))


def _load_spatial(connection: Any) -> None:
    connection.enable_load_extension(True)
    connection.load_extension("mod_spatialite")
    connection.enable_load_extension(False)


def _initialise_spatial(connection: Any, lock: int) -> None:
    """SpatiaLite's own tables must exist before any transaction; inside one they fail."""
    fcntl.flock(lock, fcntl.LOCK_EX)
    try:
        known = connection.execute(
            "SELECT count(*) FROM sqlite_master WHERE name = 'spatial_ref_sys'"
        ).fetchone()[0]
        if not known:
            connection.execute("SELECT InitSpatialMetaData(1, 'WGS84')")
    finally:
        fcntl.flock(lock, fcntl.LOCK_UN)
