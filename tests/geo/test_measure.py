"""Distance and containment against shapely, their edges by hand, and the datum both ways."""

import random
from math import cos, hypot, pi, radians, sin, sqrt, tan

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import affinity
from shapely import geometry as shapes

from backend.geo import measure

pytestmark = pytest.mark.fast

YONGAN = (117.365, 25.942)
DEGREE_M = 111_000.0


def square(lon: float, lat: float, half: float) -> list[list[float]]:
    corners = [(-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1)]
    return [[lon + half * x, lat + half * y] for x, y in corners]


def polygon(*rings: list[list[float]]) -> measure.Geometry:
    return {"type": "Polygon", "coordinates": list(rings)}


FIELD = polygon(square(117.0, 26.0, 0.01), square(117.0, 26.0, 0.004))
ISLAND = {
    "type": "MultiPolygon",
    "coordinates": [FIELD["coordinates"], [square(117.0, 26.0, 0.001)], []],
}


def star(rng: random.Random, lon: float, lat: float, radius: float) -> list[list[float]]:
    """A ring without self-crossings, with bays: one random radius for each of many bearings."""
    bearings = sorted(rng.uniform(0, 2 * pi) for _ in range(rng.randint(5, 30)))
    reaches = [radius * rng.uniform(0.5, 1) for _ in bearings]
    return [[lon + r * cos(a), lat + r * sin(a)] for a, r in zip(bearings, reaches, strict=True)]


def holed(rng: random.Random, lon: float, lat: float) -> list[list[list[float]]]:
    """A shell around two holes that lie well inside it."""
    holes = [star(rng, lon + dx, lat, 0.002) for dx in (-0.0025, 0.0025)]
    return [square(lon, lat, rng.uniform(0.005, 0.01)), *holes]


def in_plane(point: measure.Point, shape: shapes.base.BaseGeometry) -> shapes.base.BaseGeometry:
    """The same plane again, written for shapely."""
    w = sqrt(1 - 0.00669437999014132 * sin(radians(point[1])) ** 2)
    east_m = radians(6378137.0 / w * cos(radians(point[1])))
    north_m = radians(6378137.0 * (1 - 0.00669437999014132) / w**3)
    a, b = -point[0] * east_m, -point[1] * north_m
    return affinity.affine_transform(shape, [east_m, 0, 0, north_m, a, b])


@pytest.mark.parametrize("count", (20, pytest.param(200, marks=pytest.mark.drill)))
def test_agrees_with_shapely_on_50_points_each(count: int) -> None:
    rng = random.Random(369)
    inside = 0
    for _ in range(count):
        lon, lat = rng.uniform(75, 134), rng.uniform(18, 53)
        if rng.random() < 0.5:
            geometry = polygon(*holed(rng, lon, lat))
        else:
            parts = [holed(rng, lon, lat), [star(rng, lon + 0.05, lat, 0.01)]]
            geometry = {"type": "MultiPolygon", "coordinates": parts}
        shape = shapes.shape(dict(geometry))
        for _ in range(50):
            point = (lon + rng.uniform(-0.02, 0.07), lat + rng.uniform(-0.015, 0.015))
            if rng.random() < 0.5:
                point = (lon + rng.uniform(-0.006, 0.006), lat + rng.uniform(-0.006, 0.006))
            assert measure.contains(point, geometry) == shape.covers(shapes.Point(point))
            expected = in_plane(point, shape).distance(shapes.Point(0, 0))
            assert measure.distance_m(point, geometry) == pytest.approx(expected, abs=1e-5)
            inside += measure.contains(point, geometry)
    assert 0.2 < inside / (50 * count) < 0.8


@pytest.mark.parametrize(
    ("lon", "lat", "inside"),
    (
        (117.0, 26.0, False),  # the middle of the hole
        (117.007, 26.0, True),
        (117.02, 26.0, False),
        (117.01, 26.0, True),  # an edge
        (117.01, 26.01, True),  # a corner
        (117.004, 26.0, True),  # an edge of the hole
        (117.004, 26.004, True),  # a corner of the hole
        (117.02, 26.01, False),  # in line with an edge
    ),
)
def test_holes_and_borders(lon: float, lat: float, inside: bool) -> None:
    assert measure.contains((lon, lat), FIELD) is inside


def test_a_point_on_a_slanting_edge_is_on_the_border() -> None:
    triangle = polygon([[117.0, 26.0], [117.013, 26.007], [117.002, 26.02]])
    for i in range(1, 100):
        assert measure.contains((117.0 + 0.013 * i / 100, 26.0 + 0.007 * i / 100), triangle)


def test_in_a_hole_the_way_is_to_its_edge() -> None:
    assert measure.distance_m((117.0, 26.003), FIELD) == pytest.approx(0.001 * 110_780, rel=1e-3)
    assert measure.distance_m((117.0, 26.0), ISLAND) == 0
    assert measure.distance_m((117.0, 26.002), ISLAND) == pytest.approx(0.001 * 110_780, rel=1e-3)


