"""GeoJSON from outside: read strictly, checked, and brought to WGS-84. Pure.

Positions are (longitude, latitude) in degrees; an altitude is dropped.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import shapely
from shapely import MultiPolygon, Point, Polygon
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from backend.geo import measure

Figure = Point | Polygon | MultiPolygon

DATUMS = ("WGS-84", "GCJ-02")
MAX_VERTICES = 5_000


class ShapeError(ValueError):
    """A document that is no usable shape; the message is a fault code of the locales."""


@lru_cache(maxsize=4096)
def geojson_of(wkb: str | bytes) -> dict[str, Any]:
    """The GeoJSON geometry of a stored shape, given as (E)WKB in bytes or hexadecimal.

    Remembered, as officers come back to the same sites: nobody may change what it answers.
    """
    return mapping(shapely.from_wkb(wkb))


def read(
    document: Mapping[str, Any], *, datum: str = "WGS-84", max_vertices: int = MAX_VERTICES
) -> Figure:
    """The Point, Polygon (holes too) or MultiPolygon of a GeoJSON geometry, in WGS-84.

    Raises ShapeError("invalid"), ("out_of_range") or ("too_many_vertices").
    """
    reader = _Reader(datum, max_vertices)
    read_one = reader.figures.get(str(document.get("type")))
    if read_one is None:
        raise ShapeError("invalid")
    figure = read_one(document.get("coordinates"))
    if not figure.is_valid or (figure.geom_type != "Point" and not figure.area > 0):
        raise ShapeError("invalid")
    return figure


def inside_of(figure: Figure) -> tuple[float, float]:
    """A position (longitude, latitude) inside the figure: a point itself, never in a hole."""
    point = figure.representative_point()
    return point.x, point.y


def as_multipolygon(figure: Figure) -> MultiPolygon:
    """Raises ShapeError("invalid") for a point."""
    if isinstance(figure, MultiPolygon):
        return figure
    if isinstance(figure, Polygon):
        return MultiPolygon([figure])
    raise ShapeError("invalid")


def covers(figure: BaseGeometry, position: tuple[float, float]) -> bool:
    """Whether the position is inside the figure or on its border."""
    return bool(shapely.intersects_xy(figure, *position))


@dataclass
class _Reader:
    """Reads one document; counts its vertices, so that a huge one ends early."""

    datum: str
    left: int
    figures: dict[str, Callable[[Any], Figure]] = field(init=False)

    def __post_init__(self) -> None:
        self.figures = {
            "Point": self._point,
            "Polygon": self._polygon,
            "MultiPolygon": self._multipolygon,
        }

    def _point(self, raw: Any) -> Point:
        return Point(self._position(raw))

    def _polygon(self, raw: Any) -> Polygon:
        shell, *holes = [self._ring(ring) for ring in _list(raw, 1)]
        return Polygon(shell, holes)

    def _multipolygon(self, raw: Any) -> MultiPolygon:
        return MultiPolygon([self._polygon(part) for part in _list(raw, 1)])

    def _ring(self, raw: Any) -> list[measure.Point]:
        ring = [self._position(position) for position in _list(raw, 4)]
        if ring[0] != ring[-1]:
            raise ShapeError("invalid")
        return ring

    def _position(self, raw: Any) -> measure.Point:
        self.left -= 1
        if self.left < 0:
            raise ShapeError("too_many_vertices")
        numbers = _list(raw, 2)
        if len(numbers) > 3 or not all(map(_is_number, numbers)):
            raise ShapeError("invalid")
        lon, lat = numbers[:2]
        if not (-180 <= lon <= 180 and -90 <= lat <= 90):
            raise ShapeError("out_of_range")
        position = (float(lon), float(lat))
        return measure.gcj02_to_wgs84(position) if self.datum == "GCJ-02" else position


def _list(raw: Any, at_least: int) -> list[Any]:
    if not isinstance(raw, list) or len(raw) < at_least:
        raise ShapeError("invalid")
    return raw


def _is_number(value: Any) -> bool:
    """JSON numbers, NaN and the infinities aside; whole numbers may be of any size."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return isinstance(value, int) or math.isfinite(value)
