"""Reading a report, within the caller's territory."""

from collections import defaultdict

from sqlalchemy import select

from backend.core.errors import Problem
from backend.figures.coverage.scope import find_area
from backend.figures.reports.rules import Line, Report
from backend.figures.seals.figures import Cell, add_up, list_cells
from backend.figures.seals.models import Seal
from backend.patrol.cycles.models import Plan, WindowRow
from backend.patrol.cycles.rules import Window, cut_off
from backend.registry.areas.models import Area, AreaClosure
from backend.registry.kinds.models import Kind
from backend.staff.access import Actor
from backend.staff.extensions import db


def find_report(
    actor: Actor, plan_code: str, number: int, area_id: int | None, locale: str, total: str
) -> Report:
    """The report of an area for a sealed window; `total` is the name of the whole.

    Raises Problem("not-found") outside the territory and for an unknown window, and
    Problem("not-sealed") for one that is provisional.
    """
    area = find_area(actor, area_id)
    plan, row = _find_window(plan_code, number)
    seal = db.session.get(Seal, row.id)
    if seal is None:
        raise Problem("not-sealed")
    found = list_cells(area.id, row.id)
    chinese = locale == "zh"
    return Report(
        locale=locale,
        area=area.name,
        plan=plan.name_zh if chinese else plan.name_en,
        window=Window(row.number, row.starts_on, row.ends_on),
        cut_off=cut_off(row.ends_at),
        digest=seal.digest,
        total=Line(total, *add_up(found)),
        parts=_list_parts(area, found),
        kinds=_list_kinds(found, chinese=chinese),
    )


def _find_window(plan_code: str, number: int) -> tuple[Plan, WindowRow]:
    found = db.session.execute(
        select(Plan, WindowRow)
        .join(WindowRow, WindowRow.plan_id == Plan.id)
        .where(Plan.code == plan_code, WindowRow.number == number)
    ).first()
    if found is None:
        raise Problem("not-found")
    return found[0], found[1]


def _list_parts(area: Area, found: list[Cell]) -> tuple[Line, ...]:
    """The direct children of the area, in their own order; also those without obligations."""
    children = select(Area).where(Area.parent_id == area.id).order_by(Area.sort, Area.id)
    parts = list(db.session.scalars(children))
    above = select(AreaClosure.area_id, AreaClosure.ancestor_id).where(
        AreaClosure.ancestor_id.in_([part.id for part in parts])
    )
    part_of = {row.area_id: row.ancestor_id for row in db.session.execute(above)}
    by_part: dict[int | None, list[Cell]] = defaultdict(list)
    for cell in found:
        by_part[part_of.get(cell.grid_id)].append(cell)
    return tuple(Line(part.name, *add_up(by_part[part.id])) for part in parts)


def _list_kinds(found: list[Cell], *, chinese: bool) -> tuple[Line, ...]:
    by_kind: dict[str, list[Cell]] = defaultdict(list)
    for cell in found:
        by_kind[cell.kind].append(cell)
    kinds = db.session.scalars(select(Kind).order_by(Kind.sort, Kind.id))
    return tuple(
        Line(kind.name_zh if chinese else kind.name_en, *add_up(by_kind[kind.code]))
        for kind in kinds
        if kind.code in by_kind
    )
