"""Change in mid-course: exemptions of an area from a window."""

import sqlalchemy as sa
from alembic import op

revision = "20261126c_course"
down_revision = "20261126a_versions"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "exemptions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("window_id", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("cause", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("withdrawn_by_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn_at", INSTANT, nullable=True),
        sa.Column("withdrawal", sa.String(length=500), nullable=False),
        sa.CheckConstraint("cause IN ('weather', 'emergency')", name=op.f("ck_exemptions_cause")),
        sa.ForeignKeyConstraint(
            ["window_id"], ["windows.id"], name=op.f("fk_exemptions_window_id")
        ),
        sa.ForeignKeyConstraint(["area_id"], ["areas.id"], name=op.f("fk_exemptions_area_id")),
        sa.ForeignKeyConstraint(["by_id"], ["accounts.id"], name=op.f("fk_exemptions_by_id")),
        sa.ForeignKeyConstraint(
            ["withdrawn_by_id"], ["accounts.id"], name=op.f("fk_exemptions_withdrawn_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exemptions")),
    )
    op.create_index("ix_exemptions_area_id", "exemptions", ["area_id"], unique=False)
    op.create_index(
        "uq_exemptions_in_force",
        "exemptions",
        ["window_id", "area_id"],
        unique=True,
        sqlite_where=sa.text("withdrawn_at IS NULL"),
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_index("uq_exemptions_in_force", table_name="exemptions")
    op.drop_index("ix_exemptions_area_id", table_name="exemptions")
    op.drop_table("exemptions")
