"""Cross-checks, the passes that let their officers in, and visits that stand aside.

The check on `checkins.standing` learns a word. SQLite cannot alter a check; rebuilding the table
of all visits for it would be long. Its documentation names the way for changes that do not touch
what is stored ("Making Other Kinds Of Table Schema Changes"): the text of the schema is rewritten.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261126e2_cross_checks"
down_revision = "20261126f_effort"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
BEFORE = "standing IN ('counts', 'pending', 'accepted', 'refused')"
AFTER = "standing IN ('counts', 'pending', 'accepted', 'refused', 'aside')"


def upgrade() -> None:
    _change_check(BEFORE, AFTER)
    op.create_table(
        "site_passes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("since", INSTANT, nullable=False),
        sa.Column("until", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_site_passes_site_id")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_site_passes_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site_passes")),
    )
    op.create_index("ix_site_passes_account_id", "site_passes", ["account_id", "site_id"])
    op.create_table(
        "cross_checks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("town_id", sa.Integer(), nullable=False),
        sa.Column("by_town_id", sa.Integer(), nullable=False),
        sa.Column("seed", sa.String(length=16), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("population", sa.Integer(), nullable=False),
        sa.Column("population_sha256", sa.String(length=64), nullable=False),
        sa.Column("starts_at", INSTANT, nullable=False),
        sa.Column("ends_at", INSTANT, nullable=False),
        sa.Column("drawn_by_id", sa.Integer(), nullable=False),
        sa.Column("stopped_at", INSTANT, nullable=True),
        sa.CheckConstraint("town_id != by_town_id", name=op.f("ck_cross_checks_other_town")),
        sa.ForeignKeyConstraint(["town_id"], ["areas.id"], name=op.f("fk_cross_checks_town_id")),
        sa.ForeignKeyConstraint(
            ["by_town_id"], ["areas.id"], name=op.f("fk_cross_checks_by_town_id")
        ),
        sa.ForeignKeyConstraint(
            ["drawn_by_id"], ["accounts.id"], name=op.f("fk_cross_checks_drawn_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cross_checks")),
    )
    op.create_index(op.f("ix_cross_checks_town_id"), "cross_checks", ["town_id"])
    _create_parts()


def _create_parts() -> None:
    check = ["cross_check_id"], ["cross_checks.id"]
    op.create_table(
        "cross_check_sites",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cross_check_id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("original_id", BIG, nullable=True),
        sa.Column("visit_id", BIG, nullable=True),
        sa.ForeignKeyConstraint(*check, name=op.f("fk_cross_check_sites_cross_check_id")),
        sa.ForeignKeyConstraint(
            ["site_id"], ["sites.id"], name=op.f("fk_cross_check_sites_site_id")
        ),
        sa.ForeignKeyConstraint(
            ["original_id"], ["checkins.id"], name=op.f("fk_cross_check_sites_original_id")
        ),
        sa.ForeignKeyConstraint(
            ["visit_id"], ["checkins.id"], name=op.f("fk_cross_check_sites_visit_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cross_check_sites")),
        sa.UniqueConstraint(
            "cross_check_id", "site_id", name=op.f("uq_cross_check_sites_cross_check_id_site_id")
        ),
    )
    op.create_index("ix_cross_check_sites_site_id", "cross_check_sites", ["site_id"])
    op.create_table(
        "cross_check_officers",
        sa.Column("cross_check_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(*check, name=op.f("fk_cross_check_officers_cross_check_id")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_cross_check_officers_account_id")
        ),
        sa.PrimaryKeyConstraint(
            "cross_check_id", "account_id", name=op.f("pk_cross_check_officers")
        ),
    )
    op.create_index(
        op.f("ix_cross_check_officers_account_id"), "cross_check_officers", ["account_id"]
    )


def downgrade() -> None:
    for table in ("cross_check_officers", "cross_check_sites", "cross_checks", "site_passes"):
        op.drop_table(table)
    # A visit that stood aside covered nothing; the older program knows that as refused.
    op.execute("UPDATE checkins SET standing = 'refused' WHERE standing = 'aside'")
    _change_check(AFTER, BEFORE)


def _change_check(old: str, new: str) -> None:
    if op.get_context().dialect.name == "postgresql":
        op.drop_constraint(op.f("ck_checkins_standing"), "checkins", type_="check")
        op.create_check_constraint(op.f("ck_checkins_standing"), "checkins", sa.text(new))
        return
    connection = op.get_bind()
    version = connection.scalar(sa.text("PRAGMA schema_version"))
    connection.execute(sa.text("PRAGMA writable_schema = ON"))
    changed = connection.execute(
        sa.text(
            "UPDATE sqlite_schema SET sql = replace(sql, :old, :new)"
            " WHERE type = 'table' AND name = 'checkins' AND instr(sql, :old) > 0"
        ),
        {"old": old, "new": new},
    )
    if changed.rowcount != 1:
        raise RuntimeError("the table of visits has another schema than expected")
    connection.exec_driver_sql(f"PRAGMA schema_version = {int(version) + 1}")
    connection.execute(sa.text("PRAGMA writable_schema = OFF"))
