"""Roles that wait for a second person."""

import sqlalchemy as sa
from alembic import op

revision = "20261130f_proposals"
down_revision = "20261130e_filed_reports"
branch_labels = None
depends_on = None

TABLE = "assignment_proposals"


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=10), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("proposed_by_id", sa.Integer(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("verdict", sa.String(length=8), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("verdict IN ('approved', 'refused')", name=op.f(f"ck_{TABLE}_verdict")),
        *(
            sa.ForeignKeyConstraint(
                [f"{name}_id"], [f"{table}.id"], name=f"fk_{TABLE}_{name}_id_{table}"
            )
            for name, table in (
                ("account", "accounts"),
                ("area", "areas"),
                ("proposed_by", "accounts"),
                ("decided_by", "accounts"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=f"pk_{TABLE}"),
    )
    op.create_index(f"ix_{TABLE}_account_id", TABLE, ["account_id"])
    op.create_index(f"ix_{TABLE}_verdict", TABLE, ["verdict", "id"])


def downgrade() -> None:
    op.drop_table(TABLE)
