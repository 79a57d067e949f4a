"""Reading the tree of areas."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import aliased

from backend.core.errors import Problem
from backend.core.paging import fetch_page
from backend.registry.areas.models import Area, AreaClosure, AreaShape, PastShape
from backend.registry.areas.rules import LEVELS
from backend.registry.areas.territory import below
from backend.staff.access import Action, Actor
from backend.staff.extensions import db

# Whoever may see what lies in an area, or say who works there, may see the area.
_REASONS: tuple[Action, ...] = ("site.read", "coverage.read", "account.read")

GRID_DIGITS = 6  # of a degree: 11 cm


def visible(actor: Actor) -> ColumnElement[bool]:
    """The area is one that this person may see; a territory, never what lies above it."""
    tops = [actor.areas_for(reason) for reason in _REASONS]
    return below(frozenset().union(*tops), Area.id)


def find_area(actor: Actor, area_id: int) -> Area:
    """Raises Problem("not-found"), for a foreign area as for an unknown one."""
    area = db.session.scalar(select(Area).where(Area.id == area_id, visible(actor)))
    if area is None:
        raise Problem("not-found")
    return area


def get_area(actor: Actor, area_id: int) -> dict[str, Any]:
    """One area as it is shown. Raises Problem("not-found")."""
    return _shown([find_area(actor, area_id)])[0]


def get_areas(area_ids: Sequence[int]) -> list[dict[str, Any]]:
    """Areas that the caller may see, in this order."""
    found = {
        area.id: area for area in db.session.scalars(select(Area).where(Area.id.in_(area_ids)))
    }
    return _shown([found[area_id] for area_id in area_ids])


def list_areas(
    actor: Actor, parent: int | None, level: str | None, cursor: str | None, limit: int
) -> dict[str, Any]:
    """A page of the areas that this person may see, in the order of the office's own list."""
    chosen = select(Area).where(visible(actor))
    if parent is not None:
        chosen = chosen.where(Area.parent_id == parent)
    if level is not None:
        chosen = chosen.where(Area.level == level)
    page = fetch_page(db.session, chosen, [Area.sort, Area.id], cursor=cursor, limit=limit)
    return page.with_items(_shown(page.scalars()))


def breadcrumbs(area_ids: Collection[int]) -> dict[int, list[str]]:
    """For each area the names from the county down to itself; one query for all of them."""
    above = aliased(Area)
    rows = db.session.execute(
        select(AreaClosure.area_id, above.level, above.name)
        .join(above, above.id == AreaClosure.ancestor_id)
        .where(AreaClosure.area_id.in_(area_ids))
    ).all()
    names: dict[int, list[str]] = defaultdict(list)
    for area_id, _level, name in sorted(rows, key=lambda row: LEVELS.index(row[1])):
        names[area_id].append(name)
    return names


def grid_shapes(
    actor: Actor, area_id: int, on: date | None = None
) -> list[tuple[int, str, str, list[int], str]]:
    """Id, code, name, ids of the areas above, and GeoJSON text of each grid drawn in an area,
    as it is now or as it was `on` a local day.

    WGS-84, longitude first. Raises Problem("not-found").
    """
    find_area(actor, area_id)
    inside = below(frozenset((area_id,)), Area.id)
    rows = db.session.execute(
        select(Area.id, Area.code, Area.name, func.ST_AsGeoJSON(_drawn(on), GRID_DIGITS))
        .join(AreaShape, AreaShape.area_id == Area.id)
        .where(Area.level == "grid", inside)
        .order_by(Area.id)
    ).all()
    above: dict[int, list[int]] = defaultdict(list)
    for grid_id, ancestor_id in db.session.execute(
        select(AreaClosure.area_id, AreaClosure.ancestor_id)
        .join(Area, Area.id == AreaClosure.area_id)
        .where(Area.level == "grid", inside, AreaClosure.ancestor_id != AreaClosure.area_id)
        .order_by(AreaClosure.ancestor_id)
    ):
        above[grid_id].append(ancestor_id)
    return [
        (grid_id, code, name, above[grid_id], geometry) for grid_id, code, name, geometry in rows
    ]


def _drawn(on: date | None) -> ColumnElement[Any]:
    """The shape that was in force on this day: the first one that ended after it, else today's."""
    if on is None:
        return AreaShape.geom.expression
    past = (
        select(PastShape.geom)
        .where(PastShape.area_id == AreaShape.area_id, PastShape.until > on)
        .order_by(PastShape.until, PastShape.id)
        .limit(1)
    )
    return func.coalesce(past.scalar_subquery(), AreaShape.geom)


def _shown(areas: Sequence[Area]) -> list[dict[str, Any]]:
    paths = breadcrumbs([area.id for area in areas])
    return [
        {
            "id": area.id,
            "parent_id": area.parent_id,
            "level": area.level,
            "code": area.code,
            "name": area.name,
            "path": paths[area.id],
        }
        for area in areas
    ]
