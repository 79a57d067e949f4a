"""Sealed figures of whole areas, so that a year is read without its obligations."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "20261130o_sealed_totals"
down_revision = "20261130n_cells"
branch_labels = None
depends_on = None

NUMBERS = ("covered", "attempted", "exempt", "missed")
HOUR = 3600
INSTANT = sa.DateTime(timezone=True)

WINDOWS = sa.table("windows", sa.column("id"), sa.column("starts_at", INSTANT))
CLOSURE = sa.table("area_closure", sa.column("ancestor_id"), sa.column("area_id"))
FIGURES = sa.table(
    "sealed_figures",
    *(sa.column(name) for name in ("window_id", "grid_id", *NUMBERS, "longest_gap_s")),
)
OBLIGATIONS = sa.table(
    "obligations",
    *(sa.column(name) for name in ("window_id", "grid_id", "outcome")),
    sa.column("first_at", INSTANT),
)


def upgrade() -> None:
    totals = op.create_table(
        "sealed_totals",
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("window_id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in NUMBERS),
        sa.Column("longest_gap_s", sa.Integer()),
        sa.Column("covered_by_hour", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["area_id"], ["areas.id"], name=op.f("fk_sealed_totals_area_id")),
        sa.ForeignKeyConstraint(
            ["window_id"], ["windows.id"], name=op.f("fk_sealed_totals_window_id")
        ),
        sa.PrimaryKeyConstraint("area_id", "window_id", name=op.f("pk_sealed_totals")),
    )
    connection = op.get_bind()
    above = defaultdict(list)
    for area_id, grid_id in connection.execute(sa.select(CLOSURE)):
        above[grid_id].append(area_id)
    sealed = sa.select(FIGURES.c.window_id).distinct()
    windows = sa.select(WINDOWS).where(WINDOWS.c.id.in_(sealed)).order_by(WINDOWS.c.id)
    for window_id, starts_at in connection.execute(windows).all():
        hours = _count_hours(connection, window_id, starts_at)
        op.bulk_insert(totals, list(_add_up(connection, window_id, above, hours)))


def downgrade() -> None:
    op.drop_table("sealed_totals")


def _count_hours(
    connection: sa.Connection, window_id: int, starts_at: Any
) -> dict[int, Counter[int]]:
    """By grid, how many were covered first in each hour of the window."""
    found: dict[int, Counter[int]] = defaultdict(Counter)
    covered = sa.select(OBLIGATIONS.c.grid_id, OBLIGATIONS.c.first_at).where(
        OBLIGATIONS.c.window_id == window_id,
        OBLIGATIONS.c.outcome == "covered",
        OBLIGATIONS.c.first_at.is_not(None),
    )
    for grid_id, first_at in connection.execute(covered):
        found[grid_id][int((first_at - starts_at).total_seconds() // HOUR)] += 1
    return found


def _add_up(
    connection: sa.Connection,
    window_id: int,
    above: dict[int, list[int]],
    hours: dict[int, Counter[int]],
) -> Iterator[dict[str, Any]]:
    areas: dict[int, list[Any]] = defaultdict(list)
    of_window = sa.select(FIGURES).where(FIGURES.c.window_id == window_id)
    for row in connection.execute(of_window):
        for area_id in above[row.grid_id]:
            areas[area_id].append(row)
    for area_id, rows in sorted(areas.items()):
        by_hour: Counter[int] = Counter()
        for grid_id in {row.grid_id for row in rows}:
            by_hour.update(hours[grid_id])
        gaps = [row.longest_gap_s for row in rows if row.longest_gap_s is not None]
        yield {
            "area_id": area_id,
            "window_id": window_id,
            **{name: sum(getattr(row, name) for row in rows) for name in NUMBERS},
            "longest_gap_s": max(gaps, default=None),
            "covered_by_hour": [by_hour[hour] for hour in range(max(by_hour, default=-1) + 1)],
        }
