"""Visits refer to the running window and the newest checklist without a constraint.

Both are one row for everybody: PostgreSQL locked it for each visit that was stored.
`audit verify` finds what refers to nothing.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261130p_hot_rows"
down_revision = "20261130o_sealed_totals"
branch_labels = None
depends_on = None

TABLE = "checkins"
OTHERS = {"checklist_id": "checklists", "window_id": "windows"}


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for column in OTHERS:
            op.drop_constraint(f"fk_{TABLE}_{column}", TABLE, type_="foreignkey")
        return
    before = _list_references()
    _rewrite({_phrase(column): "" for column in OTHERS})
    _check_references(before - OTHERS.items())


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for column, other in OTHERS.items():
            op.create_foreign_key(f"fk_{TABLE}_{column}", TABLE, other, [column], ["id"])
        return
    last = "CONSTRAINT uq_checkins_code"
    before = _list_references()
    _rewrite({last: "".join(map(_phrase, OTHERS)) + last})
    _check_references(before | OTHERS.items())


def _phrase(column: str) -> str:
    """A constraint in the words in which the table was made."""
    return f"CONSTRAINT fk_{TABLE}_{column} FOREIGN KEY({column}) REFERENCES {OTHERS[column]} (id), \n\t"


def _rewrite(changes: dict[str, str]) -> None:
    """SQLite alters no constraint. Its manual names this way for one that leaves all rows as they
    are; copying the largest table, to which others refer, would take long.
    """
    text = _scalar("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = 'checkins'")
    for old, new in changes.items():
        if text.count(old) != 1:
            raise LookupError(old)
        text = text.replace(old, new)
    version = int(_scalar("PRAGMA schema_version"))
    op.execute("PRAGMA writable_schema = ON")
    table = sa.table("sqlite_master", *map(sa.column, ("type", "name", "sql")))
    row = (table.c.type == "table") & (table.c.name == TABLE)
    op.execute(table.update().where(row).values(sql=text))
    op.execute(f"PRAGMA schema_version = {version + 1}")
    op.execute("PRAGMA writable_schema = RESET")  # reads the text anew


def _list_references() -> set[tuple[str, str]]:
    """Columns of visits, each with the table that a constraint leads to."""
    rows = op.get_bind().exec_driver_sql(f"PRAGMA foreign_key_list({TABLE})")
    return {(row["from"], row["table"]) for row in rows.mappings()}


def _check_references(expected: set[tuple[str, str]]) -> None:
    """One text was changed: `PRAGMA integrity_check` would read the whole database for it."""
    if (found := _list_references()) != expected:
        raise RuntimeError(found)


def _scalar(statement: str) -> str:
    return str(op.get_bind().exec_driver_sql(statement).scalar_one())
