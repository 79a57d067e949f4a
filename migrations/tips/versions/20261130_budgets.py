"""What one proof of work and one day have stored"""

import sqlalchemy as sa
from alembic import op

revision = "20261130_budgets"
down_revision = "20261126_tips"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("items", "bytes"):
        column = sa.Column(name, sa.Integer(), nullable=False, server_default="0")
        op.add_column("spent_proofs", column)
    op.create_table(
        "daily_use",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("day", name="pk_daily_use"),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("daily_use")
    for name in ("items", "bytes"):
        op.drop_column("spent_proofs", name)
