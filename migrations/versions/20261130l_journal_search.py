"""The journal is searched by day, person, action and kind of subject, newest first."""

from alembic import op

revision = "20261130l_journal_search"
down_revision = "20261130k_findings_mended"
branch_labels = None
depends_on = None

INDEXES = {
    "ix_audit_rows_at": ["at", "id"],
    "ix_audit_rows_actor_id": ["actor_id", "at", "id"],
    "ix_audit_rows_action": ["action", "at", "id"],
    "ix_audit_rows_subject_at": ["subject", "at", "id"],
}


def upgrade() -> None:
    for name, columns in INDEXES.items():
        op.create_index(name, "audit_rows", columns)


def downgrade() -> None:
    for name in INDEXES:
        op.drop_index(name, table_name="audit_rows")
