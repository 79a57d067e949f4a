"""A grid as it might be drawn anew."""

from typing import Any

from backend.registry.areas.models import Area
from backend.staff.extensions import db
from tests.support.builders import make_area
from tests.territory.marks import mark

_SQUARE = [[117.3, 25.9], [117.4, 25.9], [117.4, 26.1], [117.3, 25.9]]
REDRAW = {"effective_on": "2026-11-27", "reason": "修路"}


def feature(code: str) -> dict[str, Any]:
    """One of those that a request names."""
    return {"code": code, "geometry": {"type": "Polygon", "coordinates": [_SQUARE]}}


def redraws(world: Any) -> None:
    """One of grid_a that was called off; one of a grid beside it, which still waits."""
    code = db.session.get_one(Area, world.cast.grid_a).code
    make_area("grid", world.cast.areas["village_a"], "spare-01", "备用网格", None)
    world.ids |= {"grid_code": code}
    for named, reason in ((code, mark("redraw.reason")), ("spare-01", "修路")):
        wish = REDRAW | {"features": [feature(named)], "reason": reason}
        made = world.done("supervisor", "POST", "/redraws", json=wish)
        if named == code:
            world.done("office", "POST", f"/redraws/{made['id']}/cancellation")
    world.ids |= {"redraw_id": made["id"]}
