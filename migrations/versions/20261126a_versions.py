"""How often something changed that the board of a grid shows."""

import sqlalchemy as sa
from alembic import op

revision = "20261126a_versions"
down_revision = "20261125b_checklist_photos"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "grid_versions",
        sa.Column("grid_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["grid_id"], ["areas.id"], name=op.f("fk_grid_versions_grid_id")),
        sa.PrimaryKeyConstraint("grid_id", name=op.f("pk_grid_versions")),
    )


def downgrade() -> None:
    op.drop_table("grid_versions")
