"""Citizens learn from lists that their voucher was paid."""

import sqlalchemy as sa
from alembic import op

revision = "20261130n_paid_lists"
down_revision = "20261130m_handovers"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "tip_paid_digests",
        sa.Column("digest", sa.LargeBinary(12), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_tip_paid_digests")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "tip_paid_lists",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("digests", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("month", name=op.f("pk_tip_paid_lists")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("tip_paid_lists")
    op.drop_table("tip_paid_digests")
