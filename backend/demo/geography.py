"""The demo's map: 15 towns and 263 villages that tile the real outline of the county.

The borders inside are drawn, not surveyed. The county is cut into some five thousand small
cells; each town, then each village within its town, takes the cells nearest to its seed, with
a handicap that is fitted until its area is as wanted; straight borders are bent and smoothed.
The same input gives the same map. All shapes are WGS-84, longitude first.
"""

import csv
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

import numpy as np
import shapely
from shapely import MultiPolygon, Polygon

from backend.demo import tiling

DATA = Path(__file__).parent / "data"
CENTRE = (117.365, 25.955)
SQUEEZE = 0.899  # a degree of longitude over one of latitude, at 26 degrees north
# The drawn borders are simplified to triangles of about this edge, in degrees (some 300 m).
SMOOTH = 0.0035

# Where each town's seed lies, and how large it shall be, in square kilometres.
TOWNS = {
    "燕东街道": (117.405, 25.972, 85),
    "燕西街道": (117.300, 25.975, 150),
    "燕南街道": (117.372, 25.915, 140),
    "燕北街道": (117.360, 26.020, 110),
    "西洋镇": (117.480, 25.860, 250),
    "贡川镇": (117.450, 26.080, 190),
    "安砂镇": (117.100, 26.060, 290),
    "小陶镇": (117.110, 25.760, 420),
    "大湖镇": (117.260, 26.080, 210),
    "曹远镇": (117.220, 25.930, 230),
    "洪田镇": (117.250, 25.790, 270),
    "槐南镇": (117.620, 25.890, 180),
    "上坪乡": (117.400, 25.740, 170),
    "罗坊乡": (117.060, 25.880, 170),
    "青水畲族乡": (117.570, 26.000, 240),
}


@dataclass(frozen=True)
class Region:
    """A node of the tree of areas with its shape."""

    code: str
    name: str
    level: str
    parent: str | None
    shape: MultiPolygon


@dataclass(frozen=True)
class Geography:
    """The whole tree; grids and villages correspond one to one."""

    county: Region
    towns: tuple[Region, ...]
    villages: tuple[Region, ...]
    grids: tuple[Region, ...]

    @property
    def regions(self) -> tuple[Region, ...]:
        """Every node, parents first."""
        return (self.county, *self.towns, *self.villages, *self.grids)


def outline() -> Polygon:
    """The county as it came."""
    document = json.loads((DATA / "county.geojson").read_text(encoding="utf-8"))
    shape = shapely.from_geojson(json.dumps(document["features"][0]["geometry"]))
    return tiling.many(shape).geoms[0]


def village_name(official: str) -> str:
    """The name people say: 将军山社区居委会 is 将军山社区, 东门居委会 is 东门社区."""
    if official.endswith("村委会"):
        return official.removesuffix("委会")
    stem = official.removesuffix("居民委员会").removesuffix("居委会")
    return stem if stem.endswith("社区") else f"{stem}社区"


@cache
def draw(seed: int = 369) -> Geography:
    """The map, the same for the same seed; takes about two seconds."""
    with (DATA / "villages.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    rng = Random(seed)
    cells = tiling.cut(outline(), _points(rng), rounds=3, squeeze=SQUEEZE)
    owners = _owners(cells, rows, rng)
    shapes = tiling.merge(cells, owners, len(rows), SMOOTH)
    villages = [
        Region(
            row["village_code"], village_name(row["village"]), "village", row["town_code"], shape
        )
        for row, shape in zip(rows, shapes, strict=True)
    ]
    grids = [Region(f"{v.code}01", v.name, "grid", v.code, v.shape) for v in villages]
    names = {row["town_code"]: row["town"] for row in rows}
    towns = [
        Region(code, name, "town", "350481", _union([v for v in villages if v.parent == code]))
        for code, name in names.items()
    ]
    county = Region("350481", "永安市", "county", None, _union(towns))
    return Geography(county, tuple(towns), tuple(villages), tuple(grids))


def _union(regions: Sequence[Region]) -> MultiPolygon:
    return tiling.many(shapely.coverage_union_all([region.shape for region in regions]))


def _points(rng: Random) -> list[tuple[float, float]]:
    """Seeds of cells: everywhere, closer together in the city and around each town's seat."""
    west, south, east, north = outline().bounds
    points = [(rng.uniform(west, east), rng.uniform(south, north)) for _ in range(6500)]
    points += [(rng.gauss(CENTRE[0], 0.035), rng.gauss(CENTRE[1], 0.035)) for _ in range(1500)]
    for lon, lat, _ in TOWNS.values():
        points += [(rng.gauss(lon, 0.012), rng.gauss(lat, 0.012)) for _ in range(40)]
    return points


def _owners(cells: tiling.Cells, rows: list[dict[str, str]], rng: Random) -> tiling.Indices:
    """The row number of the village to which each cell belongs."""
    seeds = np.array([(lon, lat) for lon, lat, _ in TOWNS.values()])
    wanted = np.array([float(size) for _, _, size in TOWNS.values()])
    everything = np.arange(len(cells.shapes))
    town_of = tiling.share(cells, everything, seeds, wanted, moves=0)
    owners = np.full(len(cells.shapes), -1)
    for number, (name, (lon, lat, _)) in enumerate(TOWNS.items()):
        mine = [n for n, row in enumerate(rows) if row["town"] == name]
        inside = np.flatnonzero(town_of == number)
        urban = [village_name(rows[n]["village"]).endswith("社区") for n in mine]
        seat = CENTRE if name.endswith("街道") else (lon, lat)
        seeds, wanted = _village_seeds(cells, inside, urban, seat, rng)
        part = tiling.share(cells, inside, seeds, wanted, moves=3)
        owners[inside] = np.array(mine)[part]
    return owners


def _village_seeds(
    cells: tiling.Cells,
    inside: tiling.Indices,
    urban: list[bool],
    seat: tuple[float, float],
    rng: Random,
) -> tuple[tiling.Numbers, tiling.Numbers]:
    """Communities are small and near the town's seat (the city's centre for the streets)."""
    by_distance = inside[np.argsort(cells.distance(inside, seat))]
    near = list(by_distance[: max(6 * sum(urban), 8)])
    chosen = [rng.choice(near if small else list(by_distance)) for small in urban]
    wanted = [rng.uniform(0.10, 0.16) if small else rng.uniform(0.7, 1.3) for small in urban]
    return cells.centres[chosen], np.array(wanted)
