"""The Flask extensions, unbound; imports nothing of ours but the declarative base."""

from typing import Any

from flask_migrate import Migrate
from flask_smorest import Api
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.dialects import postgresql, sqlite

from backend.database import Base

db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})
migrate = Migrate()
api = Api()


def insert_new(model: type[Base]) -> Any:
    """An INSERT that leaves a row alone that is there already, on either engine.

    With RETURNING it answers only the rows that are new.
    """
    server = db.session.get_bind().dialect.name == "postgresql"
    statement = postgresql.insert(model) if server else sqlite.insert(model)
    return statement.on_conflict_do_nothing()
