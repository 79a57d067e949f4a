"""Shapes from GeoJSON: what is taken, what is refused, and why."""

from typing import Any

import pytest
from shapely.geometry import mapping

from backend.geo import measure, shapes

pytestmark = pytest.mark.fast

SQUARE = [[0, 0], [4, 0], [4, 4], [0, 4], [0, 0]]
HOLE = [[1, 1], [3, 1], [3, 3], [1, 3], [1, 1]]
FAR_SQUARE = [[10, 0], [11, 0], [11, 1], [10, 1], [10, 0]]
BOW_TIE = [[0, 0], [4, 4], [4, 0], [0, 4], [0, 0]]


@pytest.mark.parametrize(
    ("kind", "coordinates"),
    (
        ("Point", [117.35, 26.0]),
        ("Point", [117, 26, 180.5]),
        ("Point", [117, 26, None]),
        ("Point", [117, 26, float("nan"), 3]),
        ("Polygon", [SQUARE]),
        ("Polygon", [SQUARE, HOLE]),
        ("MultiPolygon", [[SQUARE, HOLE], [FAR_SQUARE]]),
    ),
)
def test_reads(kind: str, coordinates: Any) -> None:
    figure = shapes.read({"type": kind, "coordinates": coordinates})
    assert figure.geom_type == kind
    assert shapes.covers(figure, shapes.inside_of(figure))


@pytest.mark.parametrize(
    ("kind", "coordinates", "fault"),
    (
        ("LineString", SQUARE, "not_a_shape"),
        ("GeometryCollection", [], "not_a_shape"),
        (["Point"], [1, 2], "not_a_shape"),
        ("Point", None, "not_a_shape"),
        ("Point", "1,2", "not_a_shape"),
        ("Point", [], "not_a_shape"),
        ("Point", [True, False], "not_a_shape"),
        ("Point", ["1", "2"], "not_a_shape"),
        ("Point", [float("nan"), 1], "not_a_shape"),
        ("Point", [1, float("inf")], "not_a_shape"),
        ("Point", [180.1, 0], "not_degrees"),
        ("Point", [0, 90.1], "not_degrees"),
        ("Point", [10**400, 0], "not_degrees"),
        ("Polygon", [], "not_a_shape"),
        ("Polygon", [[]], "not_a_shape"),
        ("Polygon", [SQUARE[:3]], "not_a_shape"),
        ("Polygon", [[*SQUARE[:-1], [0, 1]]], "not_a_shape"),
        ("Polygon", [BOW_TIE], "self_crossing"),
        ("Polygon", [SQUARE, FAR_SQUARE], "self_crossing"),
        ("Polygon", [[[0, 0], [1, 1], [2, 2], [0, 0]]], "not_a_shape"),
        ("MultiPolygon", [], "not_a_shape"),
        ("MultiPolygon", [[SQUARE], [SQUARE]], "self_crossing"),
        ("Polygon", [[[0, 0]] * 5001], "too_many_vertices"),
    ),
)
def test_refuses(kind: Any, coordinates: Any, fault: str) -> None:
    with pytest.raises(shapes.ShapeError) as caught:
        shapes.read({"type": kind, "coordinates": coordinates})
    assert str(caught.value) == fault


def test_the_limit_counts_every_vertex() -> None:
    document = {"type": "MultiPolygon", "coordinates": [[SQUARE, HOLE], [FAR_SQUARE]]}
    assert shapes.read(document, max_vertices=15)
    with pytest.raises(shapes.ShapeError, match="too_many_vertices"):
        shapes.read(document, max_vertices=14)


def test_the_inner_point_of_a_ring_is_not_in_its_hole() -> None:
    figure = shapes.read({"type": "Polygon", "coordinates": [SQUARE, HOLE]})
    assert measure.contains(shapes.inside_of(figure), mapping(figure))
    assert not shapes.covers(figure, (2, 2))


def test_gcj02_is_converted_at_the_edge() -> None:
    drawn = measure.wgs84_to_gcj02((117.35, 26.0))
    figure = shapes.read({"type": "Point", "coordinates": list(drawn)}, datum="GCJ-02")
    assert shapes.inside_of(figure) == pytest.approx((117.35, 26.0), abs=1e-8)
    assert drawn[0] != pytest.approx(117.35, abs=1e-4)


def test_a_polygon_counts_as_several_and_a_point_does_not() -> None:
    polygon = shapes.read({"type": "Polygon", "coordinates": [SQUARE]})
    several = shapes.as_multipolygon(polygon)
    assert list(several.geoms) == [polygon]
    assert shapes.as_multipolygon(several) is several
    with pytest.raises(shapes.ShapeError):
        shapes.as_multipolygon(shapes.read({"type": "Point", "coordinates": [1, 2]}))


TOUCHING = [[0, 0], [4, 0], [4, 4], [0, 4], [0, 2], [1, 3], [1, 1], [0, 2], [0, 0]]
SPIKE = [[0, 0], [4, 0], [4, 4], [4, 8], [4, 4], [0, 4], [0, 0]]
BESIDE = [[4, 0], [8, 0], [8, 4], [4, 4], [4, 0]]


@pytest.mark.parametrize(
    ("kind", "coordinates", "area"),
    (
        ("Polygon", [TOUCHING], 15),
        ("Polygon", [SPIKE], 16),
        ("MultiPolygon", [[SQUARE], [BESIDE]], 32),
    ),
)
def test_what_loses_nothing_is_mended(kind: str, coordinates: Any, area: float) -> None:
    figure = shapes.read({"type": kind, "coordinates": coordinates})
    assert figure.is_valid
    assert figure.area == area


def test_a_crossing_is_told_with_its_place() -> None:
    with pytest.raises(shapes.ShapeError) as told:
        shapes.read({"type": "Polygon", "coordinates": [BOW_TIE]})
    assert told.value.detail == "Self-intersection[2 2]"


@pytest.mark.parametrize(
    "name",
    (
        "urn:ogc:def:crs:OGC:1.3:CRS84",
        "urn:ogc:def:crs:EPSG::4326",
        "urn:ogc:def:crs:EPSG:9.8:4490",
        "EPSG:4326",
        "http://www.opengis.net/def/crs/EPSG/0/4490",
    ),
)
def test_systems_that_are_read(name: str) -> None:
    shapes.check_crs({"crs": {"type": "name", "properties": {"name": name}}})
    shapes.check_crs({"crs": None})
    shapes.check_crs({})


@pytest.mark.parametrize(
    "crs",
    (
        {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4610"}},
        {"type": "name", "properties": {"name": "EPSG:4214"}},
        {"type": "name", "properties": {"name": "EPSG:44326"}},
        {"type": "name", "properties": {"name": 4326}},
        {"type": "link"},
        "EPSG:4326",
    ),
)
def test_systems_that_would_lie_aside_are_refused(crs: object) -> None:
    with pytest.raises(shapes.ShapeError, match="unknown_crs"):
        shapes.check_crs({"crs": crs})
