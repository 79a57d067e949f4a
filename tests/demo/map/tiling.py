"""Cuts a polygon into cells and shares them out into regions of wanted sizes, without a gap."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import MultiPoint, MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

Numbers = NDArray[np.float64]
Indices = NDArray[np.intp]
Shapes = NDArray[Any]


@dataclass(frozen=True)
class Cells:
    """Small polygons that tile a polygon; centres and bent centres are (x, y) rows."""

    shapes: Shapes
    centres: Numbers
    bent: Numbers
    areas: Numbers
    neighbours: list[set[int]]
    squeeze: float

    def distance(self, which: Indices, point: Sequence[float]) -> Numbers:
        """Distances of these cells' centres from a point, in degrees of latitude."""
        x, y = ((self.centres[which] - np.array(point)) * (self.squeeze, 1)).T
        return np.asarray(np.hypot(x, y))


def cut(
    polygon: Polygon, points: Sequence[tuple[float, float]], rounds: int, squeeze: float
) -> Cells:
    """Voronoi cells of those points that lie inside, after some rounds of Lloyd's relaxation."""
    xy = np.array(points)
    shapely.prepare(polygon)
    xy = xy[shapely.contains_xy(polygon, xy)]
    for _ in range(rounds):
        rough = shapely.get_parts(shapely.voronoi_polygons(MultiPoint(xy)))
        rough = rough[shapely.intersects(rough, polygon)]
        xy = shapely.get_coordinates(shapely.centroid(shapely.intersection(rough, polygon)))
        xy = xy[shapely.contains_xy(polygon, xy)]
    edges = shapely.voronoi_polygons(MultiPoint(xy), only_edges=True)
    lines = shapely.union_all([shapely.intersection(edges, polygon), polygon.boundary])
    shapes = shapely.get_parts(shapely.polygonize([lines]))
    centres = shapely.get_coordinates(shapely.centroid(shapes))
    scaled = centres * (squeeze, 1)
    return Cells(
        shapes, centres, scaled + _bend(scaled), shapely.area(shapes), _neighbours(shapes), squeeze
    )


def share(cells: Cells, which: Indices, seeds: Numbers, wanted: Numbers, moves: int) -> Indices:
    """To which seed each cell goes; every region is connected and about as large as wanted.

    ``moves`` is how often the seeds step to the middle of their regions.
    """
    points, areas = cells.bent[which], cells.areas[which]
    places = seeds * (cells.squeeze, 1)
    goal = wanted / wanted.sum() * areas.sum()
    owner = _fit(points, areas, places, goal)
    for _ in range(moves):
        total = np.bincount(owner, areas, len(places))
        for axis in (0, 1):
            sums = np.bincount(owner, areas * points[:, axis], len(places))
            places[:, axis] = np.where(total > 0, sums / np.maximum(total, 1e-12), places[:, axis])
        owner = _fit(points, areas, places, goal)
    return _connect(cells, which, owner)


def merge(cells: Cells, owners: Indices, count: int, smooth: float) -> list[MultiPolygon]:
    """One shape per owner; shared borders are smoothed once, the outer border is left as it is."""
    rough = [shapely.coverage_union_all(cells.shapes[owners == n]) for n in range(count)]
    fine = shapely.coverage_simplify(np.array(rough), smooth, simplify_boundary=False)
    return [many(shape) for shape in shapely.transform(fine, lambda xy: np.round(xy, 6))]


def many(shape: BaseGeometry) -> MultiPolygon:
    """The shape as a MultiPolygon, which is what the column holds."""
    return MultiPolygon([part for part in shapely.get_parts(shape) if isinstance(part, Polygon)])


def _bend(xy: Numbers) -> Numbers:
    """A gentle, smooth displacement, so that borders meander."""
    x, y = xy.T
    east = 0.012 * np.sin(58 * y + 1.3) + 0.006 * np.sin(131 * y + 71 * x)
    north = 0.012 * np.sin(53 * x + 0.4) + 0.006 * np.sin(127 * x - 83 * y)
    return np.column_stack([east, north])


def _neighbours(shapes: Shapes) -> list[set[int]]:
    """Which cells share an edge."""
    at_edge: dict[tuple[tuple[float, float], ...], list[int]] = defaultdict(list)
    for number, shape in enumerate(shapes):
        ring = shape.exterior.coords
        for edge in pairwise(ring):
            at_edge[tuple(sorted(edge))].append(number)
    found: list[set[int]] = [set() for _ in shapes]
    for pair in at_edge.values():
        if len(pair) == 2:
            found[pair[0]].add(pair[1])
            found[pair[1]].add(pair[0])
    return found


def _fit(points: Numbers, areas: Numbers, places: Numbers, goal: Numbers) -> Indices:
    """A power diagram whose handicaps are stepped until the areas come near to the goal."""
    squares = ((points[:, None, :] - places[None, :, :]) ** 2).sum(axis=2)
    handicap = np.zeros(len(places))
    owner = squares.argmin(axis=1)
    for step in np.geomspace(0.5, 0.02, 60):
        have = np.bincount(owner, areas, len(places))
        handicap += step * (goal - have) / np.pi
        owner = (squares - handicap).argmin(axis=1)
    return np.asarray(owner)


def _connect(cells: Cells, which: Indices, owner: Indices) -> Indices:
    """Gives stray cells to the neighbouring region, so that each region is one piece."""
    owner_of = dict(zip(which.tolist(), owner.tolist(), strict=True))
    settled = set()
    for number in set(owner_of.values()):
        pieces = _pieces(cells, {cell for cell, who in owner_of.items() if who == number})
        settled |= max(pieces, key=lambda piece: cells.areas[list(piece)].sum())
    waiting = sorted(set(owner_of) - settled)
    while waiting:
        for cell in waiting:
            near = sorted(cells.neighbours[cell] & settled & owner_of.keys())
            if near:
                owner_of[cell] = owner_of[near[0]]
                settled.add(cell)
        waiting = [cell for cell in waiting if cell not in settled]
    return np.array([owner_of[cell] for cell in which.tolist()])


def _pieces(cells: Cells, members: set[int]) -> list[set[int]]:
    pieces = []
    left = set(members)
    while left:
        piece, edge = set(), [min(left)]
        while edge:
            cell = edge.pop()
            if cell in left:
                left.discard(cell)
                piece.add(cell)
                edge.extend(cells.neighbours[cell] & left)
        pieces.append(piece)
    return pieces
