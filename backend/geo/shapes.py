"""GeoJSON from outside: read as RFC 7946 allows, checked, and brought to WGS-84. Pure.

Positions are (longitude, latitude) in degrees; an altitude and what follows is dropped.
"""

import math
import re
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


# Coordinate systems that a file may name and still mean WGS-84 to within a metre: CGCS2000 is 4490.
_SAME_AS_WGS84 = re.compile(r"(?:CRS:?84|EPSG(?::|:[\d.]*:|/[\d.]+/)(?:4326|4490))$", re.I)
# Mending may move a border by rounding, never add or lose this share of the area.
_MENDED_SHARE = 1e-9


class ShapeError(ValueError):
    """A document that is no usable shape; `code` is a fault code of the locales.

    `detail` says in English what is wrong and where, when that is known.
    """

    def __init__(self, code: str, detail: str | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail


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

    A ring that touches itself and parts that share a border are mended, as the same area in
    another form. Raises ShapeError("not_a_shape"), ("self_crossing") with the place,
    ("not_degrees") or ("too_many_vertices").
    """
    reader = _Reader(datum, max_vertices)
    read_one = reader.figures.get(str(document.get("type")))
    if read_one is None:
        raise ShapeError("not_a_shape")
    figure = read_one(document.get("coordinates"))
    if not figure.is_valid:
        figure = _mend(figure)
    if figure.geom_type != "Point" and not figure.area > 0:
        raise ShapeError("not_a_shape")
    return figure


def check_crs(document: Mapping[str, Any]) -> None:
    """Reads the `crs` member of 2008's GeoJSON, which ogr2ogr and QGIS still write.

    Without one, positions are WGS-84. Raises ShapeError("unknown_crs") for any other system:
    Xi'an 80 or Beijing 54 read as WGS-84 would lie a hundred metres aside.
    """
    crs = document.get("crs")
    if crs is None:
        return
    properties = crs.get("properties") if isinstance(crs, Mapping) else None
    name = properties.get("name") if isinstance(properties, Mapping) else None
    if not isinstance(name, str) or not _SAME_AS_WGS84.search(name.strip()):
        raise ShapeError("unknown_crs", str(name)[:80])


def _mend(figure: Figure) -> Figure:
    """The same area without touching rings and shared borders. Raises ShapeError otherwise."""
    mended = shapely.make_valid(figure, method="structure", keep_collapsed=False)
    # Both ways of mending and the sum of the parts agree where nothing was lost or counted twice.
    linework = shapely.make_valid(figure, method="linework")
    drawn = sum(part.area for part in shapely.get_parts(figure))
    areas_agree = math.isclose(mended.area, linework.area, rel_tol=_MENDED_SHARE) and math.isclose(
        mended.area, drawn, rel_tol=_MENDED_SHARE
    )
    if not areas_agree or not isinstance(mended, Polygon | MultiPolygon):
        raise ShapeError("self_crossing", shapely.is_valid_reason(figure))
    return mended


def inside_of(figure: Figure) -> tuple[float, float]:
    """A position (longitude, latitude) inside the figure: a point itself, never in a hole."""
    point = figure.representative_point()
    return point.x, point.y


def as_multipolygon(figure: Figure) -> MultiPolygon:
    """Raises ShapeError("not_a_shape") for a point."""
    if isinstance(figure, MultiPolygon):
        return figure
    if isinstance(figure, Polygon):
        return MultiPolygon([figure])
    raise ShapeError("not_a_shape")


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
            raise ShapeError("not_a_shape")
        return ring

    def _position(self, raw: Any) -> measure.Point:
        self.left -= 1
        if self.left < 0:
            raise ShapeError("too_many_vertices")
        # RFC 7946, section 3.1.1: an altitude and whatever follows may be ignored.
        lon, lat = _list(raw, 2)[:2]
        if not (_is_number(lon) and _is_number(lat)):
            raise ShapeError("not_a_shape")
        if not (-180 <= lon <= 180 and -90 <= lat <= 90):
            raise ShapeError("not_degrees")
        position = (float(lon), float(lat))
        return measure.gcj02_to_wgs84(position) if self.datum == "GCJ-02" else position


def _list(raw: Any, at_least: int) -> list[Any]:
    if not isinstance(raw, list) or len(raw) < at_least:
        raise ShapeError("not_a_shape")
    return raw


def _is_number(value: Any) -> bool:
    """JSON numbers, NaN and the infinities aside; whole numbers may be of any size."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return isinstance(value, int) or math.isfinite(value)
