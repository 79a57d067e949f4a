"""The shapes that positions are judged against: plain ones, awkward ones, and those of the map.

Drawn by seeded chance, always the same ones. A shape is drawn with longitudes that run on past
the 180th meridian, for the oracle, and written with longitudes from -180 to 180, as a site's
geometry is.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import cos, pi, radians, sin
from typing import Any

from shapely.geometry import LineString, MultiPolygon, Point, Polygon
from shapely.geometry.base import BaseGeometry

DEGREE_M = 111_000.0  # roughly; only sizes hang on it

Spot = tuple[float, float]  # degrees; the longitude may be past 180
Ring = list[Spot]

YONGAN = (117.365, 25.942)
CHINA = {
    "yongan": YONGAN,
    "mohe": (122.37, 53.48),
    "kashgar": (75.99, 39.47),
    "suifenhe": (131.15, 44.4),
    "sansha": (112.34, 16.83),
    "zengmu": (112.27, 3.97),
}
DATE_LINE = {"fiji": (180.0, -16.8), "wrangel": (179.9996, 71.2), "equator": (180.0, 0.0)}
HIGH = {"tromso": (18.95, 69.65), "svalbard": (15.6, 78.2), "north": (40.0, 89.9)}
SOUTH = {"ushuaia": (-68.3, -54.8), "vostok": (106.8, -78.46), "null island": (0.0, 0.0)}


@dataclass(frozen=True)
class Shape:
    """A geometry as a site has it, and the same one for shapely."""

    name: str
    geometry: dict[str, Any]
    drawn: BaseGeometry


def wrapped(lon: float) -> float:
    """The longitude between -180 and 180."""
    if lon > 180:
        return round(lon - 360, 9)
    return round(lon + 360, 9) if lon < -180 else lon


def shapes() -> list[Shape]:
    """All of them, in a fixed order."""
    rng = random.Random(369)
    everywhere = {**CHINA, **DATE_LINE, **HIGH, **SOUTH}
    found = [point(f"point {name}", at) for name, at in everywhere.items()]
    found.append(point("point on the other side of the line", (-180.0, -16.8)))
    found.append(point("point with a height", YONGAN, 213.5))
    for name, at in everywhere.items():
        found.append(polygon(f"square {name}", [box(at, 90, 90)]))
        found.append(polygon(f"holed {name}", [box(at, 200, 150), box(at, 80, 30)]))
        found.append(polygons(f"multi {name}", pair(at)))
    found += stars(rng)
    found += slivers(rng)
    found += named(rng)
    found += degenerate()
    found += forests(rng)
    return found


def point(name: str, at: Spot, *height: float) -> Shape:
    return Shape(name, {"type": "Point", "coordinates": [*at, *height]}, Point(at))


def polygon(name: str, rings: list[Ring], drawn: BaseGeometry | None = None) -> Shape:
    geometry = {"type": "Polygon", "coordinates": written(rings)}
    return Shape(name, geometry, drawn or valid(name, Polygon(rings[0], rings[1:])))


def polygons(name: str, parts: list[list[Ring]]) -> Shape:
    geometry = {"type": "MultiPolygon", "coordinates": [written(rings) for rings in parts]}
    drawn = MultiPolygon([Polygon(rings[0], rings[1:]) for rings in parts if rings])
    return Shape(name, geometry, valid(name, drawn))


def written(rings: list[Ring]) -> list[list[list[float]]]:
    return [[[wrapped(lon), lat] for lon, lat in ring] for ring in rings]


def valid(name: str, drawn: BaseGeometry) -> BaseGeometry:
    assert drawn.is_valid, f"{name} crosses itself"
    return drawn


def ring(at: Spot, metres: Sequence[Spot], digits: int = 7) -> Ring:
    """A closed ring from vertices in metres east and north of a place."""
    lon, lat = at
    east = 1 / (DEGREE_M * cos(radians(lat)))
    spots = [(round(lon + x * east, digits), round(lat + y / DEGREE_M, digits)) for x, y in metres]
    return [*spots, spots[0]]


def box(at: Spot, east_m: float, north_m: float, x: float = 0, y: float = 0) -> Ring:
    """A rectangle of twice these sides, its middle so many metres from a place."""
    corners = ((-1, -1), (1, -1), (1, 1), (-1, 1))
    return ring(at, [(x + a * east_m, y + b * north_m) for a, b in corners])


def pair(at: Spot) -> list[list[Ring]]:
    """A field with a hole, an island in that hole, and a second field beside."""
    field = [box(at, 300, 300), box(at, 200, 200)]
    return [field, [box(at, 50, 60)], [box(at, 100, 300, x=600)]]


def star(rng: random.Random, at: Spot, reach_m: float, vertices: int, digits: int = 7) -> Ring:
    """A ring without self-crossings, with bays: one random radius for each of many bearings."""
    bearings = [2 * pi * (i + 0.8 * rng.random()) / vertices for i in range(vertices)]
    reaches = [reach_m * (0.45 + 0.55 * rng.random()) for _ in bearings]
    spots = [(r * cos(a), r * sin(a)) for a, r in zip(bearings, reaches, strict=True)]
    return ring(at, spots, digits)


def stars(rng: random.Random) -> Iterator[Shape]:
    """Random fields all over China, some with a random hole in the middle."""
    for number in range(30):
        at = (round(rng.uniform(75, 134), 4), round(rng.uniform(18, 53), 4))
        reach_m = 20 * 1.2**number
        rings = [star(rng, at, reach_m, rng.randrange(5, 31))]
        if number % 3 == 0:
            rings.append(star(rng, at, reach_m * 0.2, rng.randrange(4, 9)))
        yield polygon(f"star {number}", rings)


def slivers(rng: random.Random) -> Iterator[Shape]:
    """Long and thin, down to two centimetres, at every angle."""
    for number, (length_m, width_m) in enumerate(
        ((80, 0.02), (300, 0.1), (300, 1), (900, 0.5), (2000, 3), (60, 0.05), (150, 0.2), (5000, 1))
    ):
        angle = rng.uniform(0, pi)
        along = (length_m * cos(angle), length_m * sin(angle))
        across = (-width_m * sin(angle), width_m * cos(angle))
        corner = (along[0] + across[0], along[1] + across[1])
        yield polygon(f"sliver {number}", [ring(YONGAN, [(0, 0), along, corner, across], 9)])


def named(rng: random.Random) -> Iterator[Shape]:
    """Shapes with a reason of their own."""
    comb = [(0, 0), (400, 0)]
    for tooth in range(8):
        x = 400 - 50 * tooth
        comb += [(x, 300), (x - 25, 300), (x - 25, 30), (x - 50, 30)]
    yield polygon("comb", [ring(YONGAN, comb[:-1] + [(0, 30)])])
    bay = [(0, 0), (300, 0), (300, 200), (295, 200), (295, 5), (5, 5), (5, 200), (0, 200)]
    yield polygon("bay", [ring(YONGAN, bay)])
    yield polygon(
        "corner", [ring(YONGAN, [(0, 0), (90, 0), (90, 40), (40, 40), (40, 90), (0, 90)])]
    )
    yield polygon("wall", [box(YONGAN, 250, 250), box(YONGAN, 249, 249)])
    yield polygon("well", [box(YONGAN, 120, 80), box(YONGAN, 0.5, 0.5)])
    holes = [box(YONGAN, 30, 30, x=x, y=y) for x in (-120, 0, 120) for y in (-80, 80)]
    yield polygon("six holes", [box(YONGAN, 200, 150), *holes])
    notch = ring(YONGAN, [(-100, 0), (0, -40), (40, 0), (0, 40)])
    yield polygon("hole that touches the shell", [box(YONGAN, 100, 100), notch])
    yield polygon("clockwise", [box(YONGAN, 100, 60)[::-1], box(YONGAN, 30, 20)])
    yield polygon("left open", [box(YONGAN, 100, 60)[:-1], box(YONGAN, 30, 20)[:-1]])
    yield polygons("touching at a corner", [[box(YONGAN, 50, 50)], [box(YONGAN, 50, 50, 100, 100)]])
    yield polygons("with an empty part", [[box(YONGAN, 50, 50)], []])
    many = [[star(rng, YONGAN, 40, 7)], *([box(YONGAN, 9, 9, 150 * i, 90)] for i in range(1, 12))]
    yield polygons("archipelago", many)
    yield polygon("a county", [box((180.0, 52.0), 60_000, 40_000), box((180.0, 52.0), 900, 900)])
    yield polygon("all round the pole's neighbour", [box((0.0, 89.99), 500, 400)])


def degenerate() -> Iterator[Shape]:
    """Rings that enclose nothing count as the points and lines that they are."""
    a, b, c = (117.365, 25.942), (117.366, 25.943), (117.367, 25.941)
    yield polygon("one position", [[a]], Point(a))
    yield polygon("one position three times", [[a, a, a]], Point(a))
    yield polygon("two positions", [[a, b]], LineString([a, b]))
    yield polygon("there and back", [[a, b, c, b, a]], LineString([a, b, c]))
    yield polygon("said twice", [[a, a, b, b, c, c, a, a]], Polygon([a, b, c]))


def forests(rng: random.Random) -> Iterator[Shape]:
    """A ranger's district of 2,000 vertices with clearings, and one in pieces."""
    clearings = [star(rng, (117.365 + dx, 25.942), 250, 40, 5) for dx in (-0.008, 0, 0.008)]
    yield polygon("forest", [ridge(rng, YONGAN, 2_400, 2_000), *clearings])
    parts = [[star(rng, (117.4 + 0.02 * i, 25.9), 800, 60, 5)] for i in range(3)]
    yield polygons("forest in pieces", parts)


def ridge(rng: random.Random, at: Spot, reach_m: float, vertices: int) -> Ring:
    """An edge that winds as a watershed does: slow waves, quick waves, and some noise."""
    waves = [(n, rng.uniform(0, 2 * pi), 0.3 / n) for n in (2, 3, 5, 9, 21, 55)]
    spots = []
    for i in range(vertices):
        bearing = 2 * pi * i / vertices
        bend = sum(size * sin(n * bearing + phase) for n, phase, size in waves)
        reach = reach_m * (1 + bend + rng.uniform(-0.002, 0.002))
        spots.append((reach * cos(bearing), reach * sin(bearing)))
    return ring(at, spots, 5)
