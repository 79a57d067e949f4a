"""Accountability steps against areas, with all their moves."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.database import Base, UtcDateTime
from backend.oversight.accountability.rules import MEASURES, MOVES, STATUSES, STEPS

_OPEN = text("status = 'proposed'")


class Step(Base):
    """One accountability step against an area, never against a person.

    `trigger` names what led to it: each trigger leads to one step of an area at most.
    `grounds` are the figures of the windows at that time.
    """

    __tablename__ = "steps"
    __table_args__ = (
        UniqueConstraint("area_id", "plan_code", "trigger"),
        CheckConstraint(f"step IN {STEPS}", name="step"),
        CheckConstraint(f"status IN {STATUSES}", name="status"),
        CheckConstraint(f"measure IN {MEASURES}", name="measure"),
        # An area waits for one decision at a time.
        Index(
            "ix_steps_proposed",
            "area_id",
            "plan_code",
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    area_id: Mapped[int] = mapped_column(ForeignKey("areas.id"))
    plan_code: Mapped[str] = mapped_column(String(32))
    step: Mapped[str] = mapped_column(String(14))
    trigger: Mapped[str] = mapped_column(String(40))
    # Windows that ended by then have been judged.
    judged_until: Mapped[datetime] = mapped_column(UtcDateTime)
    grounds: Mapped[list[dict[str, int]]] = mapped_column(JSON)
    status: Mapped[str] = mapped_column(String(9), default="proposed")
    proposed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    measure: Mapped[str | None] = mapped_column(String(6))
    document_no: Mapped[str] = mapped_column(String(60), default="")
    text: Mapped[str] = mapped_column(String(4000), default="")
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)


class StepMove(Base):
    """One move of a step; written once, never changed. `by_id` is null for a proposal.

    `document_no` of what was confirmed or extended; empty in moves written before it was kept.
    """

    __tablename__ = "step_moves"
    __table_args__ = (CheckConstraint(f"move IN {MOVES}", name="move"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    step_id: Mapped[int] = mapped_column(ForeignKey("steps.id"), index=True)
    move: Mapped[str] = mapped_column(String(8))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    text: Mapped[str] = mapped_column(String(4000), default="")
    document_no: Mapped[str] = mapped_column(String(60), default="", server_default="")
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
