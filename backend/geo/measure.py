"""Geometry near a point, and the two datums of Chinese maps. Pure.

The H5 repeats this arithmetic line by line, so it is kept to + - * /, floor, square root,
sine and cosine.

A point is (longitude, latitude) in degrees WGS-84. Distances are metres in the plane that
touches the ellipsoid at the point measured from, scaled by its two radii of curvature there.
"""

from collections.abc import Mapping, Sequence
from math import cos, floor, inf, pi, sin, sqrt
from typing import Any

Point = tuple[float, float]
Geometry = Mapping[str, Any]
Ring = Sequence[Sequence[float]]

WGS84_RADIUS_M = 6378137.0
WGS84_ECCENTRICITY_SQ = 0.00669437999014132
BORDER_M = 1e-6  # what rounding leaves of nothing: nearer than this is on the border

GCJ_RADIUS_M = 6378245.0  # the Krasovsky ellipsoid, on which GCJ-02 was drawn up
GCJ_ECCENTRICITY_SQ = 0.00669342162296594
GCJ_STEPS = 4


def distance_m(point: Point, geometry: Geometry) -> float:
    """Metres from `point` to a GeoJSON Point, Polygon or MultiPolygon.

    Zero inside and on the border; inside a hole, the way to the hole's edge. Edges are straight
    in longitude and latitude, as GeoJSON says, and stay so in the plane, where the answer is
    exact. What the plane costs against the true geodesic is at most d² · tan|latitude| / 4R,
    R = 6,371 km: half a millimetre at 100 m and 5 cm at 1 km in the far north of China, half of
    that in the middle. Degenerate rings count as the points and segments they are; rings may
    be left open, may cross the 180th meridian, and must be narrower than half the globe.

    Raises ValueError for another type of geometry and for one without a position.
    """
    distance = min((_to_polygon(point, rings) for rings in _polygons(geometry)), default=inf)
    if distance == inf:
        raise ValueError("a geometry needs at least one position")
    return distance


def contains(point: Point, geometry: Geometry) -> bool:
    """Whether `point` is inside the geometry or on its border; in a hole is outside."""
    return distance_m(point, geometry) == 0


def _polygons(geometry: Geometry) -> Sequence[Sequence[Ring]]:
    """Every geometry as polygons, each a shell and its holes; a point is a shell of one vertex."""
    match geometry["type"]:
        case "Point":
            return [[[geometry["coordinates"]]]]
        case "Polygon":
            return [geometry["coordinates"]]
        case "MultiPolygon":
            return list(geometry["coordinates"])
    raise ValueError(f"cannot measure to a {geometry['type']}")


def _to_polygon(point: Point, rings: Sequence[Ring]) -> float:
    planes = [_plane(point, ring) for ring in rings]
    nearest = min((_to_edges(ring) for ring in planes), default=inf)
    if nearest < BORDER_M:
        return 0.0
    inside = [_surrounds(ring) for ring in planes]
    return 0.0 if any(inside[:1]) and not any(inside[1:]) else nearest


def _plane(point: Point, ring: Ring) -> list[Point]:
    """The ring in metres east and north of the point.

    Each vertex takes the turn of the globe nearest to the vertex before it (the first: nearest
    to the point), so that no ring is torn apart at the 180th meridian.
    """
    latitude = point[1] * pi / 180
    w = sqrt(1 - WGS84_ECCENTRICITY_SQ * sin(latitude) * sin(latitude))
    prime_vertical = WGS84_RADIUS_M / w
    meridian = WGS84_RADIUS_M * (1 - WGS84_ECCENTRICITY_SQ) / (w * w * w)
    east_m = prime_vertical * cos(latitude) * pi / 180
    north_m = meridian * pi / 180
    plane: list[Point] = []
    before = 0.0
    for position in ring:
        turn = position[0] - point[0]
        turn -= 360 * floor((turn - before + 180) / 360)
        plane.append((turn * east_m, (position[1] - point[1]) * north_m))
        before = turn
    return plane


def _to_edges(ring: list[Point]) -> float:
    """Metres from the origin to the nearest edge; infinite for a ring without vertices."""
    nearest_sq = inf
    for i in range(len(ring)):
        ax, ay = ring[i - 1]
        bx, by = ring[i]
        dx, dy = bx - ax, by - ay
        length_sq = dx * dx + dy * dy
        along = 0.0 if length_sq == 0 else -(ax * dx + ay * dy) / length_sq
        along = min(1.0, max(0.0, along))
        x, y = ax + along * dx, ay + along * dy
        nearest_sq = min(nearest_sq, x * x + y * y)
    return sqrt(nearest_sq)


def _surrounds(ring: list[Point]) -> bool:
    """Whether a ray from the origin to the east crosses the ring an odd number of times."""
    odd = False
    for i in range(len(ring)):
        ax, ay = ring[i - 1]
        bx, by = ring[i]
        if (ay > 0) != (by > 0) and (ax * by - bx * ay > 0) == (by > ay):
            odd = not odd
    return odd


def wgs84_to_gcj02(point: Point) -> Point:
    """The point as Chinese maps draw it, 20 to 710 m off.

    Outside the rectangle that the datum's published formula takes for China it is unchanged.
    """
    if not _in_china(point):
        return point
    lon, lat = point
    east, north = _shift_m(lon - 105.0, lat - 35.0)
    latitude = lat * pi / 180
    w_sq = 1 - GCJ_ECCENTRICITY_SQ * sin(latitude) * sin(latitude)
    prime_vertical = GCJ_RADIUS_M / sqrt(w_sq)
    meridian = prime_vertical * (1 - GCJ_ECCENTRICITY_SQ) / w_sq
    east_deg = east * 180 / (prime_vertical * cos(latitude) * pi)
    return lon + east_deg, lat + north * 180 / (meridian * pi)


def gcj02_to_wgs84(point: Point) -> Point:
    """The point that `wgs84_to_gcj02` moves to `point`, to 1 mm; unchanged outside China.

    Each step takes back the error of the step before and leaves less than a fiftieth of it.
    Within a kilometre of the rectangle's rim, far from any village, it may miss by the shift.
    """
    if not _in_china(point):
        return point
    lon, lat = point
    for _ in range(GCJ_STEPS):
        drawn = wgs84_to_gcj02((lon, lat))
        lon, lat = lon + (point[0] - drawn[0]), lat + (point[1] - drawn[1])
    return lon, lat


def _in_china(point: Point) -> bool:
    return 72.004 <= point[0] <= 137.8347 and 0.8293 <= point[1] <= 55.8271


def _shift_m(x: float, y: float) -> Point:
    """Metres east and north by which GCJ-02 bends the point (105 + x, 35 + y)."""
    wave = (20 * sin(6 * x * pi) + 20 * sin(2 * x * pi)) * 2 / 3
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x)) + wave
    east += (20 * sin(x * pi) + 40 * sin(x / 3 * pi)) * 2 / 3
    east += (150 * sin(x / 12 * pi) + 300 * sin(x / 30 * pi)) * 2 / 3
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x)) + wave
    north += (20 * sin(y * pi) + 40 * sin(y / 3 * pi)) * 2 / 3
    north += (160 * sin(y / 12 * pi) + 320 * sin(y * pi / 30)) * 2 / 3
    return east, north
