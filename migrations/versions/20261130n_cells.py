"""Obligations are counted by grid, so that only what changed is."""

from alembic import op

revision = "20261130n_cells"
down_revision = "20261130n_paid_lists"
branch_labels = None
depends_on = None

NAME = "ix_obligations_window_id"


def upgrade() -> None:
    op.drop_index(NAME, table_name="obligations")
    op.create_index(NAME, "obligations", ["window_id", "grid_id"])


def downgrade() -> None:
    op.drop_index(NAME, table_name="obligations")
    op.create_index(NAME, "obligations", ["window_id"])
