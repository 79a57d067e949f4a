"""Which item of a tip is its report, so that a list opens that one alone"""

import sqlalchemy as sa
from alembic import op

revision = "20261130_reports"
down_revision = "20261130_budgets"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("tips", sa.Column("report_id", sa.LargeBinary(16)))


def downgrade() -> None:
    op.drop_column("tips", "report_id")
