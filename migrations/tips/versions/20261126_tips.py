"""Tips, their keys and their items"""

import sqlalchemy as sa
from alembic import op

revision = "20261126_tips"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "tips",
        sa.Column("id", sa.LargeBinary(16), nullable=False),
        sa.Column("lookup", sa.LargeBinary(32), nullable=False),
        sa.Column("receipt_wrap", sa.LargeBinary(), nullable=False),
        sa.Column("public", sa.LargeBinary(32), nullable=False),
        sa.Column("group_id", sa.String(32), nullable=False),
        sa.Column("digest", sa.LargeBinary(32), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("due_day", sa.Date(), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("assigned", sa.Boolean(), nullable=False),
        sa.Column("closed_day", sa.Date()),
        sa.Column("photos_until", sa.Date()),
        sa.Column("delete_after", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_tips"),
        sa.UniqueConstraint("lookup", name="uq_tips_lookup"),
        sa.CheckConstraint("state IN ('open', 'closed', 'spam')", name="ck_tips_state"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_tips_group_id", "tips", ["group_id"])
    op.create_index("ix_tips_delete_after", "tips", ["delete_after"])
    op.create_table(
        "tip_wraps",
        sa.Column("tip_id", sa.LargeBinary(), nullable=False),
        sa.Column("group_id", sa.String(32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("tip_id", "group_id", "version", name="pk_tip_wraps"),
        sa.ForeignKeyConstraint(
            ["tip_id"], ["tips.id"], name="fk_tip_wraps_tip_id_tips", ondelete="CASCADE"
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "tip_items",
        sa.Column("id", sa.LargeBinary(16), nullable=False),
        sa.Column("tip_id", sa.LargeBinary(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("photo", sa.Boolean(), nullable=False),
        sa.Column("mark", sa.LargeBinary(16), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_tip_items"),
        sa.ForeignKeyConstraint(
            ["tip_id"], ["tips.id"], name="fk_tip_items_tip_id_tips", ondelete="CASCADE"
        ),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_tip_items_tip_id", "tip_items", ["tip_id"])
    op.create_table(
        "spent_proofs",
        sa.Column("digest", sa.LargeBinary(32), nullable=False),
        sa.Column("expires_day", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_spent_proofs"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_spent_proofs_expires_day", "spent_proofs", ["expires_day"])


def downgrade() -> None:
    for table in ("spent_proofs", "tip_items", "tip_wraps", "tips"):
        op.drop_table(table)
