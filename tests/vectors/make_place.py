"""Writes place.json: where positions lie, seen from a site, for the server and the phone alike.

    python -m tests.vectors.make_place

The answers are an oracle's that shares nothing with `backend/geo/measure.py` but the definition
of its plane: the ellipsoid is taken from its two axes and the geometry is shapely's. Where a
position lies so near the edge of two places that the oracle itself may err, it claims the
distance only; the place there is the server's, and says so. Chance is seeded: the file is
always the same.

    {"shapes": [{"name", "geometry", "cases": [case, ...]}, ...]}
    case = [lon, lat, accuracy, radius, place, distance]

Metres and degrees WGS-84; the distance to a tenth of a millimetre, null for no_fix. Longitude and
latitude null mean that there is no position. What JSON has no number for is a string: "NaN",
"Infinity", "-Infinity". A seventh entry "server" marks a place that the oracle does not claim.
"""

import json
import random
from collections.abc import Callable, Iterable, Iterator
from math import cos, hypot, pi, radians, sin
from pathlib import Path
from typing import Any

import shapely

from backend.patrol.checkins.rules import Fix, classify_place
from tests.vectors.place_shapes import DEGREE_M, Shape, Spot, shapes, wrapped

FILE = Path(__file__).with_name("place.json")

EQUATOR_M, POLE_M = 6_378_137.0, 6_378_137.0 * (1 - 1 / 298.257223563)
ORACLE_ERROR_M = 1e-5  # far more than rounding costs it on any shape
HERE = shapely.Point(0, 0)

RADII = (50, 60, 80, 120, 150, 5, 2000)  # of the kinds of sites, and the least and most allowed
# What a phone may say, and the metres that it is worth.
HELP = (
    *((metres, metres) for metres in (5, 8.5, 20, 50, 65, 99.9, 100)),
    *((coarse, 100) for coarse in (100.1, 300, 1000)),
    *((nonsense, 100) for nonsense in (0, -1, None, "NaN", "Infinity", "-Infinity")),
)
NOWHERE: tuple[tuple[Any, Any], ...] = (
    (None, None),
    ("NaN", 26.0),
    (117.0, "NaN"),
    ("Infinity", 26.0),
    (117.0, "-Infinity"),
    (180.000001, 26.0),
    (-180.000001, 26.0),
    (117.0, 90.000001),
    (117.0, -90.000001),
    (477.365, 25.942),
)
Case = list[Any]
Aim = Callable[[float, float], float]  # metres to the shape


def number(value: Any) -> float | None:
    """What an entry stands for."""
    return None if value is None else float(value)


def aim_at(shape: Shape) -> Aim:
    """The oracle: metres from a position to the shape, in the plane that touches the ellipsoid."""

    west, _, east, _ = shape.drawn.bounds
    turns = (-360, 0, 360) if max(-west, east) > 179 else (0,)

    def distance(lon: float, lat: float) -> float:
        scale = degree_m(lat)

        def seen(turn: int) -> shapely.Geometry:
            return shapely.transform(shape.drawn, lambda spots: (spots - (lon + turn, lat)) * scale)

        return min(seen(turn).distance(HERE) for turn in turns)

    return distance


def degree_m(lat: float) -> Spot:
    """Metres in a degree to the east and in one to the north: an ellipse's, by its axes."""
    x, y = EQUATOR_M * cos(radians(lat)), POLE_M * sin(radians(lat))
    east = EQUATOR_M * x / hypot(x, y)
    north = (EQUATOR_M * POLE_M) ** 2 / hypot(x, y) ** 3
    return east * pi / 180, north * pi / 180


def judged(shape: Shape, aim: Aim, at: Spot, accuracy: Any, help_m: float, radius: float) -> Case:
    """One case, by the oracle; its place by the server if the oracle may err there."""
    distance = aim(*at)
    case = [*at, accuracy, radius]
    if min(abs(distance - radius), abs(distance - help_m - radius)) < ORACLE_ERROR_M:
        fix = Fix(*at, number(accuracy))
        place = classify_place(fix, shape.geometry, radius).place.value
        return [*case, place, round(distance, 4), "server"]
    place = "on_site" if distance < radius else "near" if distance - help_m < radius else "far"
    return [*case, place, round(distance, 4)]


def corners(shape: Shape) -> list[Spot]:
    return [(lon, lat) for lon, lat in shapely.get_coordinates(shape.drawn).tolist()]


