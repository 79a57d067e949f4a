"""Groups that read tips, their keys and members; vouchers; findings and notices without a visit."""

import sqlalchemy as sa
from alembic import op

revision = "20261126g_tip_inbox"
down_revision = "20261126e2_cross_checks"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
TIP = sa.LargeBinary(length=16)
KEY = sa.LargeBinary(length=32)
WRAP = sa.LargeBinary(length=128)

ROLES = "role IN ('officer', 'leader', 'supervisor', 'office', 'auditor', 'admin')"
ROLES_AFTER = "role IN ('officer', 'leader', 'supervisor', 'office', 'auditor', 'admin', 'cashier')"
RUNGS = "rung IN ('officer', 'leader', 'town', 'county')"
RUNGS_AFTER = "rung IN ('officer', 'leader', 'town', 'county', 'tips', 'escrow', 'check', 'step')"
TABLES = (
    "tip_grants",
    "tip_recusals",
    "tip_seen",
    "tip_vouchers",
    "tip_escrow_requests",
    "tip_staff_keys",
    "tip_member_wraps",
    "tip_members",
    "tip_group_keys",
    "tip_groups",
)


def account(name: str, **options: object) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), sa.ForeignKey("accounts.id"), **options)  # type: ignore[arg-type]


def upgrade() -> None:
    _groups()
    _members()
    _escrow()
    _vouchers()
    _inbox()
    _check("assignments", "role", ROLES, ROLES_AFTER)
    _check("notice_occasions", "rung", RUNGS, RUNGS_AFTER)
    _nullable("notice_occasions", "window_id", "INTEGER", True)
    _nullable("findings", "checkin_id", "INTEGER", True)
    apart = sa.text("window_id IS NULL")
    op.create_index(
        "ix_notice_occasions_apart",
        "notice_occasions",
        ["rung", "due_at"],
        unique=True,
        sqlite_where=apart,
        postgresql_where=apart,
    )


def downgrade() -> None:
    """What the older program cannot show goes: it knows no finding or notice without a visit."""
    op.execute(
        "DELETE FROM finding_moves WHERE finding_id IN"
        " (SELECT id FROM findings WHERE checkin_id IS NULL)"
    )
    op.execute("DELETE FROM findings WHERE checkin_id IS NULL")
    op.execute(
        "DELETE FROM notices WHERE occasion_id IN"
        " (SELECT id FROM notice_occasions WHERE window_id IS NULL)"
    )
    op.execute("DELETE FROM notice_occasions WHERE window_id IS NULL")
    op.execute("DELETE FROM assignments WHERE role = 'cashier'")
    op.drop_index("ix_notice_occasions_apart", "notice_occasions")
    _nullable("findings", "checkin_id", "INTEGER", False)
    _nullable("notice_occasions", "window_id", "INTEGER", False)
    _check("notice_occasions", "rung", RUNGS_AFTER, RUNGS)
    _check("assignments", "role", ROLES_AFTER, ROLES)
    for table in TABLES:
        op.drop_table(table)


