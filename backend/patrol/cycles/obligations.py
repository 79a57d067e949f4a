"""Writing the results of obligations."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import TextClause, Update, bindparam, text, update

from backend.core.database import table_of
from backend.patrol.cycles.models import Obligation
from backend.patrol.cycles.results import ObligationResult
from backend.staff import at_commit
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


def store_results(
    found: Sequence[tuple[int, ObligationResult]], *, at_the_commit: bool = False
) -> None:
    """Writes each result into the obligation with this id, now or when this is committed."""
    if not found:
        return
    if db.session.get_bind().dialect.name != "postgresql" or len(found) == 1:
        # A single row is by far the most common, and a driver does it faster alone.
        rows = [{"row_id": row_id, **result._asdict()} for row_id, result in found]
        at_commit.write(_one_by_one(), rows)
    else:
        at_commit.write(_at_once(), [_columns(found)])
    if not at_the_commit:
        at_commit.flush()


def _columns(found: Sequence[tuple[int, ObligationResult]]) -> dict[str, list[Any]]:
    columns: list[tuple[Any, ...]] = list(
        zip(*((row_id, *result) for row_id, result in found), strict=True)
    )
    values = {name: list(column) for name, column in zip(_COLUMNS, columns, strict=True)}
    return values | {"outcome": [str(outcome) for outcome in values["outcome"]]}


@cache
def _one_by_one() -> Update:
    """Built once: every visit runs it."""
    table = table_of(Obligation)
    changes: dict[str, Any] = {name: bindparam(name) for name in ObligationResult._fields}
    return update(table).where(table.c.id == bindparam("row_id")).values(changes)


@cache
def _at_once() -> TextClause:
    changes = ", ".join(f"{name} = found.{name}" for name in ObligationResult._fields)
    arrays = ", ".join(f"CAST(:{name} AS {kind}[])" for name, kind in _COLUMNS.items())
    names = ", ".join(_COLUMNS)
    return text(
        f"UPDATE obligations SET {changes} FROM unnest({arrays}) AS found({names})"  # noqa: S608
        " WHERE obligations.id = found.row_id"
    )
