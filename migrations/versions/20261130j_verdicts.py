"""Reviews of the day before the one vocabulary: accepted becomes approved, as everywhere."""

import sqlalchemy as sa
from alembic import op

revision = "20261130j_verdicts"
down_revision = "20261130i_extensions"
branch_labels = None
depends_on = None

CHECKINS = sa.table("checkins", sa.column("verdict"))


def upgrade() -> None:
    older = CHECKINS.update().where(CHECKINS.c.verdict == "accepted")
    op.execute(older.values(verdict="approved"))


def downgrade() -> None:
    """Nothing: the program before knows the newer word."""