@pytest.mark.parametrize(
    ("lon", "lat", "far_lon", "far_lat", "geodesic_m"),
    (  # by GeographicLib
        (117.0, 26.0, 117.0, 26.001, 110.7880),
        (117.0, 26.0, 117.001, 26.0, 100.1177),
        (117.0, 26.0, 117.003, 26.004, 535.3436),
        (122.0, 53.5, 122.003, 53.504, 487.6635),
        (180.0, 26.0, -179.999, 26.0, 100.1177),
        (0.0, 89.99, 0.5, 89.9905, 56.6493),
    ),
)
def test_the_plane_costs_no_more_than_the_docstring_says(
    lon: float, lat: float, far_lon: float, far_lat: float, geodesic_m: float
) -> None:
    there = {"type": "Point", "coordinates": [far_lon, far_lat]}
    cost = geodesic_m**2 * tan(radians(lat)) / (4 * 6_371_000)
    assert measure.distance_m((lon, lat), there) == pytest.approx(geodesic_m, abs=cost + 1e-4)


@pytest.mark.parametrize("lon", (180.0, -180.0, 179.995, -179.995))
def test_a_polygon_across_the_180th_meridian(lon: float) -> None:
    ring = [[179.99, 10.0], [-179.99, 10.0], [-179.99, 10.02], [179.99, 10.02]]
    assert measure.contains((lon, 10.01), polygon(ring))
    assert not measure.contains((0.0, 10.01), polygon(ring))
    assert measure.distance_m((0.0, 10.01), polygon(ring)) > 1e7


@pytest.mark.parametrize("lat", (90.0, -90.0, 89.9999))
def test_the_poles_do_no_harm(lat: float) -> None:
    there = {"type": "Point", "coordinates": [100.0, lat / 90 * 89.99]}
    assert measure.distance_m((0.0, lat), there) == pytest.approx(1117, rel=0.02)


@pytest.mark.parametrize(
    "geometry",
    (
        {"type": "Point", "coordinates": [117.0, 26.0, 213.5]},
        polygon([[117.0, 26.0]]),
        polygon([[117.0, 26.0], [117.0, 26.0], [117.0, 26.0]]),
        polygon([[117.0, 26.0], [117.0, 25.9]]),
        polygon([[117.0, 26.0], [117.0, 25.95], [117.0, 25.9], [117.0, 26.0]]),
        polygon([[117.0, 26.0], [117.0, 25.9]], []),
        {"type": "MultiPolygon", "coordinates": [[], [[]], [[[117.0, 26.0]]]]},
    ),
)
def test_degenerate_shapes_are_the_points_and_segments_they_are(geometry: measure.Geometry) -> None:
    assert measure.distance_m((117.0, 26.001), geometry) == pytest.approx(110.788, abs=0.01)
    assert measure.contains((117.0, 26.0), geometry)


@pytest.mark.parametrize(
    "geometry",
    (
        {"type": "LineString", "coordinates": [[117.0, 26.0], [117.1, 26.0]]},
        {"type": "MultiPolygon", "coordinates": []},
        polygon(),
        polygon([]),
    ),
)
def test_what_cannot_be_measured_to_is_said(geometry: measure.Geometry) -> None:
    with pytest.raises(ValueError, match=r"measure|position"):
        measure.distance_m((117.0, 26.0), geometry)


@given(st.randoms(use_true_random=False), st.integers(0, 29), st.booleans())
def test_where_a_ring_starts_and_how_it_turns_is_no_matter(
    rng: random.Random, start: int, backwards: bool
) -> None:
    ring = star(rng, *YONGAN, 0.01)
    start %= len(ring)
    other = ring[start:] + ring[:start] + [ring[start]]
    point = (YONGAN[0] + rng.uniform(-0.01, 0.01), YONGAN[1] + rng.uniform(-0.01, 0.01))
    expected = measure.distance_m(point, polygon(ring))
    turned = polygon(other[::-1] if backwards else other)
    assert measure.distance_m(point, turned) == pytest.approx(expected, abs=1e-6)


def test_gcj02_as_published() -> None:
    drawn = measure.wgs84_to_gcj02((116.404, 39.915))
    assert drawn == pytest.approx((116.41024449916938, 39.91640428150164), abs=1e-9)


@given(st.floats(73.5, 135.0), st.floats(3.0, 53.6))
def test_gcj02_and_back_within_a_millimetre(lon: float, lat: float) -> None:
    drawn = measure.wgs84_to_gcj02((lon, lat))
    shift = hypot((drawn[0] - lon) * cos(radians(lat)), drawn[1] - lat) * DEGREE_M
    assert 0 < shift < 1000
    back = measure.gcj02_to_wgs84(drawn)
    assert measure.distance_m((lon, lat), {"type": "Point", "coordinates": back}) < 0.001


@pytest.mark.parametrize("abroad", ((2.35, 48.86), (72.0, 30.0), (140.0, 36.0), (110.0, 0.5)))
def test_abroad_the_two_datums_are_one(abroad: measure.Point) -> None:
    assert measure.wgs84_to_gcj02(abroad) == abroad
    assert measure.gcj02_to_wgs84(abroad) == abroad
