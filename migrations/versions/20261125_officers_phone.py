"""The officer's phone: devices, what a photo says of itself, who carried a visit."""

import sqlalchemy as sa
from alembic import op

revision = "20261125_officers_phone"
down_revision = "20261124_patrol_core"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "devices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("revoked_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_devices_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_devices")),
        sa.UniqueConstraint("uid", name=op.f("uq_devices_uid")),
    )
    op.create_index("ix_devices_account_id", "devices", ["account_id", "id"], unique=False)
    for column in (
        sa.Column("note", sa.String(length=200), server_default="", nullable=False),
        sa.Column("mark_at", sa.String(length=40), nullable=True),
        sa.Column("mark_fix", sa.String(length=40), nullable=True),
        sa.Column("mark_code", sa.String(length=8), nullable=True),
        sa.Column("mark_genuine", sa.Boolean(), nullable=True),
    ):
        op.add_column("checkin_photos", column)
    op.create_index(
        op.f("ix_checkin_photos_mark_code"), "checkin_photos", ["mark_code"], unique=False
    )
    carrier = sa.ForeignKey("accounts.id", name=op.f("fk_checkins_carrier_id"))
    op.add_column(
        "checkins",
        sa.Column("carrier_id", sa.Integer(), carrier, nullable=True),
        inline_references=True,
    )


def downgrade() -> None:
    op.drop_column("checkins", "carrier_id")
    op.drop_index(op.f("ix_checkin_photos_mark_code"), table_name="checkin_photos")
    for name in ("mark_genuine", "mark_code", "mark_fix", "mark_at", "note"):
        op.drop_column("checkin_photos", name)
    op.drop_index("ix_devices_account_id", table_name="devices")
    op.drop_table("devices")