def marks(rng: random.Random, shape: Shape) -> Iterator[Spot]:
    """Inside, in each hole, on vertices, on edges, and round about."""
    found = corners(shape)
    yield spot(shape.drawn.representative_point())
    for part in shapely.get_parts(shape.drawn):
        for hole in part.interiors if part.geom_type == "Polygon" else ():
            yield spot(shapely.Polygon(hole).representative_point())
    for _ in range(2):
        index = rng.randrange(len(found))
        (ax, ay), (bx, by) = found[index - 1], found[index]
        yield found[index]
        yield (ax + bx) / 2, (ay + by) / 2
    for _ in range(4):
        start, step = ray(rng, shape, 150)
        share = rng.random()
        yield start[0] + share * step[0], start[1] + share * step[1]


def spot(at: shapely.Point) -> Spot:
    return round(at.x, 9), round(at.y, 9)


def ray(rng: random.Random, shape: Shape, reach_m: float) -> tuple[Spot, Spot]:
    """From a vertex to a place that is more than so far away from all of the shape."""
    start = rng.choice(corners(shape))
    west, south, east, north = shape.drawn.bounds
    east_m = DEGREE_M * cos(radians(start[1]))
    size = hypot((east - west) * east_m, (north - south) * DEGREE_M)
    length = 2 * size + 1.5 * reach_m
    bearing = rng.uniform(0, pi)
    away = -1 if start[1] > 0 else 1  # towards the equator: there is no way past a pole
    return start, (length * cos(bearing) / east_m, away * length * sin(bearing) / DEGREE_M)


def reached(rng: random.Random, shape: Shape, aim: Aim, metres: float, digits: int = 10) -> Spot:
    """A position so far from the shape, found by halving the way to one that is farther."""
    start, step = ray(rng, shape, metres)
    near, far = 0.0, 1.0

    def along(share: float) -> Spot:
        lon = wrapped(round(start[0] + share * step[0], digits))
        return lon, round(start[1] + share * step[1], digits)

    for _ in range(60):
        middle = (near + far) / 2
        if aim(*along(middle)) < metres:
            near = middle
        else:
            far = middle
    return along(near)


def cases(shape: Shape, turn: int) -> Iterator[Case]:
    """Those of one shape; `turn` says which radii and accuracies come up."""
    rng = random.Random(turn)
    aim = aim_at(shape)
    chances = [(HELP[(turn + 5 * i) % len(HELP)], RADII[(turn + i) % len(RADII)]) for i in range(9)]
    for at, ((accuracy, help_m), radius) in zip(marks(rng, shape), cycle(chances), strict=False):
        here = (wrapped(at[0]), at[1])
        yield judged(shape, aim, here, accuracy, help_m, radius)
        if turn % 4 == 0:
            yield judged(shape, aim, here, accuracy, help_m, 0)
    for (accuracy, help_m), radius in chances[:4]:
        for edge in (radius, radius + help_m):
            for step in (-0.001, 0.001):
                at = reached(rng, shape, aim, edge + step)
                yield judged(shape, aim, at, accuracy, help_m, radius)
    (accuracy, help_m), radius = chances[4]
    for edge in (0.001, radius, radius + help_m):  # as exactly as numbers go
        at = reached(rng, shape, aim, edge, digits=15)
        yield judged(shape, aim, at, accuracy, help_m, radius if edge > 1 else 0)
    if turn % 12 == 0:
        yield from ([*nowhere, chances[0][0][0], 60, "no_fix", None] for nowhere in NOWHERE)


def cycle(items: list[Any]) -> Iterator[Any]:
    while True:
        yield from items


def made() -> str:
    """The whole file: a line per case, so that a change shows where it is."""
    blocks = []
    for turn, shape in enumerate(shapes()):
        lines = ",\n".join(map(compact, cases(shape, turn)))
        head = f'"name":{compact(shape.name)},"geometry":{compact(shape.geometry)}'
        blocks.append(f'{{{head},"cases":[\n{lines}]}}')
    return '{"shapes":[\n' + ",\n".join(blocks) + "]}\n"


def compact(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"), allow_nan=False)


def count(blocks: Iterable[dict[str, Any]]) -> int:
    return sum(len(block["cases"]) for block in blocks)


if __name__ == "__main__":
    text = made()
    FILE.write_text(text)
    print(f"{FILE.name}: {count(json.loads(text)['shapes'])} cases, {len(text)} bytes")
