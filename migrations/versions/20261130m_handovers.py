"""Handovers are kept, so that one can be taken back on its day."""

import sqlalchemy as sa
from alembic import op

revision = "20261130m_handovers"
down_revision = "20261130l_journal_search"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
OBSTACLES = "obstacle IN ('held_again', 'passed_on', 'giver_disabled', 'time_over')"


def upgrade() -> None:
    op.create_table(
        "handovers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("giver_id", sa.Integer(), nullable=False),
        sa.Column("taker_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("taken_back_at", INSTANT),
        sa.Column("taken_back_by_id", sa.Integer()),
        _refers("handovers", "area_id", "areas"),
        *(
            _refers("handovers", who, "accounts")
            for who in ("giver_id", "taker_id", "by_id", "taken_back_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handovers")),
    )
    op.create_index("ix_handovers_at", "handovers", ["at"])
    op.create_table(
        "handover_grids",
        sa.Column("handover_id", sa.Integer(), nullable=False),
        sa.Column("grid_id", sa.Integer(), nullable=False),
        sa.Column("begun_id", sa.Integer()),
        sa.Column("giver_until", INSTANT),
        sa.Column("obstacle", sa.String(16)),
        sa.CheckConstraint(OBSTACLES, name=op.f("ck_handover_grids_obstacle")),
        _refers("handover_grids", "handover_id", "handovers"),
        _refers("handover_grids", "grid_id", "areas"),
        _refers("handover_grids", "begun_id", "assignments"),
        sa.PrimaryKeyConstraint("handover_id", "grid_id", name=op.f("pk_handover_grids")),
    )
    op.create_index("ix_handover_grids_grid_id", "handover_grids", ["grid_id"])


def downgrade() -> None:
    op.drop_table("handover_grids")
    op.drop_table("handovers")


def _refers(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))
