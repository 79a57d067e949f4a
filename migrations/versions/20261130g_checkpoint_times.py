"""Checkpoints are added, moved and ended from a moment on; kinds say whether they have any."""

import sqlalchemy as sa
from alembic import op

revision = "20261130g_checkpoint_times"
down_revision = "20261130f_proposals"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    flag = sa.Column("checkpoints", sa.Boolean(), server_default=sa.false(), nullable=False)
    op.add_column("kinds", flag)
    kinds = sa.table(
        "kinds", sa.column("code", sa.String()), sa.column("checkpoints", sa.Boolean())
    )
    op.execute(kinds.update().where(kinds.c.code == "forest").values(checkpoints=True))
    op.add_column("checkpoints", sa.Column("since", INSTANT, nullable=True))
    op.add_column("checkpoints", sa.Column("until", INSTANT, nullable=True))
    op.create_table(
        "past_checkpoints_required",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("site_id", sa.Integer(), sa.ForeignKey("sites.id"), nullable=False),
        sa.Column("until", INSTANT, nullable=False),
        sa.Column("required", sa.Integer(), nullable=False),
    )
    op.create_index(
        "ix_past_checkpoints_required_site_id", "past_checkpoints_required", ["site_id", "until"]
    )


def downgrade() -> None:
    op.drop_table("past_checkpoints_required")
    op.drop_column("checkpoints", "until")
    op.drop_column("checkpoints", "since")
    op.drop_column("kinds", "checkpoints")
