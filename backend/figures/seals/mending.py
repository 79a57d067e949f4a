"""Writing what the visits give over what was stored, for as many obligations as differ."""

from functools import cache
from typing import Any

from sqlalchemy import TextClause, bindparam, text, update

from backend.core.database import table_of
from backend.patrol.cycles.models import Obligation
from backend.patrol.cycles.worth import Worth
from backend.staff.extensions import db

# Whole columns at once: one statement instead of one for each row.
_COLUMNS = {
    "row_id": "bigint",
    "outcome": "text",
    "gap_from": "timestamptz",
    "first_at": "timestamptz",
    "last_at": "timestamptz",
    "closed_gap_s": "integer",
}


def mend(differing: list[tuple[int, Worth]]) -> None:
    """Each row with what it should hold."""
    if not differing:
        return
    connection = db.session.connection()
    if connection.dialect.name == "postgresql":
        columns = zip(*((row_id, *found) for row_id, found in differing), strict=True)
        values: dict[str, Any] = {
            name: list(column) for name, column in zip(_COLUMNS, columns, strict=True)
        }
        values["outcome"] = [str(outcome) for outcome in values["outcome"]]
        connection.execute(_at_once(), values)
        return
    table = table_of(Obligation)
    one = update(table).where(table.c.id == bindparam("row_id"))
    one = one.values({name: bindparam(name) for name in Worth._fields})
    connection.execute(one, [{"row_id": row_id, **found._asdict()} for row_id, found in differing])


@cache
def _at_once() -> TextClause:
    changes = ", ".join(f"{name} = found.{name}" for name in Worth._fields)
    arrays = ", ".join(f"CAST(:{name} AS {kind}[])" for name, kind in _COLUMNS.items())
    names = ", ".join(_COLUMNS)
    return text(
        f"UPDATE obligations SET {changes} FROM unnest({arrays}) AS found({names})"  # noqa: S608
        " WHERE obligations.id = found.row_id"
    )
