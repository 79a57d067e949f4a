"""Proposing steps: a sweep over the sealed windows of the watched areas.

It finds in the database what leads to a step and has not led to one yet. Late, twice or by three
workers at once it leaves the same rows: the constraints on `steps` decide.

    proposed for an area      once for each trigger: the windows of a shortfall, or a date of a
                              listing that has passed
    not proposed              while another proposal for the area waits to be decided
    not looked at             windows judged by an earlier proposal, or begun before the last
                              step was taken or extended, or further back than `look_back`
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import func, insert, select

from backend.oversight.accountability import rules
from backend.oversight.accountability.models import Step, StepMove
from backend.oversight.accountability.rules import Conditions, JudgedWindow, Taken
from backend.oversight.rankings import period, tables
from backend.oversight.rankings.rules import AreaFigures
from backend.oversight.rankings.tables import FiguresTable, Period
from backend.patrol.cycles.models import WindowRow
from backend.records.audit import service as audit
from backend.registry.areas.models import Area
from backend.staff.extensions import db, insert_new


@dataclass(frozen=True)
class Proposal:
    """A step to be proposed; `grounds` hold number, covered and due of each window."""

    area_id: int
    plan_code: str
    step: str
    trigger: str
    judged_until: datetime
    grounds: list[dict[str, int]]


def propose_steps(conditions: Conditions, now: datetime) -> int:
    """Proposes all steps that are due; returns how many. The caller commits."""
    proposals = [*_find_expired_listings(conditions, now), *_find_shortfalls(conditions, now)]
    return sum(add_step(proposal, now) is not None for proposal in proposals)


def _find_shortfalls(conditions: Conditions, now: datetime) -> Iterable[Proposal]:
    ended = period.list_ended_windows(conditions.plan, conditions.look_back, None, now)
    windows = [window for window in ended if period.is_settled(window)]
    if not windows:
        return
    areas = db.session.scalars(
        select(Area.id).where(Area.level.in_(conditions.levels)).order_by(Area.id)
    ).all()
    table = tables.compute_table(areas, Period(conditions.plan, windows), now)
    before = _find_steps(conditions.plan)
    extended = _find_extensions(conditions.plan)
    for area_id in areas:
        steps = [(step, extended.get(step.id)) for step in before.get(area_id, [])]
        proposal = _find_shortfall(area_id, table, windows, steps, conditions)
        if proposal is not None:
            yield proposal


def _find_shortfall(
    area_id: int,
    table: FiguresTable,
    windows: Sequence[WindowRow],
    before: Sequence[tuple[Step, datetime | None]],
    conditions: Conditions,
) -> Proposal | None:
    """`before`: the steps of the area, each with the time of its newest extension."""
    windows_of_area = _judged_windows(table.by_window.get(area_id, {}), windows)
    judged = max((step.judged_until for step, _ in before), default=None)
    taken = [
        Taken(step.step, extended_at or step.decided_at)
        for step, extended_at in before
        if step.status in rules.TAKEN and step.decided_at is not None
    ]
    last = max(taken, key=lambda each: each.at, default=None)
    fresh = [
        window
        for window in windows_of_area
        if (judged is None or window.starts_at >= judged)
        and (last is None or window.starts_at >= last.at)
    ]
    short = rules.find_shortfall(fresh, conditions)
    if short is None:
        return None
    return Proposal(
        area_id=area_id,
        plan_code=conditions.plan,
        step=rules.choose_step(last, short[-1].ends_at, conditions),
        trigger=f"windows:{short[0].number}-{short[-1].number}",
        judged_until=short[-1].ends_at,
        grounds=[
            {"number": each.number, "covered": each.covered, "due": each.due} for each in short
        ],
    )


def _judged_windows(
    by_window: Mapping[int, AreaFigures], windows: Sequence[WindowRow]
) -> list[JudgedWindow]:
    return [
        JudgedWindow(row.number, row.starts_at, row.ends_at, figures.covered, figures.due)
        for row in windows
        if (figures := by_window.get(row.id)) is not None
    ]


def _find_steps(plan_code: str) -> dict[int, list[Step]]:
    found: dict[int, list[Step]] = {}
    for step in db.session.scalars(select(Step).where(Step.plan_code == plan_code)):
        found.setdefault(step.area_id, []).append(step)
    return found


def _find_extensions(plan_code: str) -> dict[int, datetime]:
    """The time of the newest extension of each step."""
    newest = (
        select(StepMove.step_id, func.max(StepMove.at).label("at"))
        .join(Step, Step.id == StepMove.step_id)
        .where(Step.plan_code == plan_code, StepMove.move == "extend")
        .group_by(StepMove.step_id)
    )
    return {row.step_id: row.at for row in db.session.execute(newest)}


def _find_expired_listings(conditions: Conditions, now: datetime) -> Iterable[Proposal]:
    """Listings whose date has passed before they were closed.

    Locked: an extension at this moment comes before or finds the proposal.
    """
    dates_before = (
        select(func.count())
        .select_from(StepMove)
        .where(StepMove.step_id == Step.id, StepMove.move.in_(("return", "extend")))
        .scalar_subquery()
    )
    late = select(Step, dates_before).where(
        Step.step == rules.LISTING,
        Step.plan_code == conditions.plan,
        Step.status.in_(rules.RUNNING),
        Step.due_at <= now,
    )
    for step, dates in db.session.execute(late.order_by(Step.id).with_for_update(of=Step)):
        yield Proposal(
            area_id=step.area_id,
            plan_code=step.plan_code,
            step=rules.LAST,
            trigger=rules.name_expiry(step.id, dates),
            judged_until=step.judged_until,
            grounds=step.grounds,
        )


def add_step(proposal: Proposal, now: datetime) -> int | None:
    """The id of a new proposal; None when its trigger led to one before, or the area has one."""
    columns = asdict(proposal) | {"proposed_at": now, "status": "proposed", "version": 1}
    made = insert_new(Step).values(document_no="", text="", **columns).returning(Step.id)
    step_id: int | None = db.session.scalar(made)
    if step_id is None:
        return None
    move = {"step_id": step_id, "move": "propose", "by_id": None, "at": now, "text": ""}
    db.session.execute(insert(StepMove).values(**move))
    detail = {"area": proposal.area_id, "step": proposal.step, "trigger": proposal.trigger}
    audit.record(None, "step.propose", "step", step_id, now, detail)
    return step_id
