"""The patrol core: areas, people, sites, cycles, check-ins, photos, findings, audit."""

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry

revision = "20261124_patrol_core"
down_revision = None
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:

    op.create_table(
        "accounts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("username", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("force", sa.String(length=10), nullable=True),
        sa.Column("phone", sa.String(length=20), nullable=True),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("disabled_at", INSTANT, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "force IN ('liaison', 'police', 'committee', 'militia')", name=op.f("ck_accounts_force")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
        sa.UniqueConstraint("username", name=op.f("uq_accounts_username")),
    )
    op.create_table(
        "areas",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("level", sa.String(length=10), nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("sort", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "level IN ('county', 'town', 'village', 'grid')", name=op.f("ck_areas_level")
        ),
        sa.ForeignKeyConstraint(["parent_id"], ["areas.id"], name=op.f("fk_areas_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_areas")),
        sa.UniqueConstraint("code", name=op.f("uq_areas_code")),
    )
    op.create_index(op.f("ix_areas_parent_id"), "areas", ["parent_id"], unique=False)
    op.create_table(
        "audit_heads",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("position", BIG_ID, nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_audit_heads")),
    )
    op.create_table(
        "audit_links",
        sa.Column("position", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("audit_id", BIG_ID, nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_audit_links")),
        sa.UniqueConstraint("audit_id", name=op.f("uq_audit_links_audit_id")),
    )
    op.create_table(
        "kinds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("name_zh", sa.String(length=40), nullable=False),
        sa.Column("name_en", sa.String(length=60), nullable=False),
        sa.Column("mark_zh", sa.String(length=2), nullable=False),
        sa.Column("mark_en", sa.String(length=2), nullable=False),
        sa.Column("sort", sa.Integer(), nullable=False),
        sa.Column("plan_code", sa.String(length=32), nullable=False),
        sa.Column("radius_m", sa.Float(), nullable=False),
        sa.Column("photos_min", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kinds")),
        sa.UniqueConstraint("code", name=op.f("uq_kinds_code")),
    )
    op.create_table(
        "login_throttles",
        sa.Column("username", sa.String(length=64), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_failed_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("username", name=op.f("pk_login_throttles")),
    )
    op.create_table(
        "plans",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("name_zh", sa.String(length=40), nullable=False),
        sa.Column("name_en", sa.String(length=60), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plans")),
        sa.UniqueConstraint("code", name=op.f("uq_plans_code")),
    )
    op.create_table(
        "area_closure",
        sa.Column("ancestor_id", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["ancestor_id"], ["areas.id"], name=op.f("fk_area_closure_ancestor_id")
        ),
        sa.ForeignKeyConstraint(["area_id"], ["areas.id"], name=op.f("fk_area_closure_area_id")),
        sa.PrimaryKeyConstraint("ancestor_id", "area_id", name=op.f("pk_area_closure")),
    )
    op.create_index(op.f("ix_area_closure_area_id"), "area_closure", ["area_id"], unique=False)
    op.create_geospatial_table(
        "area_shapes",
        sa.Column("area_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("geom", Geometry("MULTIPOLYGON", srid=4326), nullable=False),
        sa.ForeignKeyConstraint(["area_id"], ["areas.id"], name=op.f("fk_area_shapes_area_id")),
        sa.PrimaryKeyConstraint("area_id", name=op.f("pk_area_shapes")),
    )
    op.create_table(
        "assignments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=10), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("since", INSTANT, nullable=False),
        sa.Column("until", INSTANT, nullable=True),
        sa.CheckConstraint(
            "role IN ('officer', 'leader', 'supervisor', 'office', 'auditor', 'admin')",
            name=op.f("ck_assignments_role"),
        ),
        sa.CheckConstraint("until IS NULL OR until >= since", name=op.f("ck_assignments_order")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_assignments_account_id")
        ),
        sa.ForeignKeyConstraint(["area_id"], ["areas.id"], name=op.f("fk_assignments_area_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignments")),
    )
    op.create_index("ix_assignments_account_id", "assignments", ["account_id"], unique=False)
    op.create_index("ix_assignments_area_role", "assignments", ["area_id", "role"], unique=False)
    op.create_table(
        "audit_rows",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=24), nullable=False),
        sa.Column("subject_id", sa.String(length=64), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["accounts.id"], name=op.f("fk_audit_rows_actor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_rows")),
    )
    op.create_index("ix_audit_rows_subject", "audit_rows", ["subject", "subject_id"], unique=False)
    op.create_table(
        "checklists",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("questions", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["kind_id"], ["kinds.id"], name=op.f("fk_checklists_kind_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checklists")),
        sa.UniqueConstraint("kind_id", "version", name=op.f("uq_checklists_kind_id_version")),
    )
    op.create_table(
        "photos",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("uploader_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("media_type", sa.String(length=20), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("received_at", INSTANT, nullable=False),
        sa.Column("meta", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["uploader_id"], ["accounts.id"], name=op.f("fk_photos_uploader_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_photos")),
        sa.UniqueConstraint("uploader_id", "sha256", name=op.f("uq_photos_uploader_id_sha256")),
    )
    op.create_table(
        "plan_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("anchor", sa.Date(), nullable=False),
        sa.Column("length_days", sa.Integer(), nullable=False),
        sa.Column("first_number", sa.Integer(), nullable=False),
        sa.CheckConstraint("length_days BETWEEN 1 AND 366", name=op.f("ck_plan_versions_length")),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name=op.f("fk_plan_versions_plan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_versions")),
        sa.UniqueConstraint(
            "plan_id", "valid_from", name=op.f("uq_plan_versions_plan_id_valid_from")
        ),
    )
    op.create_table(
        "sessions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=6), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("revoked_at", INSTANT, nullable=True),
        sa.CheckConstraint("kind IN ('cookie', 'token')", name=op.f("ck_sessions_kind")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_sessions_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sessions")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sessions_token_hash")),
    )
    op.create_index(op.f("ix_sessions_account_id"), "sessions", ["account_id"], unique=False)
    op.create_table(
        "sites",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind_id", sa.Integer(), nullable=False),
        sa.Column("grid_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("trade", sa.String(length=32), nullable=True),
        sa.Column("risk", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("contact_name", sa.String(length=40), nullable=False),
        sa.Column("contact_phone", sa.String(length=20), nullable=False),
        sa.Column("lon", sa.Float(), nullable=False),
        sa.Column("lat", sa.Float(), nullable=False),
        sa.Column("source_crs", sa.String(length=10), nullable=False),
        sa.Column("checkpoints_required", sa.Integer(), nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "status IN ('active', 'suspended', 'closed')", name=op.f("ck_sites_status")
        ),
        sa.CheckConstraint("risk BETWEEN 1 AND 3", name=op.f("ck_sites_risk")),
        sa.ForeignKeyConstraint(["grid_id"], ["areas.id"], name=op.f("fk_sites_grid_id")),
        sa.ForeignKeyConstraint(["kind_id"], ["kinds.id"], name=op.f("fk_sites_kind_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sites")),
    )
    op.create_index("ix_sites_grid_id", "sites", ["grid_id", "id"], unique=False)
    op.create_index("ix_sites_kind_id", "sites", ["kind_id"], unique=False)
    op.create_table(
        "windows",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("starts_at", INSTANT, nullable=False),
        sa.Column("ends_at", INSTANT, nullable=False),
        sa.Column("opened_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name=op.f("fk_windows_plan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_windows")),
        sa.UniqueConstraint("plan_id", "starts_on", name=op.f("uq_windows_plan_id_starts_on")),
    )
    op.create_index("ix_windows_ends_at", "windows", ["ends_at"], unique=False)
    op.create_table(
        "checkpoints",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("lon", sa.Float(), nullable=False),
        sa.Column("lat", sa.Float(), nullable=False),
        sa.Column("radius_m", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_checkpoints_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checkpoints")),
    )
    op.create_index(op.f("ix_checkpoints_site_id"), "checkpoints", ["site_id"], unique=False)
    op.create_table(
        "obligations",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("window_id", sa.Integer(), nullable=False),
        sa.Column("grid_id", sa.Integer(), nullable=False),
        sa.Column("kind_id", sa.Integer(), nullable=False),
        sa.Column("exempt", sa.Boolean(), nullable=False),
        sa.Column("outcome", sa.String(length=9), nullable=False),
        sa.Column("gap_from", INSTANT, nullable=False),
        sa.Column("first_at", INSTANT, nullable=True),
        sa.Column("last_at", INSTANT, nullable=True),
        sa.Column("closed_gap_s", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "outcome IN ('none', 'attempted', 'covered', 'exempt')",
            name=op.f("ck_obligations_outcome"),
        ),
        sa.ForeignKeyConstraint(["grid_id"], ["areas.id"], name=op.f("fk_obligations_grid_id")),
        sa.ForeignKeyConstraint(["kind_id"], ["kinds.id"], name=op.f("fk_obligations_kind_id")),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_obligations_site_id")),
        sa.ForeignKeyConstraint(
            ["window_id"], ["windows.id"], name=op.f("fk_obligations_window_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_obligations")),
        sa.UniqueConstraint("site_id", "window_id", name=op.f("uq_obligations_site_id_window_id")),
    )
    op.create_index("ix_obligations_window_id", "obligations", ["window_id"], unique=False)
    op.create_table(
        "site_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("change", sa.String(length=10), nullable=False),
        sa.Column("grid_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("requested_by_id", sa.Integer(), nullable=False),
        sa.Column("requested_at", INSTANT, nullable=False),
        sa.Column("verdict", sa.String(length=10), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", INSTANT, nullable=True),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.CheckConstraint(
            "change IN ('suspend', 'resume', 'close', 'reopen', 'move')",
            name=op.f("ck_site_changes_change"),
        ),
        sa.CheckConstraint(
            "verdict IN ('approved', 'refused')", name=op.f("ck_site_changes_verdict")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["accounts.id"], name=op.f("fk_site_changes_decided_by_id")
        ),
        sa.ForeignKeyConstraint(["grid_id"], ["areas.id"], name=op.f("fk_site_changes_grid_id")),
        sa.ForeignKeyConstraint(
            ["requested_by_id"], ["accounts.id"], name=op.f("fk_site_changes_requested_by_id")
        ),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_site_changes_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site_changes")),
    )
    op.create_index("ix_site_changes_site_id", "site_changes", ["site_id"], unique=False)
    op.create_index("ix_site_changes_verdict", "site_changes", ["verdict", "id"], unique=False)
    op.create_geospatial_table(
        "site_shapes",
        sa.Column("site_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("geom", Geometry("GEOMETRY", srid=4326), nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_site_shapes_site_id")),
        sa.PrimaryKeyConstraint("site_id", name=op.f("pk_site_shapes")),
    )
    op.create_table(
        "site_spells",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("since", INSTANT, nullable=False),
        sa.Column("until", INSTANT, nullable=True),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("grid_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("approved_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "status IN ('active', 'suspended', 'closed')", name=op.f("ck_site_spells_status")
        ),
        sa.ForeignKeyConstraint(
            ["approved_by_id"], ["accounts.id"], name=op.f("fk_site_spells_approved_by_id")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["accounts.id"], name=op.f("fk_site_spells_by_id")),
        sa.ForeignKeyConstraint(["grid_id"], ["areas.id"], name=op.f("fk_site_spells_grid_id")),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_site_spells_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site_spells")),
    )
    op.create_index("ix_site_spells_site_id", "site_spells", ["site_id", "since"], unique=False)
    op.create_index("ix_site_spells_until", "site_spells", ["until", "since"], unique=False)
    op.create_table(
        "checkins",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("content_sha256", sa.String(length=64), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("format", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("window_id", sa.Integer(), nullable=False),
        sa.Column("received_at", INSTANT, nullable=False),
        sa.Column("captured_at", INSTANT, nullable=False),
        sa.Column("credit", sa.String(length=8), nullable=False),
        sa.Column("place", sa.String(length=7), nullable=False),
        sa.Column("distance_m", sa.Float(), nullable=True),
        sa.Column("lon", sa.Float(), nullable=True),
        sa.Column("lat", sa.Float(), nullable=True),
        sa.Column("accuracy_m", sa.Float(), nullable=True),
        sa.Column("no_fix_reason", sa.String(length=12), nullable=True),
        sa.Column("place_reason", sa.String(length=500), nullable=False),
        sa.Column("checkpoint_id", sa.Integer(), nullable=True),
        sa.Column("result", sa.String(length=9), nullable=False),
        sa.Column("attempt_reason", sa.String(length=12), nullable=True),
        sa.Column("checklist_id", sa.Integer(), nullable=True),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("note", sa.String(length=2000), nullable=False),
        sa.Column("flags", sa.JSON(), nullable=False),
        sa.Column("standing", sa.String(length=8), nullable=False),
        sa.Column("reviewed_by_id", sa.Integer(), nullable=True),
        sa.Column("reviewed_at", INSTANT, nullable=True),
        sa.Column("review_note", sa.String(length=500), nullable=False),
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("receipt", sa.String(length=1200), nullable=False),
        sa.CheckConstraint(
            "credit IN ('certain', 'probable', 'disputed')", name=op.f("ck_checkins_credit")
        ),
        sa.CheckConstraint(
            "place IN ('on_site', 'near', 'far', 'no_fix')", name=op.f("ck_checkins_place")
        ),
        sa.CheckConstraint(
            "result IN ('normal', 'abnormal', 'attempted')", name=op.f("ck_checkins_result")
        ),
        sa.CheckConstraint(
            "standing IN ('counts', 'pending', 'accepted', 'refused')",
            name=op.f("ck_checkins_standing"),
        ),
        sa.ForeignKeyConstraint(["author_id"], ["accounts.id"], name=op.f("fk_checkins_author_id")),
        sa.ForeignKeyConstraint(
            ["checklist_id"], ["checklists.id"], name=op.f("fk_checkins_checklist_id")
        ),
        sa.ForeignKeyConstraint(
            ["checkpoint_id"], ["checkpoints.id"], name=op.f("fk_checkins_checkpoint_id")
        ),
        sa.ForeignKeyConstraint(
            ["reviewed_by_id"], ["accounts.id"], name=op.f("fk_checkins_reviewed_by_id")
        ),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_checkins_site_id")),
        sa.ForeignKeyConstraint(["window_id"], ["windows.id"], name=op.f("fk_checkins_window_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checkins")),
        sa.UniqueConstraint("author_id", "uid", name=op.f("uq_checkins_author_id_uid")),
        sa.UniqueConstraint("code", name=op.f("uq_checkins_code")),
    )
    op.create_index("ix_checkins_author_id", "checkins", ["author_id", "id"], unique=False)
    op.create_index("ix_checkins_site_id", "checkins", ["site_id", "captured_at"], unique=False)
    op.create_index("ix_checkins_standing", "checkins", ["standing", "id"], unique=False)
    op.create_table(
        "checkin_photos",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("checkin_id", BIG_ID, nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("original_sha256", sa.String(length=64), nullable=True),
        sa.Column("captured_at", INSTANT, nullable=True),
        sa.Column("source", sa.String(length=6), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["accounts.id"], name=op.f("fk_checkin_photos_author_id")
        ),
        sa.ForeignKeyConstraint(
            ["checkin_id"], ["checkins.id"], name=op.f("fk_checkin_photos_checkin_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checkin_photos")),
        sa.UniqueConstraint(
            "checkin_id", "position", name=op.f("uq_checkin_photos_checkin_id_position")
        ),
    )
    op.create_table(
        "findings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("checkin_id", BIG_ID, nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("grid_id", sa.Integer(), nullable=False),
        sa.Column("kind_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("severity", sa.Integer(), nullable=False),
        sa.Column("summary", sa.JSON(), nullable=False),
        sa.Column("opened_at", INSTANT, nullable=False),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("assignee_id", sa.Integer(), nullable=True),
        sa.Column("closed_at", INSTANT, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "status IN ('found', 'assigned', 'closed')", name=op.f("ck_findings_status")
        ),
        sa.ForeignKeyConstraint(
            ["assignee_id"], ["accounts.id"], name=op.f("fk_findings_assignee_id")
        ),
        sa.ForeignKeyConstraint(
            ["checkin_id"], ["checkins.id"], name=op.f("fk_findings_checkin_id")
        ),
        sa.ForeignKeyConstraint(["grid_id"], ["areas.id"], name=op.f("fk_findings_grid_id")),
        sa.ForeignKeyConstraint(["kind_id"], ["kinds.id"], name=op.f("fk_findings_kind_id")),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_findings_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_findings")),
        sa.UniqueConstraint("checkin_id", name=op.f("uq_findings_checkin_id")),
    )
    op.create_index("ix_findings_grid_id", "findings", ["grid_id", "status", "id"], unique=False)
    op.create_index("ix_findings_site_id", "findings", ["site_id"], unique=False)
    op.create_table(
        "finding_moves",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("finding_id", sa.Integer(), nullable=False),
        sa.Column("move", sa.String(length=10), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("assignee_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.String(length=2000), nullable=False),
        sa.CheckConstraint(
            "move IN ('found', 'assign', 'note', 'close', 'reopen')",
            name=op.f("ck_finding_moves_move"),
        ),
        sa.ForeignKeyConstraint(
            ["assignee_id"], ["accounts.id"], name=op.f("fk_finding_moves_assignee_id")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["accounts.id"], name=op.f("fk_finding_moves_by_id")),
        sa.ForeignKeyConstraint(
            ["finding_id"], ["findings.id"], name=op.f("fk_finding_moves_finding_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding_moves")),
    )
    op.create_index(
        op.f("ix_finding_moves_finding_id"), "finding_moves", ["finding_id"], unique=False
    )


def downgrade() -> None:

    op.drop_index(op.f("ix_finding_moves_finding_id"), table_name="finding_moves")
    op.drop_table("finding_moves")
    op.drop_index("ix_findings_site_id", table_name="findings")
    op.drop_index("ix_findings_grid_id", table_name="findings")
    op.drop_table("findings")
    op.drop_table("checkin_photos")
    op.drop_index("ix_checkins_standing", table_name="checkins")
    op.drop_index("ix_checkins_site_id", table_name="checkins")
    op.drop_index("ix_checkins_author_id", table_name="checkins")
    op.drop_table("checkins")
    op.drop_index("ix_site_spells_until", table_name="site_spells")
    op.drop_index("ix_site_spells_site_id", table_name="site_spells")
    op.drop_table("site_spells")
    op.drop_geospatial_table("site_shapes")
    op.drop_index("ix_site_changes_verdict", table_name="site_changes")
    op.drop_index("ix_site_changes_site_id", table_name="site_changes")
    op.drop_table("site_changes")
    op.drop_index("ix_obligations_window_id", table_name="obligations")
    op.drop_table("obligations")
    op.drop_index(op.f("ix_checkpoints_site_id"), table_name="checkpoints")
    op.drop_table("checkpoints")
    op.drop_index("ix_windows_ends_at", table_name="windows")
    op.drop_table("windows")
    op.drop_index("ix_sites_kind_id", table_name="sites")
    op.drop_index("ix_sites_grid_id", table_name="sites")
    op.drop_table("sites")
    op.drop_index(op.f("ix_sessions_account_id"), table_name="sessions")
    op.drop_table("sessions")
    op.drop_table("plan_versions")
    op.drop_table("photos")
    op.drop_table("checklists")
    op.drop_index("ix_audit_rows_subject", table_name="audit_rows")
    op.drop_table("audit_rows")
    op.drop_index("ix_assignments_area_role", table_name="assignments")
    op.drop_index("ix_assignments_account_id", table_name="assignments")
    op.drop_table("assignments")
    op.drop_geospatial_table("area_shapes")
    op.drop_index(op.f("ix_area_closure_area_id"), table_name="area_closure")
    op.drop_table("area_closure")
    op.drop_table("plans")
    op.drop_table("login_throttles")
    op.drop_table("kinds")
    op.drop_table("audit_links")
    op.drop_table("audit_heads")
    op.drop_index(op.f("ix_areas_parent_id"), table_name="areas")
    op.drop_table("areas")
    op.drop_table("accounts")
