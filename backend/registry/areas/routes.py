"""HTTP for areas."""

import json
from collections.abc import Iterable
from typing import Any

from flask import Response

from backend.core import clock
from backend.core.bodies import Blueprint
from backend.registry.areas import queries, typing_in
from backend.registry.areas.schemas import (
    AreaListSchema,
    AreaNameSchema,
    AreaQuerySchema,
    AreaSchema,
    AreasSchema,
    GridsQuery,
    GridsSchema,
    TypedAreasSchema,
)
from backend.staff.access import current_actor, needs, signed_in
from backend.staff.extensions import db
from backend.staff.polling import revalidated

blp = Blueprint("areas", __name__, description="The tree county, town, village, grid")

GEOJSON = "application/geo+json"


@blp.route("/areas", methods=["GET"])
@blp.arguments(AreaQuerySchema, location="query")
@blp.response(200, AreasSchema)
@signed_in
def list_areas(query: dict[str, Any]) -> dict[str, Any]:
    """List the areas of your territory, by parent and level"""
    return queries.list_areas(
        current_actor(), query.get("parent"), query.get("level"), query["cursor"], query["limit"]
    )


@blp.route("/areas/<int:area_id>", methods=["GET"])
@blp.response(200, AreaSchema)
@signed_in
def get_area(area_id: int) -> dict[str, Any]:
    """Get one area"""
    return queries.get_area(current_actor(), area_id)


@blp.route("/areas", methods=["POST"])
@needs("area.write")
@blp.arguments(TypedAreasSchema)
@blp.response(201, AreaListSchema)
def add_areas(body: dict[str, Any]) -> dict[str, Any]:
    """Add areas below one of yours, all of them or none"""
    typed = [typing_in.TypedArea(**row) for row in body["areas"]]
    added = typing_in.add_areas(current_actor(), body["parent_id"], typed, clock.now())
    answer = {"items": queries.get_areas(added)}
    db.session.commit()
    return answer


@blp.route("/areas/<int:area_id>", methods=["PATCH"])
@needs("area.write")
@blp.arguments(AreaNameSchema)
@blp.response(200, AreaSchema)
def rename_area(body: dict[str, str], area_id: int) -> dict[str, Any]:
    """Set the name of an area right"""
    typing_in.rename_area(current_actor(), area_id, body["name"], body["was"], clock.now())
    answer = queries.get_area(current_actor(), area_id)
    db.session.commit()
    return answer


@blp.route("/areas/<int:area_id>/grids.geojson", methods=["GET"])
@blp.arguments(GridsQuery, location="query")
@blp.response(200, GridsSchema, content_type=GEOJSON)
@blp.alt_response(304, description="Unchanged since the ETag that was sent")
@signed_in
def get_grids(wanted: dict[str, Any], area_id: int) -> Response:
    """Get the boundaries of an area's grids (示意图); `on`: those in force on that day"""
    rows = queries.grid_shapes(current_actor(), area_id, wanted["on"])
    return revalidated(Response(_collection(rows), content_type=GEOJSON))


def _collection(grids: Iterable[tuple[int, str, str, list[int], str]]) -> str:
    """The database has written the geometries; parsing them again would only cost time."""
    features = ",".join(_feature(*grid) for grid in grids)
    return f'{{"type":"FeatureCollection","features":[{features}]}}'


def _feature(grid_id: int, code: str, name: str, ancestors: list[int], geometry: str) -> str:
    properties = {"id": grid_id, "code": code, "name": name, "ancestors": ancestors}
    text = json.dumps(properties, ensure_ascii=False)
    return f'{{"type":"Feature","geometry":{geometry},"properties":{text}}}'
