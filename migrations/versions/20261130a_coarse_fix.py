"""The coarsest fix with which a visit counts by itself, by kind of site."""

import sqlalchemy as sa
from alembic import op

revision = "20261130a_coarse_fix"
down_revision = "20261127a_job_runs"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("kinds", sa.Column("coarse_m", sa.Float(), server_default="200", nullable=False))
    op.execute("UPDATE kinds SET coarse_m = 500 WHERE code IN ('forest', 'remote')")


def downgrade() -> None:
    op.drop_column("kinds", "coarse_m")
