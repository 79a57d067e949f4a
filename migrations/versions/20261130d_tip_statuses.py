"""Which item of a tip's thread is its newest status"""

import sqlalchemy as sa
from alembic import op

revision = "20261130d_tip_statuses"
down_revision = "20261130c_reviewed_flags"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "tip_statuses",
        sa.Column("tip_id", sa.LargeBinary(16), nullable=False),
        sa.Column("item_id", sa.LargeBinary(16), nullable=False),
        sa.PrimaryKeyConstraint("tip_id", name=op.f("pk_tip_statuses")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("tip_statuses")
