"""Why photos were not taken, so that the receipt of their visit can say it."""

import sqlalchemy as sa
from alembic import op

revision = "20261130h_photo_refusals"
down_revision = "20261130g_checkpoint_times"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "photo_refusals",
        sa.Column("uploader_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("refused_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["uploader_id"], ["accounts.id"], name="fk_photo_refusals_uploader_id_accounts"
        ),
        sa.PrimaryKeyConstraint("uploader_id", "sha256", name="pk_photo_refusals"),
    )


def downgrade() -> None:
    op.drop_table("photo_refusals")
