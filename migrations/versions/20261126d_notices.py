"""Notices: the occasions of the ladder, and the outbox of what people are told."""

import sqlalchemy as sa
from alembic import op

revision = "20261126d_notices"
down_revision = "20261126c_course"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "notice_occasions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("rung", sa.String(length=7), nullable=False),
        sa.Column("window_id", sa.Integer(), nullable=False),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("state", sa.String(length=7), nullable=False),
        sa.Column("told_up_to", sa.Integer(), nullable=False),
        sa.Column("settled_at", INSTANT, nullable=True),
        sa.CheckConstraint(
            "rung IN ('officer', 'leader', 'town', 'county')",
            name=op.f("ck_notice_occasions_rung"),
        ),
        sa.CheckConstraint(
            "state IN ('running', 'told', 'skipped')", name=op.f("ck_notice_occasions_state")
        ),
        sa.ForeignKeyConstraint(
            ["window_id"], ["windows.id"], name=op.f("fk_notice_occasions_window_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_occasions")),
        sa.UniqueConstraint("rung", "window_id", name=op.f("uq_notice_occasions_rung_window_id")),
    )
    op.create_index("ix_notice_occasions_window_id", "notice_occasions", ["window_id"])
    op.create_table(
        "notices",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("occasion_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("written_at", INSTANT, nullable=False),
        sa.Column("channel", sa.String(length=8), nullable=False),
        sa.Column("delivered_at", INSTANT, nullable=True),
        sa.Column("read_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_notices_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["occasion_id"], ["notice_occasions.id"], name=op.f("fk_notices_occasion_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
        sa.UniqueConstraint(
            "account_id", "occasion_id", name=op.f("uq_notices_account_id_occasion_id")
        ),
    )
    op.create_index("ix_notices_account_id", "notices", ["account_id", "id"])
    unread = sa.text("read_at IS NULL")
    op.create_index(
        "ix_notices_unread",
        "notices",
        ["account_id"],
        sqlite_where=unread,
        postgresql_where=unread,
    )


def downgrade() -> None:
    op.drop_table("notices")
    op.drop_table("notice_occasions")
