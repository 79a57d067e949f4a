"""What new boundaries would do, before anybody has confirmed them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from geoalchemy2.shape import to_shape
from shapely import MultiPolygon
from shapely.geometry.base import BaseGeometry
from sqlalchemy import ColumnElement, select

from backend.core.errors import Fault, Problem
from backend.geo import shapes
from backend.patrol.redraws import rules
from backend.patrol.redraws.rules import Moves, Spot
from backend.registry.areas import territory
from backend.registry.areas.models import Area, AreaShape
from backend.registry.sites.models import Site
from backend.staff.access import Actor
from backend.staff.extensions import db

MAX_VERTICES = 100_000


@dataclass(frozen=True)
class Proposal:
    """New shapes by grid, and what they move."""

    shapes: dict[int, MultiPolygon]
    moves: Moves


def propose(actor: Actor, features: Sequence[Mapping[str, Any]], datum: str) -> Proposal:
    """`features` hold the `code` of a grid and its new `geometry`.

    Raises Problem("invalid") naming the feature: a grid that is none of the caller's, or is
    named twice, or a shape that is none.
    """
    drawn = _read(actor, features, datum)
    return Proposal(drawn, find_moved_sites(actor, drawn, Site.grid_id.in_(drawn)))


def find_moved_sites(
    actor: Actor | None, drawn: Mapping[int, MultiPolygon], which: ColumnElement[bool]
) -> Moves:
    """What boundaries do to the sites in question, other grids staying as they are drawn now;
    in the territory of `actor`, or wherever they lie.
    """
    spots = [
        Spot(*row)
        for row in db.session.execute(
            select(Site.id, Site.grid_id, Site.lon, Site.lat).where(which).order_by(Site.id)
        )
    ]
    return rules.find_moves(spots, {**_grids(actor), **drawn})


def _grids(actor: Actor | None) -> dict[int, BaseGeometry]:
    grids = (
        select(Area.id, AreaShape.geom)
        .join(AreaShape, AreaShape.area_id == Area.id)
        .where(Area.level == "grid")
    )
    if actor is not None:
        grids = grids.where(territory.within(actor, "grid.redraw", Area.id))
    return {row.id: to_shape(row.geom) for row in db.session.execute(grids)}


def _read(
    actor: Actor, features: Sequence[Mapping[str, Any]], datum: str
) -> dict[int, MultiPolygon]:
    codes = [feature["code"] for feature in features]
    rows = db.session.execute(
        select(Area.code, Area.id).where(
            Area.code.in_(codes),
            Area.level == "grid",
            territory.within(actor, "grid.redraw", Area.id),
        )
    )
    ids: dict[str, int] = {row.code: row.id for row in rows}
    drawn: dict[int, MultiPolygon] = {}
    for n, feature in enumerate(features):
        grid_id = ids.get(feature["code"])
        if grid_id is None:
            raise Problem("invalid", faults=[Fault(f"features.{n}.code", "no_such")])
        if grid_id in drawn:
            raise Problem("invalid", faults=[Fault(f"features.{n}.code", "duplicate")])
        drawn[grid_id] = _figure(n, feature["geometry"], datum)
    return drawn


def _figure(n: int, geometry: Mapping[str, Any], datum: str) -> MultiPolygon:
    try:
        figure = shapes.read(geometry, datum=datum, max_vertices=MAX_VERTICES)
        return shapes.as_multipolygon(figure)
    except shapes.ShapeError as error:
        faults = [Fault(f"features.{n}.geometry", error.code)]
        raise Problem("invalid", faults=faults, detail=error.detail) from error
