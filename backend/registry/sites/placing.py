"""Where a site is: its shape as it was sent, checked against the grid that is to hold it."""

from typing import Any

from geoalchemy2.shape import to_shape
from sqlalchemy import select

from backend.core.errors import Fault, Problem
from backend.geo import shapes
from backend.registry.areas.models import AreaShape
from backend.staff.extensions import db


def place_shape(
    geometry: dict[str, Any], datum: str, grid_id: int
) -> tuple[shapes.Figure, dict[str, Any]]:
    """The shape in WGS-84, and the columns that say where it is.

    Raises Problem("invalid") for a bad shape, and for one whose inner point lies outside the
    grid as it is drawn.
    """
    try:
        figure = shapes.read(geometry, datum=datum)
    except shapes.ShapeError as error:
        faults = [Fault("geometry", error.code)]
        raise Problem("invalid", faults=faults, detail=error.detail) from error
    inner = shapes.inside_of(figure)
    drawn = db.session.scalar(select(AreaShape.geom).where(AreaShape.area_id == grid_id))
    if drawn is not None and not shapes.covers(to_shape(drawn), inner):
        raise Problem("invalid", faults=[Fault("geometry", "outside")])
    return figure, {"lon": inner[0], "lat": inner[1], "source_crs": datum}
