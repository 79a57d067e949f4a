"""Supervision in the demo: a step in each state, against the towns that covered least, and one
that the leader of the home grid is to answer."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from backend.core.clock import local_date
from backend.demo.actors import Actors
from backend.demo.geography import Geography
from backend.demo.people import TOWN, home_grids
from backend.oversight.accountability import proposing, service
from backend.oversight.accountability.proposing import Proposal
from backend.oversight.rankings.tables import Period, compute_table
from backend.patrol.cycles.models import Plan, WindowRow
from backend.patrol.cycles.rules import Window
from backend.registry.areas.models import Area
from backend.staff.extensions import db

NUMBER = "永安督〔2026〕{n}号"
TEXTS = {
    "notice": "最近两期应检点位覆盖率偏低，现予通报。请查明原因，排好班次，下一期补上。",
    "talk": "通报后覆盖率仍未回升，请镇街负责同志到县办说明情况，并提出补查安排。",
    "listing": "覆盖率连续偏低，现挂牌整治。请在期限内逐点补查，整治结果书面报县办。",
}
EXTENSION = "进山道路塌方抢修中，整治期限延长，其余要求不变。"
ANSWER = "已按网格重新排班，漏检点位由包村干部带队补查，名单和时间表一并报送。"
# For the lowest towns in turn, and at last for the grid of the fixed accounts: step and moves.
STEPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("listing", ("confirm", "extend")),
    ("talk", ("confirm", "answer")),
    ("notice", ("confirm", "answer", "close")),
    ("notice", ("dismiss",)),
    ("notice", ()),
    ("notice", ("confirm",)),
)


def add_steps(actors: Actors, county: Geography, windows: Sequence[Window], now: datetime) -> None:
    """Steps on the figures of ended windows, moved by the office and the supervisors."""
    rows = _list_ended_windows(windows)
    towns = list(db.session.scalars(select(Area).where(Area.level == "town")))
    home = db.session.scalars(select(Area).filter_by(code=home_grids(county)[0].code)).one()
    plan = db.session.scalars(select(Plan.code).where(Plan.id == rows[0].plan_id)).one()
    figures = compute_table([area.id for area in (*towns, home)], Period(plan, rows), now)
    lowest = sorted(towns, key=lambda town: figures.total[town.id].rate or 0)
    others = [town for town in lowest if town.name != TOWN][: len(STEPS) - 1]
    for number, (area, step_and_moves) in enumerate(zip([*others, home], STEPS, strict=True), 1):
        grounds = [
            {"number": row.number, "covered": part.covered, "due": part.due}
            for row in rows
            if (part := figures.by_window[area.id].get(row.id)) is not None
        ]
        step_id = proposing.add_step(
            Proposal(
                area_id=area.id,
                plan_code=plan,
                step=step_and_moves[0],
                trigger=f"windows:{rows[0].number}-{rows[-1].number}",
                judged_until=rows[-1].ends_at,
                grounds=grounds,
            ),
            now - timedelta(hours=30),
        )
        _move(actors, county, area, (step_id or 0, number, *step_and_moves), now)


def _list_ended_windows(windows: Sequence[Window]) -> list[WindowRow]:
    days = [window.starts_on for window in windows[:-1]]
    chosen = select(WindowRow).where(WindowRow.starts_on.in_(days)).order_by(WindowRow.starts_on)
    return list(db.session.scalars(chosen))


def _move(
    actors: Actors,
    county: Geography,
    area: Area,
    step_and_moves: tuple[int, int, str, tuple[str, ...]],
    now: datetime,
) -> None:
    step_id, number, step, moves = step_and_moves
    office = actors.office(county.county.code)
    answers = actors.supervisor(area.code)
    for turn, name in enumerate(moves):
        at = now - timedelta(hours=26 - 9 * turn)
        details = _move_details(name, step, number, at)
        service.move_step(answers if name == "answer" else office, step_id, details, at)


def _move_details(name: str, step: str, number: int, at: datetime) -> dict[str, Any]:
    nothing = {"move": name, "text": "", "document_no": "", "due_on": None, "measure": None}
    if name == "confirm":
        due_on = local_date(at) + timedelta(days=15 if step == "listing" else 6)
        number_text = NUMBER.format(n=number)
        return nothing | {"text": TEXTS[step], "document_no": number_text, "due_on": due_on}
    if name == "extend":
        due_on = local_date(at) + timedelta(days=30)
        number_text = NUMBER.format(n=len(STEPS) + 1)
        return nothing | {"text": EXTENSION, "document_no": number_text, "due_on": due_on}
    if name == "answer":
        return nothing | {"text": ANSWER}
    reason = "塌方封路，责任不在镇里" if name == "dismiss" else "补查已完成，同意办结"
    return nothing | {"text": reason}
