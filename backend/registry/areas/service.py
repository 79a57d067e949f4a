"""Building the tree of areas, and drawing them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from geoalchemy2.shape import from_shape, to_shape
from sqlalchemy import insert, literal, select, update
from sqlalchemy.orm import aliased

from backend.core.errors import Fault, Problem
from backend.geo import shapes
from backend.records.audit import service as audit
from backend.registry.areas.models import Area, AreaClosure, AreaShape
from backend.registry.areas.rules import level_above
from backend.staff import events
from backend.staff.extensions import db

# Of an area's surface, as much may lie outside the area above it.
OUTSIDE_SHARE = 0.02
MAX_VERTICES = 100_000


def create(
    level: str,
    code: str,
    name: str,
    now: datetime,
    *,
    parent_id: int | None = None,
    sort: int = 0,
    actor_id: int | None = None,
) -> Area:
    """Adds an area below its parent; only a county has none.

    Raises Problem("invalid") when the parent is not of the level above.
    """
    _check_parent(level, parent_id)
    area = Area(level=level, code=code, name=name, parent_id=parent_id, sort=sort)
    db.session.add(area)
    db.session.flush()
    above = select(AreaClosure.ancestor_id, literal(area.id)).filter_by(area_id=parent_id)
    db.session.execute(insert(AreaClosure).from_select(["ancestor_id", "area_id"], above))
    db.session.execute(insert(AreaClosure).values(ancestor_id=area.id, area_id=area.id))
    detail = {"level": level, "code": code, "parent": parent_id}
    audit.record(actor_id, "area.create", "area", area.id, now, detail)
    return area


def rename(
    area: Area, name: str, now: datetime, *, sort: int | None = None, actor_id: int | None = None
) -> None:
    """Gives an area another name, or another place among its siblings."""
    detail = {"from": area.name, "to": name}
    area.name = name
    if sort is not None:
        area.sort = sort
    audit.record(actor_id, "area.rename", "area", area.id, now, detail)


def set_shape(
    area_id: int,
    geometry: Mapping[str, Any],
    now: datetime,
    *,
    datum: str = "WGS-84",
    actor_id: int | None = None,
) -> bool:
    """Draws an area, or draws it anew, from a GeoJSON Polygon or MultiPolygon.

    False when it was drawn just so already. Raises Problem("invalid") with a fault on `geometry`.
    """
    try:
        figure = shapes.read(geometry, datum=datum, max_vertices=MAX_VERTICES)
        geom = from_shape(shapes.as_multipolygon(figure), srid=4326)
    except shapes.ShapeError as error:
        faults = [Fault("geometry", error.code)]
        raise Problem("invalid", faults=faults, detail=error.detail) from error
    drawn = db.session.scalar(select(AreaShape.geom).where(AreaShape.area_id == area_id))
    if drawn is not None and to_shape(drawn) == to_shape(geom):
        return False
    redraw = update(AreaShape).where(AreaShape.area_id == area_id).values(geom=geom)
    if drawn is not None:
        db.session.execute(redraw)
    else:
        db.session.execute(insert(AreaShape).values(area_id=area_id, geom=geom))
    audit.record(actor_id, "area.draw", "area", area_id, now)
    events.area_drawn.send(area_id)
    return True


def lies_in_parent(area_id: int) -> bool:
    """Whether an area lies inside the one above it, but for OUTSIDE_SHARE of it.

    True when one of the two is not drawn: borders of different sources never agree to the metre.
    """
    above = aliased(AreaShape)
    drawn = db.session.execute(
        select(AreaShape.geom, above.geom)
        .join(Area, Area.id == AreaShape.area_id)
        .join(above, above.area_id == Area.parent_id)
        .where(AreaShape.area_id == area_id)
    ).one_or_none()
    if drawn is None:
        return True
    own, parent = map(to_shape, drawn)
    outside: float = own.difference(parent).area
    return outside <= OUTSIDE_SHARE * float(own.area)


def _check_parent(level: str, parent_id: int | None) -> None:
    wanted = level_above(level)
    found = db.session.scalar(select(Area.level).where(Area.id == parent_id))
    if found != wanted or (parent_id is None) != (wanted is None):
        raise Problem("invalid", faults=[Fault("parent_id", "no_such")])
