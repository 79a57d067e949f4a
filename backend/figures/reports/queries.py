"""Reading a report, within the caller's territory."""

from collections import defaultdict
from collections.abc import Mapping

from sqlalchemy import select

from backend.core.errors import Problem
from backend.figures.coverage.scope import find_area
from backend.figures.reports.findings import count_found
from backend.figures.reports.rules import Line, Report
from backend.figures.seals.figures import SealedPart, add_up, list_sealed_parts
from backend.figures.seals.models import Seal
from backend.figures.seals.rules import Names
from backend.patrol.cycles.models import Plan, WindowRow
from backend.patrol.cycles.rules import Figures, Window, cut_off
from backend.registry.areas.models import Area
from backend.staff.access import Actor
from backend.staff.extensions import db


def find_report(
    actor: Actor, plan_code: str, number: int, area_id: int | None, locale: str, total: str
) -> Report:
    """The report of an area for a sealed window; `total` is the name of the whole.

    Everything is called as it was when the window was sealed. Raises Problem("not-found") outside
    the territory, for an unknown window and for an area that is younger than the seal, and
    Problem("not-sealed") for a window that is provisional.
    """
    area = find_area(actor, area_id)
    row = _find_window(plan_code, number)
    seal = db.session.get(Seal, row.id)
    if seal is None:
        raise Problem("not-sealed")
    found = list_sealed_parts(area.id, row.id)
    language = 0 if locale == "zh" else 1
    return Report(
        window_id=row.id,
        area_id=area.id,
        locale=locale,
        area=_find_name(area, seal.names),
        plan=seal.names["plan"][language],
        window=Window(row.number, row.starts_on, row.ends_on),
        cut_off=cut_off(row.ends_at),
        digest=seal.digest,
        total=Line(total, *add_up(found)),
        parts=_list_parts(area, found, seal.names),
        kinds=_list_kinds(found, seal.names, language),
        before=_find_before(area.id, row),
        findings=tuple(count_found(area.id, row, cut_off(row.ends_at))),
    )


def _find_before(area_id: int, row: WindowRow) -> Figures | None:
    """The sealed figures of the area in the window that ended as this one began."""
    before = db.session.scalar(
        select(WindowRow).where(
            WindowRow.plan_id == row.plan_id, WindowRow.ends_on == row.starts_on
        )
    )
    if before is None or before.sealed_at is None:
        return None
    return add_up(list_sealed_parts(area_id, before.id)).sealed


def _find_window(plan_code: str, number: int) -> WindowRow:
    found = db.session.scalar(
        select(WindowRow)
        .join(Plan, WindowRow.plan_id == Plan.id)
        .where(Plan.code == plan_code, WindowRow.number == number)
    )
    if found is None:
        raise Problem("not-found")
    return found


def _find_name(area: Area, names: Names) -> str:
    for code, _, name in names["areas"]:
        if code == area.code:
            return str(name)
    raise Problem("not-found")


def _list_parts(area: Area, found: list[SealedPart], names: Names) -> tuple[Line, ...]:
    """The direct children of the area, in their own order; also those without obligations."""
    parents = {code: parent for code, parent, _ in names["areas"]}
    grids = select(Area.id, Area.code).where(Area.id.in_({each.grid_id for each in found}))
    part_of = {
        grid_id: _find_part(code, area.code, parents) for grid_id, code in db.session.execute(grids)
    }
    by_part: dict[str | None, list[SealedPart]] = defaultdict(list)
    for each in found:
        by_part[part_of[each.grid_id]].append(each)
    return tuple(
        Line(str(name), *add_up(by_part[code]))
        for code, parent, name in names["areas"]
        if parent == area.code
    )


def _find_part(code: str | None, top: str, parents: Mapping[str | None, str | None]) -> str | None:
    """The child of `top` in which an area lies; None for `top` itself."""
    while code is not None and parents.get(code) != top:
        code = parents.get(code)
    return code


def _list_kinds(found: list[SealedPart], names: Names, language: int) -> tuple[Line, ...]:
    by_kind: dict[str, list[SealedPart]] = defaultdict(list)
    for each in found:
        by_kind[each.kind].append(each)
    return tuple(
        Line(called[language], *add_up(by_kind[code]))
        for code, *called in names["kinds"]
        if code in by_kind
    )
