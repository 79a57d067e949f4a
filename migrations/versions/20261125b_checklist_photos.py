"""How many photos are asked for belongs to a version of the checklist.

Digests stay as they are, so kinds that ask for no photo get no new version by this. One that
does ask gets one when it is loaded the next time, as its digest then covers the number too.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261125b_checklist_photos"
down_revision = "20261125_officers_phone"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("checklists", _photos_min())
    op.execute(
        "UPDATE checklists SET photos_min ="
        " (SELECT kinds.photos_min FROM kinds WHERE kinds.id = checklists.kind_id)"
    )
    op.drop_column("kinds", "photos_min")


def downgrade() -> None:
    op.add_column("kinds", _photos_min())
    op.execute(
        "UPDATE kinds SET photos_min = coalesce("
        "(SELECT checklists.photos_min FROM checklists WHERE checklists.kind_id = kinds.id"
        " ORDER BY checklists.version DESC LIMIT 1), 0)"
    )
    op.drop_column("checklists", "photos_min")


def _photos_min() -> sa.Column[int]:
    return sa.Column("photos_min", sa.Integer(), server_default="0", nullable=False)
