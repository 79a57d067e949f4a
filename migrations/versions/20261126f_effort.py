"""What a visit's form cost, as the phone counted it."""

import sqlalchemy as sa
from alembic import op

revision = "20261126f_effort"
down_revision = "20261126e_supervision"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("checkins", sa.Column("taps", sa.Integer(), nullable=True))
    op.add_column("checkins", sa.Column("seconds", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("checkins", "seconds")
    op.drop_column("checkins", "taps")
