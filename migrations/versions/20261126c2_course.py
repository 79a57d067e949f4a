"""Change in mid-course: what a site looked like when it was to be closed."""

import sqlalchemy as sa
from alembic import op

revision = "20261126c2_course"
down_revision = "20261126b_sealing"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "site_change_photos",
        sa.Column("change_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("photo_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["change_id"], ["site_changes.id"], name=op.f("fk_site_change_photos_change_id")
        ),
        sa.ForeignKeyConstraint(
            ["photo_id"], ["photos.id"], name=op.f("fk_site_change_photos_photo_id")
        ),
        sa.PrimaryKeyConstraint("change_id", "position", name=op.f("pk_site_change_photos")),
    )


def downgrade() -> None:
    op.drop_table("site_change_photos")
