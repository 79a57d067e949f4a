"""All that an officer's phone needs to work offline, as it is now."""

import json
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from backend.figures.coverage.day_version import find_day_version
from backend.figures.coverage.today import find_today
from backend.patrol.findings.queries import count_given
from backend.records.tiles.service import offered
from backend.registry.areas import territory
from backend.registry.areas.models import Area, AreaShape
from backend.registry.areas.queries import GRID_DIGITS
from backend.registry.kinds.queries import describe_kinds
from backend.staff.access import Actor
from backend.staff.extensions import db


def find_pack_version(actor: Actor, now: datetime) -> tuple[Any, ...]:
    """Plain values that differ whenever the pack does; three queries."""
    return find_day_version(actor, now), offered(), count_given(actor, now)


def find_pack(actor: Actor, now: datetime) -> dict[str, Any]:
    """The day, the shapes of the grids that the caller walks, the kinds, the base maps, and how
    much the caller is to mend; six queries.
    """
    return find_today(actor, now) | {
        "grids": _list_grids(actor),
        "kinds": describe_kinds(),
        "to_mend": count_given(actor, now),
        "tiles": offered(),
    }


def _list_grids(actor: Actor) -> list[dict[str, Any]]:
    rows = db.session.execute(
        select(Area.id, Area.name, func.ST_AsGeoJSON(AreaShape.geom, GRID_DIGITS))
        .outerjoin(AreaShape, AreaShape.area_id == Area.id)
        .where(Area.level == "grid", territory.below(actor.walked_areas, Area.id))
        .order_by(Area.id)
    )
    return [
        {"id": grid_id, "name": name, "geometry": shape and json.loads(shape)}
        for grid_id, name, shape in rows
    ]
