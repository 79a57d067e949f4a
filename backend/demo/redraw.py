"""A redrawn border between two grids, which takes effect with the next window."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta

from geoalchemy2.shape import to_shape
from shapely import Point, Polygon, to_geojson
from shapely.geometry.base import BaseGeometry
from sqlalchemy import select

from backend.demo.actors import Actors
from backend.patrol.cycles.models import Plan
from backend.patrol.cycles.queries import versions_of
from backend.patrol.redraws import rules, service
from backend.registry.areas.models import Area, AreaShape
from backend.registry.sites.models import Site
from backend.staff.extensions import db

EDGE = 0.004  # degrees: what is shorter is a corner, not a border
MARGIN = 1.1


def redraw_border(plan: Plan, home: str, actors: Actors, now: datetime) -> None:
    """Moves a strip along the border of two grids of the home town from one to the other."""
    drawn = _load_grids(home[:9])
    giver, taker, width = _find_neighbours(drawn, home[:9])
    strip = drawn[giver].intersection(drawn[taker].buffer(width))
    shapes = {giver: drawn[giver].difference(strip), taker: drawn[taker].union(strip)}
    at = now - timedelta(hours=2)
    wanted = {
        "features": [
            {"code": code, "geometry": json.loads(to_geojson(_largest_part(shape)))}
            for code, shape in shapes.items()
        ],
        "datum": "WGS-84",
        "effective_on": rules.boundaries([versions_of(plan.id)], at)[0],
        "reason": "新修环城路，以路为界",
    }
    service.confirm(actors.supervisor(home), wanted, at)


def _load_grids(town: str) -> dict[str, BaseGeometry]:
    rows = db.session.execute(
        select(Area.code, AreaShape.geom)
        .join(AreaShape, AreaShape.area_id == Area.id)
        .where(Area.level == "grid", Area.code.startswith(town))
        .order_by(Area.code)
    )
    return {row.code: to_shape(row.geom) for row in rows}


def _find_neighbours(drawn: Mapping[str, BaseGeometry], town: str) -> tuple[str, str, float]:
    """Two grids that touch, and the width in degrees of the narrowest strip that moves a site."""
    rows = db.session.execute(
        select(Area.code, Site.lon, Site.lat)
        .join(Area, Area.id == Site.grid_id)
        .where(Area.code.startswith(town))
        .order_by(Site.id)
    )
    found = min(
        (drawn[taker].distance(Point(lon, lat)), giver, taker)
        for giver, lon, lat in rows
        for taker in drawn
        if giver != taker and drawn[giver].intersection(drawn[taker]).length > EDGE
    )
    return found[1], found[2], found[0] * MARGIN


def _largest_part(shape: BaseGeometry) -> Polygon:
    """The largest part: a strip may cut off a corner, which nobody would draw."""
    parts = [part for part in getattr(shape, "geoms", [shape]) if isinstance(part, Polygon)]
    return max(parts, key=lambda part: part.area)
