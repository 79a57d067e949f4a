"""Findings that are mended and wait to be looked at; photos of moves; notices of both."""

import sqlalchemy as sa
from alembic import op

revision = "20261130k_findings_mended"
down_revision = "20261130j_verdicts"
branch_labels = None
depends_on = None

STATUSES = "status IN ('found', 'assigned', 'closed')"
STATUSES_AFTER = "status IN ('found', 'assigned', 'rectified', 'closed')"
MOVES = "move IN ('found', 'assign', 'note', 'close', 'reopen')"
MOVES_AFTER = "move IN ('found', 'assign', 'note', 'rectify', 'return', 'close', 'reopen')"
RUNGS = "rung IN ('officer', 'leader', 'town', 'county', 'tips', 'escrow', 'check', 'step')"
RUNGS_AFTER = (
    "rung IN ('officer', 'leader', 'town', 'county', 'tips', 'escrow', 'check', 'step',"
    " 'finding', 'visit')"
)


def upgrade() -> None:
    op.create_table(
        "finding_photos",
        sa.Column("move_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("photo_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["move_id"], ["finding_moves.id"], name=op.f("fk_finding_photos_move_id")
        ),
        sa.ForeignKeyConstraint(
            ["photo_id"], ["photos.id"], name=op.f("fk_finding_photos_photo_id")
        ),
        sa.PrimaryKeyConstraint("move_id", "position", name=op.f("pk_finding_photos")),
    )
    op.create_index(op.f("ix_findings_assignee_id"), "findings", ["assignee_id", "status"])
    _check("findings", "status", STATUSES, STATUSES_AFTER)
    _check("finding_moves", "move", MOVES, MOVES_AFTER)
    _check("notice_occasions", "rung", RUNGS, RUNGS_AFTER)


def downgrade() -> None:
    """The older program knows no such moves and notices: a mended finding is assigned again."""
    op.execute("UPDATE findings SET status = 'assigned' WHERE status = 'rectified'")
    op.execute("DROP TABLE finding_photos")
    op.execute("UPDATE finding_moves SET move = 'note' WHERE move IN ('rectify', 'return')")
    op.execute(
        "DELETE FROM notices WHERE occasion_id IN"
        " (SELECT id FROM notice_occasions WHERE rung IN ('finding', 'visit'))"
    )
    op.execute("DELETE FROM notice_occasions WHERE rung IN ('finding', 'visit')")
    op.drop_index(op.f("ix_findings_assignee_id"), "findings")
    _check("notice_occasions", "rung", RUNGS_AFTER, RUNGS)
    _check("finding_moves", "move", MOVES_AFTER, MOVES)
    _check("findings", "status", STATUSES_AFTER, STATUSES)


def _check(table: str, name: str, old: str, new: str) -> None:
    if op.get_context().dialect.name == "postgresql":
        constraint = op.f(f"ck_{table}_{name}")
        op.drop_constraint(constraint, table, type_="check")
        op.create_check_constraint(constraint, table, sa.text(new))
        return
    _rewrite(table, old, new)


def _rewrite(table: str, old: str, new: str) -> None:
    """SQLite cannot change it; its manual names this way for what changes no stored row."""
    connection = op.get_bind()
    version = connection.scalar(sa.text("PRAGMA schema_version"))
    connection.execute(sa.text("PRAGMA writable_schema = ON"))
    changed = connection.execute(
        sa.text(
            "UPDATE sqlite_schema SET sql = replace(sql, :old, :new)"
            " WHERE type = 'table' AND name = :table AND instr(sql, :old) > 0"
        ),
        {"old": old, "new": new, "table": table},
    )
    if changed.rowcount != 1:
        raise RuntimeError(f"{table} has another schema than expected")
    connection.exec_driver_sql(f"PRAGMA schema_version = {int(version) + 1}")
    connection.execute(sa.text("PRAGMA writable_schema = OFF"))