def _groups() -> None:
    op.create_table(
        "tip_groups",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("office", sa.String(length=80), nullable=False),
        sa.Column("office_en", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("name_en", sa.String(length=80), nullable=False),
        sa.Column("supervisor_id", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(["area_id"], ["areas.id"], name=op.f("fk_tip_groups_area_id")),
        sa.ForeignKeyConstraint(
            ["supervisor_id"], ["tip_groups.id"], name=op.f("fk_tip_groups_supervisor_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tip_groups")),
        sa.UniqueConstraint("code", name=op.f("uq_tip_groups_code")),
    )
    op.create_table(
        "tip_group_keys",
        sa.Column("group_id", sa.String(length=32), sa.ForeignKey("tip_groups.id")),
        sa.Column("version", sa.Integer(), autoincrement=False),
        sa.Column("public", KEY, nullable=False),
        sa.Column("escrow_public", KEY, nullable=True),
        sa.Column("escrow_sealed", WRAP, nullable=True),
        sa.PrimaryKeyConstraint("group_id", "version", name=op.f("pk_tip_group_keys")),
    )


def _members() -> None:
    op.create_table(
        "tip_members",
        sa.Column("group_id", sa.String(length=32), sa.ForeignKey("tip_groups.id")),
        account("account_id", autoincrement=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        account("proposed_by_id", nullable=True),
        account("admitted_by_id", nullable=True),
        sa.CheckConstraint(
            "state IN ('proposed', 'active', 'left')", name=op.f("ck_tip_members_state")
        ),
        sa.PrimaryKeyConstraint("group_id", "account_id", name=op.f("pk_tip_members")),
    )
    op.create_index(op.f("ix_tip_members_account_id"), "tip_members", ["account_id"])
    op.create_table(
        "tip_member_wraps",
        sa.Column("group_id", sa.String(length=32)),
        sa.Column("version", sa.Integer(), autoincrement=False),
        account("account_id", autoincrement=False),
        sa.Column("sealed", WRAP, nullable=False),
        sa.ForeignKeyConstraint(
            ["group_id", "version"], ["tip_group_keys.group_id", "tip_group_keys.version"]
        ),
        sa.PrimaryKeyConstraint(
            "group_id", "version", "account_id", name=op.f("pk_tip_member_wraps")
        ),
    )
    op.create_index(op.f("ix_tip_member_wraps_account_id"), "tip_member_wraps", ["account_id"])
    op.create_table(
        "tip_staff_keys",
        account("account_id", autoincrement=False),
        sa.Column("public", KEY, nullable=False),
        sa.Column("salt", TIP, nullable=False),
        sa.Column("kdf_mib", sa.Integer(), nullable=False),
        sa.Column("passphrase_wrap", WRAP, nullable=False),
        sa.Column("card_wrap", WRAP, nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_failed_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_tip_staff_keys")),
    )


def _escrow() -> None:
    op.create_table(
        "tip_escrow_requests",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.String(length=32), sa.ForeignKey("tip_groups.id"), nullable=False),
        account("recipient_id", nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        account("asked_by_id", nullable=False),
        sa.Column("asked_at", INSTANT, nullable=False),
        account("confirmed_by_id", nullable=True),
        sa.Column("confirmed_at", INSTANT, nullable=True),
        sa.Column("done_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tip_escrow_requests")),
    )


def _vouchers() -> None:
    op.create_table(
        "tip_vouchers",
        sa.Column("hash", KEY, nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("office", sa.String(length=80), nullable=False),
        sa.Column("mode", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=4), nullable=False),
        sa.Column("claim_by", sa.Date(), nullable=False),
        sa.CheckConstraint("state IN ('open', 'paid')", name=op.f("ck_tip_vouchers_state")),
        sa.CheckConstraint("amount > 0", name=op.f("ck_tip_vouchers_amount")),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_tip_vouchers")),
        sqlite_with_rowid=False,
    )


def _inbox() -> None:
    op.create_table(
        "tip_seen",
        sa.Column("tip_id", TIP, nullable=False),
        account("account_id", autoincrement=False, nullable=False),
        sa.Column("items", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("tip_id", "account_id", name=op.f("pk_tip_seen")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_tip_seen_account_id"), "tip_seen", ["account_id"])
    op.create_table(
        "tip_recusals",
        sa.Column("tip_id", TIP, nullable=False),
        account("account_id", autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("tip_id", "account_id", name=op.f("pk_tip_recusals")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_tip_recusals_account_id"), "tip_recusals", ["account_id"])
    op.create_table(
        "tip_grants",
        sa.Column("tip_id", TIP, nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("amount", sa.LargeBinary(), nullable=False),
        account("proposed_by_id", nullable=False),
        account("decided_by_id", nullable=True),
        sa.Column("item_id", TIP, nullable=True),
        sa.Column("item", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint(
            "state IN ('proposed', 'granted', 'refused')", name=op.f("ck_tip_grants_state")
        ),
        sa.PrimaryKeyConstraint("tip_id", name=op.f("pk_tip_grants")),
        sqlite_with_rowid=False,
    )


def _check(table: str, name: str, old: str, new: str) -> None:
    if op.get_context().dialect.name == "postgresql":
        constraint = op.f(f"ck_{table}_{name}")
        op.drop_constraint(constraint, table, type_="check")
        op.create_check_constraint(constraint, table, sa.text(new))
        return
    _rewrite(table, old, new)


def _nullable(table: str, column: str, kind: str, nullable: bool) -> None:
    if op.get_context().dialect.name == "postgresql":
        op.alter_column(table, column, nullable=nullable)
        return
    strict, loose = f"{column} {kind} NOT NULL", f"{column} {kind}"
    _rewrite(table, *((strict, loose) if nullable else (f"{loose},", f"{strict},")))


def _rewrite(table: str, old: str, new: str) -> None:
    """SQLite can change neither; its manual names this way for what changes no stored row."""
    connection = op.get_bind()
    version = connection.scalar(sa.text("PRAGMA schema_version"))
    connection.execute(sa.text("PRAGMA writable_schema = ON"))
    changed = connection.execute(
        sa.text(
            "UPDATE sqlite_schema SET sql = replace(sql, :old, :new)"
            " WHERE type = 'table' AND name = :table AND instr(sql, :old) > 0"
        ),
        {"old": old, "new": new, "table": table},
    )
    if changed.rowcount != 1:
        raise RuntimeError(f"{table} has another schema than expected")
    connection.exec_driver_sql(f"PRAGMA schema_version = {int(version) + 1}")
    connection.execute(sa.text("PRAGMA writable_schema = OFF"))
