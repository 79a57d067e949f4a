"""Visits wait for review also for their flags, and photos are found by their hashes."""

import sqlalchemy as sa
from alembic import op

revision = "20261130c_reviewed_flags"
down_revision = "20261130b_sealed_names"
branch_labels = None
depends_on = None

FLAGGED = sa.text("CAST(flags AS VARCHAR) <> '[]'")
HASHES = ("sha256", "original_sha256")


def upgrade() -> None:
    waits = sa.Column("awaits_review", sa.Boolean(), server_default=sa.false(), nullable=False)
    op.add_column("checkins", waits)
    op.add_column("checkins", sa.Column("verdict", sa.String(length=8), nullable=True))
    op.execute("UPDATE checkins SET verdict = 'approved' WHERE standing = 'accepted'")
    op.execute("UPDATE checkins SET verdict = 'refused' WHERE standing = 'refused'")
    checkins = sa.table(
        "checkins",
        sa.column("awaits_review", sa.Boolean()),
        sa.column("standing", sa.String()),
        sa.column("flags", sa.String()),
    )
    forged = sa.cast(checkins.c.flags, sa.String).contains("mark_forged")
    op.execute(
        checkins.update()
        .where(
            (checkins.c.standing == "pending")
            | (checkins.c.standing.in_(("counts", "aside")) & forged)
        )
        .values(awaits_review=True)
    )
    op.create_index("ix_checkins_awaits_review", "checkins", ["awaits_review", "id"])
    op.create_index(
        "ix_checkins_flagged", "checkins", ["id"], postgresql_where=FLAGGED, sqlite_where=FLAGGED
    )
    for name in HASHES:
        op.create_index(f"ix_checkin_photos_{name}", "checkin_photos", [name])


def downgrade() -> None:
    for name in HASHES:
        op.drop_index(f"ix_checkin_photos_{name}", "checkin_photos")
    op.drop_index("ix_checkins_flagged", "checkins")
    op.drop_index("ix_checkins_awaits_review", "checkins")
    op.drop_column("checkins", "verdict")
    op.drop_column("checkins", "awaits_review")
