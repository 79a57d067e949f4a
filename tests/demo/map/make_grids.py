"""Writes grids.geojson: the grids of the demo, one for each village, as they tile the county.

    python -m tests.demo.map.make_grids

The borders inside are drawn, not surveyed. The county is cut into some five thousand small
cells; each town, then each village within its town, takes the cells nearest to its seed, with
a handicap that is fitted until its area is as wanted; straight borders are bent and smoothed.
Chance is seeded: the file is always the same. Shapes are WGS-84, longitude first.
"""

import csv
import json
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import shapely
from shapely import Polygon
from shapely.geometry import mapping

from backend.demo.geography import GRIDS
from tests.demo.map import tiling

HERE = Path(__file__).parent
SEED = 369
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


def outline() -> Polygon:
    """The county as it came."""
    document = json.loads((HERE / "county.geojson").read_text(encoding="utf-8"))
    shape = shapely.from_geojson(json.dumps(document["features"][0]["geometry"]))
    return tiling.many(shape).geoms[0]


def village_name(official: str) -> str:
    """The name people say: 将军山社区居委会 is 将军山社区, 东门居委会 is 东门社区."""
    if official.endswith("村委会"):
        return official.removesuffix("委会")
    stem = official.removesuffix("居民委员会").removesuffix("居委会")
    return stem if stem.endswith("社区") else f"{stem}社区"


def collection() -> dict[str, Any]:
    """The grids as GeoJSON features, in the order of the list of villages."""
    with (HERE / "villages.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    rng = Random(SEED)
    cells = tiling.cut(outline(), _points(rng), rounds=3, squeeze=SQUEEZE)
    shapes = tiling.merge(cells, _owners(cells, rows, rng), len(rows), SMOOTH)
    features = [
        {
            "type": "Feature",
            "properties": {
                "village_code": row["village_code"],
                "village": village_name(row["village"]),
                "town_code": row["town_code"],
                "town": row["town"],
            },
            "geometry": mapping(shape),
        }
        for row, shape in zip(rows, shapes, strict=True)
    ]
    return {"type": "FeatureCollection", "features": features}


def text() -> str:
    """The file: one line for each grid."""
    found = collection()
    lines = [
        json.dumps(each, ensure_ascii=False, separators=(",", ":")) for each in found["features"]
    ]
    return '{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n"


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


if __name__ == "__main__":
    GRIDS.write_text(text(), encoding="utf-8")
