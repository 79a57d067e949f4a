"""The citizens' own database: its engine, its sessions, its migrations.

Both applications open it: `install` gives an application a session for as long as its context
lives. Whoever works with it commits it itself; it shares no transaction with the staff's.
"""

from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config as MigrationsConfig
from flask import Flask, current_app
from flask.globals import app_ctx
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, scoped_session, sessionmaker
from sqlalchemy.schema import CreateSchema

from backend.core import database
from backend.tips.host.models import TipsBase

MIGRATIONS = Path(__file__).parents[3] / "migrations" / "tips"


def open_engine(url: str, pool: int) -> Engine:
    """Connects to the citizens' database, of either kind."""
    engine = create_engine(url, **database.engine_options(url, pool))
    database.prepare(engine, spatial=False)
    return engine


def install(app: Flask, url: str, pool: int) -> None:
    """Lets `session()` work inside the application's context."""
    bind(app, open_engine(url, pool))


def bind(app: Flask, bound: Engine) -> None:
    app.extensions["tips_engine"] = bound
    sessions = scoped_session(sessionmaker(bound, expire_on_commit=False), scopefunc=_context)
    app.extensions["tips_sessions"] = sessions

    @app.teardown_appcontext
    def close(_error: BaseException | None) -> None:
        sessions.remove()


def engine() -> Engine:
    found: Engine = current_app.extensions["tips_engine"]
    return found


def session() -> Session:
    """The session of this context; what is not committed when it ends was never there."""
    found: Session = current_app.extensions["tips_sessions"]()
    return found


def insert_new(model: type[TipsBase]) -> Any:
    """An INSERT that leaves a row alone that is there already, on either engine."""
    server = session().get_bind().dialect.name == "postgresql"
    insert = postgresql.insert if server else sqlite.insert
    return insert(model).on_conflict_do_nothing()


def upgrade(bound: Engine, revision: str = "head") -> None:
    """Brings the schema to `revision`, and makes the one that the connection names, if need be."""
    make_schema(bound)
    _migrate(bound, revision, up=True)


def make_schema(bound: Engine) -> None:
    """Makes the first schema of the server's search path when there is none of that path."""
    if bound.dialect.name != "postgresql":
        return
    with bound.begin() as connection:
        if connection.scalar(text("SELECT current_schema()")) is None:
            path = str(connection.scalar(text("SHOW search_path")))
            connection.execute(CreateSchema(path.split(",")[0].strip('" '), if_not_exists=True))


def downgrade(bound: Engine, revision: str = "base") -> None:
    _migrate(bound, revision, up=False)


def migrations() -> MigrationsConfig:
    settings = MigrationsConfig()
    settings.set_main_option("script_location", str(MIGRATIONS))
    return settings


def _migrate(bound: Engine, revision: str, *, up: bool) -> None:
    settings = migrations()
    settings.attributes["engine"] = bound
    (command.upgrade if up else command.downgrade)(settings, revision)


def _context() -> int:
    return id(app_ctx._get_current_object())  # type: ignore[attr-defined]
