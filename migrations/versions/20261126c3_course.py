"""Change in mid-course: grids that are drawn anew, and how they were drawn before."""

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry

revision = "20261126c3_course"
down_revision = "20261126c2_course"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_geospatial_table(
        "past_shapes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("geom", Geometry("MULTIPOLYGON", srid=4326), nullable=False),
        sa.ForeignKeyConstraint(["area_id"], ["areas.id"], name=op.f("fk_past_shapes_area_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_past_shapes")),
    )
    op.create_index("ix_past_shapes_area_id", "past_shapes", ["area_id", "until"], unique=False)
    op.create_table(
        "redraws",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("applied_at", INSTANT, nullable=True),
        sa.Column("cancelled_by_id", sa.Integer(), nullable=True),
        sa.Column("cancelled_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["accounts.id"], name=op.f("fk_redraws_by_id")),
        sa.ForeignKeyConstraint(
            ["cancelled_by_id"], ["accounts.id"], name=op.f("fk_redraws_cancelled_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_redraws")),
    )
    op.create_index(
        "ix_redraws_effective_on", "redraws", ["applied_at", "effective_on"], unique=False
    )
    op.create_geospatial_table(
        "redraw_shapes",
        sa.Column("redraw_id", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("geom", Geometry("MULTIPOLYGON", srid=4326), nullable=False),
        sa.ForeignKeyConstraint(
            ["redraw_id"], ["redraws.id"], name=op.f("fk_redraw_shapes_redraw_id")
        ),
        sa.ForeignKeyConstraint(["area_id"], ["areas.id"], name=op.f("fk_redraw_shapes_area_id")),
        sa.PrimaryKeyConstraint("redraw_id", "area_id", name=op.f("pk_redraw_shapes")),
    )
    op.create_table(
        "redraw_moves",
        sa.Column("redraw_id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("from_id", sa.Integer(), nullable=False),
        sa.Column("to_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["redraw_id"], ["redraws.id"], name=op.f("fk_redraw_moves_redraw_id")
        ),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_redraw_moves_site_id")),
        sa.ForeignKeyConstraint(["from_id"], ["areas.id"], name=op.f("fk_redraw_moves_from_id")),
        sa.ForeignKeyConstraint(["to_id"], ["areas.id"], name=op.f("fk_redraw_moves_to_id")),
        sa.PrimaryKeyConstraint("redraw_id", "site_id", name=op.f("pk_redraw_moves")),
    )


def downgrade() -> None:
    op.drop_table("redraw_moves")
    op.drop_geospatial_table("redraw_shapes")
    op.drop_index("ix_redraws_effective_on", table_name="redraws")
    op.drop_table("redraws")
    op.drop_index("ix_past_shapes_area_id", table_name="past_shapes")
    op.drop_geospatial_table("past_shapes")
