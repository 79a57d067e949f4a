"""Windows are sealed; what comes later is an adjustment."""

import sqlalchemy as sa
from alembic import op

revision = "20261126b_sealing"
down_revision = "20261126d_notices"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("windows", sa.Column("sealed_at", INSTANT, nullable=True))
    op.create_index("ix_checkins_window_id", "checkins", ["window_id", "site_id"])
    op.create_table(
        "seals",
        sa.Column("window_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sealed_at", INSTANT, nullable=False),
        sa.Column("obligations", sa.Integer(), nullable=False),
        sa.Column("mended", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["window_id"], ["windows.id"], name=op.f("fk_seals_window_id")),
        sa.PrimaryKeyConstraint("window_id", name=op.f("pk_seals")),
    )
    op.create_table(
        "sealed_figures",
        sa.Column("window_id", sa.Integer(), nullable=False),
        sa.Column("grid_id", sa.Integer(), nullable=False),
        sa.Column("kind_id", sa.Integer(), nullable=False),
        sa.Column("covered", sa.Integer(), nullable=False),
        sa.Column("attempted", sa.Integer(), nullable=False),
        sa.Column("exempt", sa.Integer(), nullable=False),
        sa.Column("missed", sa.Integer(), nullable=False),
        sa.Column("longest_gap_s", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["window_id"], ["windows.id"], name=op.f("fk_sealed_figures_window_id")
        ),
        sa.ForeignKeyConstraint(["grid_id"], ["areas.id"], name=op.f("fk_sealed_figures_grid_id")),
        sa.ForeignKeyConstraint(["kind_id"], ["kinds.id"], name=op.f("fk_sealed_figures_kind_id")),
        sa.PrimaryKeyConstraint("window_id", "grid_id", "kind_id", name=op.f("pk_sealed_figures")),
    )
    op.create_table(
        "adjustments",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("checkin_id", BIG_ID, nullable=False),
        sa.Column("obligation_id", BIG_ID, nullable=False),
        sa.Column("window_id", sa.Integer(), nullable=False),
        sa.Column("grid_id", sa.Integer(), nullable=False),
        sa.Column("kind_id", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(length=8), nullable=True),
        sa.Column("outcome_before", sa.String(length=9), nullable=True),
        sa.Column("outcome_after", sa.String(length=9), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", INSTANT, nullable=True),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.CheckConstraint(
            "verdict IN ('approved', 'refused')", name=op.f("ck_adjustments_verdict")
        ),
        sa.ForeignKeyConstraint(
            ["checkin_id"], ["checkins.id"], name=op.f("fk_adjustments_checkin_id")
        ),
        sa.ForeignKeyConstraint(
            ["obligation_id"], ["obligations.id"], name=op.f("fk_adjustments_obligation_id")
        ),
        sa.ForeignKeyConstraint(
            ["window_id"], ["windows.id"], name=op.f("fk_adjustments_window_id")
        ),
        sa.ForeignKeyConstraint(["grid_id"], ["areas.id"], name=op.f("fk_adjustments_grid_id")),
        sa.ForeignKeyConstraint(["kind_id"], ["kinds.id"], name=op.f("fk_adjustments_kind_id")),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["accounts.id"], name=op.f("fk_adjustments_decided_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_adjustments")),
        sa.UniqueConstraint("checkin_id", name=op.f("uq_adjustments_checkin_id")),
    )
    op.create_index("ix_adjustments_window_id", "adjustments", ["window_id", "grid_id"])
    op.create_index("ix_adjustments_obligation_id", "adjustments", ["obligation_id"])
    op.create_index("ix_adjustments_verdict", "adjustments", ["verdict", "id"])


def downgrade() -> None:
    op.drop_table("adjustments")
    op.drop_table("sealed_figures")
    op.drop_table("seals")
    op.drop_index("ix_checkins_window_id", table_name="checkins")
    op.drop_column("windows", "sealed_at")
