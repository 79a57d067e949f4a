"""A listing is extended by a move, and leads to a proposal once for each of its dates."""

import sqlalchemy as sa
from alembic import op

revision = "20261130i_extensions"
down_revision = "20261130h_photo_refusals"
branch_labels = None
depends_on = None

CHECK = "ck_step_moves_move"
BEFORE = "'propose', 'confirm', 'dismiss', 'answer', 'return', 'close'"
PREFIX = "listing:"
STEPS = sa.table("steps", *map(sa.column, ("trigger", "proposed_at")))
MOVES = sa.table("step_moves", *map(sa.column, ("step_id", "move", "at")))


def upgrade() -> None:
    number = sa.Column("document_no", sa.String(length=60), server_default="", nullable=False)
    _change_moves(f"move IN ({BEFORE}, 'extend')", number)
    # After the id comes how many dates the listing had had before the one that passed.
    listing_id = sa.cast(sa.func.substr(STEPS.c.trigger, len(PREFIX) + 1), sa.Integer)
    dates_before = (
        sa.select(sa.cast(sa.func.count(), sa.String))
        .select_from(MOVES)
        .where(
            MOVES.c.step_id == listing_id,
            MOVES.c.move == "return",
            MOVES.c.at <= STEPS.c.proposed_at,
        )
        .scalar_subquery()
    )
    expired = STEPS.update().where(STEPS.c.trigger.like(f"{PREFIX}%"))
    op.execute(expired.values(trigger=STEPS.c.trigger + ":" + dates_before))


def downgrade() -> None:
    first = STEPS.update().where(STEPS.c.trigger.like(f"{PREFIX}%:0"))
    op.execute(first.values(trigger=sa.func.replace(STEPS.c.trigger, ":0", "")))
    # The older program knows one way to give a step another date.
    op.execute(MOVES.update().where(MOVES.c.move == "extend").values(move="return"))
    _change_moves(f"move IN ({BEFORE})", None)


def _change_moves(check: str, added: "sa.Column[str] | None") -> None:
    """SQLite cannot alter a check: this table is small and holds no geometry, so it is copied."""
    with op.batch_alter_table("step_moves") as batch:
        batch.drop_constraint(batch.f(CHECK), type_="check")
        batch.create_check_constraint(batch.f(CHECK), sa.text(check))
        if added is None:
            batch.drop_column("document_no")
        else:
            batch.add_column(added)
