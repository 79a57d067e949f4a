"""The demo's map: 15 towns and 263 villages that tile the real outline of the county.

The borders inside are drawn, not surveyed: see data/ORIGIN.md. All shapes are WGS-84, longitude
first.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import shapely
from shapely import MultiPolygon, Polygon
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

GRIDS = Path(__file__).parent / "data" / "grids.geojson"


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


@cache
def load_geography() -> Geography:
    """The tree of areas; towns and the county are the unions of their grids."""
    features = json.loads(GRIDS.read_text(encoding="utf-8"))["features"]
    villages = [
        Region(
            code=feature["properties"]["village_code"],
            name=feature["properties"]["village"],
            level="village",
            parent=feature["properties"]["town_code"],
            shape=_as_multipolygon(shape(feature["geometry"])),
        )
        for feature in features
    ]
    grids = [Region(f"{v.code}01", v.name, "grid", v.code, v.shape) for v in villages]
    names = {each["properties"]["town_code"]: each["properties"]["town"] for each in features}
    towns = [
        Region(code, name, "town", "350481", _union([v for v in villages if v.parent == code]))
        for code, name in names.items()
    ]
    county = Region("350481", "永安市", "county", None, _union(towns))
    return Geography(county, tuple(towns), tuple(villages), tuple(grids))


def _union(regions: Sequence[Region]) -> MultiPolygon:
    return _as_multipolygon(shapely.coverage_union_all([region.shape for region in regions]))


def _as_multipolygon(geometry: BaseGeometry) -> MultiPolygon:
    """What the column holds."""
    return MultiPolygon([part for part in shapely.get_parts(geometry) if isinstance(part, Polygon)])
