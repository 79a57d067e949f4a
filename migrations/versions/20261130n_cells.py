"""Obligations are counted by grid, so that only what changed is."""

from alembic import op

revision = "20261130n_cells"
down_revision = "20261130n_paid_lists"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_obligations_grid_id", "obligations", ["grid_id", "window_id"])


def downgrade() -> None:
    op.drop_index("ix_obligations_grid_id", "obligations")
