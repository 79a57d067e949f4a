"""Points and outlines inside a grid. WGS-84, longitude first; lengths in metres."""

from math import cos, pi, radians, sin
from random import Random

import shapely
from shapely import MultiPolygon, Point, Polygon
from shapely.geometry.base import BaseGeometry

DEGREE_M = 111_195.0  # of latitude
MARGIN_M = 40.0  # nothing lies nearer to a grid's border


def offset(point: Point, east_m: float, north_m: float) -> Point:
    """The point so many metres away."""
    east = east_m / (DEGREE_M * cos(radians(point.y)))
    return Point(round(point.x + east, 6), round(point.y + north_m / DEGREE_M, 6))


def shrink(grid: MultiPolygon) -> BaseGeometry:
    """The grid without a margin, for fast tests."""
    shape = grid.buffer(-MARGIN_M / DEGREE_M)
    shapely.prepare(shape)
    return shape


def draw_point(inside: BaseGeometry, middle: Point, spread_m: float, rng: Random) -> Point:
    """A point around the middle; the wider the longer it takes to hit the inside."""
    for attempt in range(200):
        reach = spread_m * (1 + attempt / 50)
        point = offset(middle, rng.gauss(0, reach), rng.gauss(0, reach))
        if inside.contains(point):
            return point
    return middle


def draw_outline(
    inside: BaseGeometry, middle: Point, radius_m: float, rng: Random, *, hole: bool
) -> Polygon:
    """An uneven outline around the middle, cut to the inside; with a hole when there is room."""
    shell = _draw_ring(middle, radius_m, rng)
    shape = max(
        shapely.get_parts(shell.intersection(inside)), key=lambda part: part.area, default=shell
    )
    if hole:
        heart = _draw_ring(shape.representative_point(), radius_m / 4, rng)
        if shape.contains_properly(heart.buffer(20 / DEGREE_M)):
            shape = shape.difference(heart)
    fine = shapely.get_parts(shapely.set_precision(shape, 1e-6))
    largest: Polygon = max(fine, key=lambda part: part.area)
    return largest


def _draw_ring(middle: Point, radius_m: float, rng: Random) -> Polygon:
    corners = 14
    return Polygon(
        (corner.x, corner.y)
        for turn in range(corners)
        for reach in [radius_m * rng.uniform(0.65, 1.2)]
        for corner in [
            offset(
                middle, reach * cos(turn * 2 * pi / corners), reach * sin(turn * 2 * pi / corners)
            )
        ]
    )
