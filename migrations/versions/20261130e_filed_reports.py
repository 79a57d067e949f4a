"""Reports as they were handed out."""

import sqlalchemy as sa
from alembic import op

from backend.core.database import BigId, UtcDateTime

revision = "20261130e_filed_reports"
down_revision = "20261130d_tip_statuses"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "filed_reports",
        sa.Column("id", BigId, primary_key=True),
        sa.Column("window_id", sa.Integer(), sa.ForeignKey("windows.id"), nullable=False),
        sa.Column("area_id", sa.Integer(), sa.ForeignKey("areas.id"), nullable=False),
        sa.Column("format", sa.String(4), nullable=False),
        sa.Column("content_sha256", sa.String(64), nullable=False),
        sa.Column("layout", sa.Integer(), nullable=False),
        sa.Column("filed_at", UtcDateTime(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("file", sa.LargeBinary(), nullable=False),
        sa.UniqueConstraint("content_sha256", "format"),
    )


def downgrade() -> None:
    op.drop_table("filed_reports")
