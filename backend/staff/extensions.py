"""The Flask extensions, unbound; imports nothing of ours but the declarative base."""

from functools import cache
from typing import Any

from flask_migrate import Migrate
from flask_smorest import Api
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.dialects import postgresql, sqlite

from backend.core.database import Base, table_of

db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})
migrate = Migrate()
api = Api()


def insert_new(model: type[Base]) -> Any:
    """An INSERT that leaves a row alone that is there already, on either engine.

    With RETURNING it answers only the rows that are new.
    """
    return _insert_new(model, db.session.get_bind().dialect.name)


@cache
def _insert_new(model: type[Base], dialect: str) -> Any:
    return insert_into(model, dialect).on_conflict_do_nothing()


def insert_into(model: type[Base], dialect: str) -> Any:
    """An INSERT that can be told what to do about a row that is there already."""
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    return insert(table_of(model))
