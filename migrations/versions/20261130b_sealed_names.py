"""A seal keeps how everything was called; those that are there keep the names of today."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "20261130b_sealed_names"
down_revision = "20261130a_coarse_fix"
branch_labels = None
depends_on = None

SEALS = sa.table("seals", sa.column("window_id", sa.Integer()), sa.column("names", sa.JSON()))
AREAS = """
SELECT areas.code, above.code, areas.name FROM areas
  LEFT JOIN areas AS above ON above.id = areas.parent_id ORDER BY areas.sort, areas.id
"""
KINDS = "SELECT code, name_zh, name_en FROM kinds ORDER BY sort, id"
SEALED = """
SELECT seals.window_id, plans.name_zh, plans.name_en FROM seals
  JOIN windows ON windows.id = seals.window_id JOIN plans ON plans.id = windows.plan_id
"""


def upgrade() -> None:
    op.add_column("seals", sa.Column("layout", sa.Integer(), nullable=False, server_default="1"))
    op.add_column("seals", sa.Column("names", sa.JSON(), nullable=False, server_default="{}"))
    areas, kinds = _fetch(AREAS), _fetch(KINDS)
    for window_id, *plan in _fetch(SEALED):
        names = {"plan": plan, "areas": areas, "kinds": kinds}
        op.execute(sa.update(SEALS).where(SEALS.c.window_id == window_id).values(names=names))


def downgrade() -> None:
    op.drop_column("seals", "names")
    op.drop_column("seals", "layout")


def _fetch(query: str) -> list[list[Any]]:
    return [list(row) for row in op.get_bind().execute(sa.text(query))]
