"""Accountability steps against areas, and each of their moves."""

import sqlalchemy as sa
from alembic import op

revision = "20261126e_supervision"
down_revision = "20261126c3_course"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "steps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("plan_code", sa.String(length=32), nullable=False),
        sa.Column("step", sa.String(length=14), nullable=False),
        sa.Column("trigger", sa.String(length=40), nullable=False),
        sa.Column("judged_until", INSTANT, nullable=False),
        sa.Column("grounds", sa.JSON(), nullable=False),
        sa.Column("status", sa.String(length=9), nullable=False),
        sa.Column("proposed_at", INSTANT, nullable=False),
        sa.Column("decided_at", INSTANT, nullable=True),
        sa.Column("measure", sa.String(length=6), nullable=True),
        sa.Column("document_no", sa.String(length=60), nullable=False),
        sa.Column("text", sa.String(length=4000), nullable=False),
        sa.Column("due_at", INSTANT, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "step IN ('notice', 'talk', 'listing', 'accountability')", name=op.f("ck_steps_step")
        ),
        sa.CheckConstraint(
            "status IN ('proposed', 'dismissed', 'issued', 'answered', 'closed')",
            name=op.f("ck_steps_status"),
        ),
        sa.CheckConstraint("measure IN ('extend', 'refer')", name=op.f("ck_steps_measure")),
        sa.ForeignKeyConstraint(["area_id"], ["areas.id"], name=op.f("fk_steps_area_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_steps")),
        sa.UniqueConstraint(
            "area_id", "plan_code", "trigger", name=op.f("uq_steps_area_id_plan_code_trigger")
        ),
    )
    waits = sa.text("status = 'proposed'")
    op.create_index(
        "ix_steps_proposed",
        "steps",
        ["area_id", "plan_code"],
        unique=True,
        sqlite_where=waits,
        postgresql_where=waits,
    )
    op.create_table(
        "step_moves",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("step_id", sa.Integer(), nullable=False),
        sa.Column("move", sa.String(length=8), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("text", sa.String(length=4000), nullable=False),
        sa.Column("due_at", INSTANT, nullable=True),
        sa.CheckConstraint(
            "move IN ('propose', 'confirm', 'dismiss', 'answer', 'return', 'close')",
            name=op.f("ck_step_moves_move"),
        ),
        sa.ForeignKeyConstraint(["step_id"], ["steps.id"], name=op.f("fk_step_moves_step_id")),
        sa.ForeignKeyConstraint(["by_id"], ["accounts.id"], name=op.f("fk_step_moves_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_step_moves")),
    )
    op.create_index(op.f("ix_step_moves_step_id"), "step_moves", ["step_id"], unique=False)


def downgrade() -> None:
    op.drop_table("step_moves")
    op.drop_table("steps")
