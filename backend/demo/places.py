"""The demo's sites: six kinds, inside their grids, under names that nobody bears."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from shapely import Point, Polygon
from shapely.geometry.base import BaseGeometry

from backend.demo import site_shapes
from backend.demo.geography import Geography, Region
from backend.demo.names import person_name, phone

# How many sites of each kind a grid has, from and to.
CITY = {"rental": (9, 15), "industry": (2, 4), "venue": (2, 4), "abandoned": (0, 1)}
SEAT = {"rental": (6, 10), "industry": (2, 3), "venue": (1, 3), "abandoned": (0, 1)}
VILLAGE = {
    "rental": (1, 4),
    "forest": (1, 3),
    "industry": (0, 1),
    "venue": (0, 1),
    "abandoned": (0, 2),
    "remote": (1, 3),
}

STYLES = {
    "rental": ("{place} 出租屋{n}号",),
    "forest": ("{stem}后山林场 {n}号片", "{stem}毛竹林 {n}号片", "{stem}杉木林 {n}号片"),
    "courier": ("{stem}快递分拨点", "{stem}快递驿站", "{stem}物流货运站"),
    "chemical": ("{stem}化工原料仓库", "{stem}涂料经营部", "{stem}农药化肥店"),
    "pharmacy": ("{stem}便民药店", "{stem}卫生药房", "{stem}大药房"),
    "venue": ("{stem}歌舞厅", "{stem}宾馆", "{stem}网吧", "{stem}酒吧", "{stem}棋牌室"),
    "abandoned": (
        "{stem}废弃采石坑",
        "{stem}旧煤窑",
        "{stem}废弃砖厂",
        "{stem}老水泥厂",
        "{stem}废弃养殖场",
    ),
    "remote": ("{stem}老护林房", "{stem}水库尾", "{stem}林道尽头", "{stem}高山旧村"),
}
TRADES = ("courier", "courier", "pharmacy", "pharmacy", "chemical")
RISKS = {
    "rental": (1, 1, 2, 2, 3),
    "forest": (1, 2, 2),
    "industry": (2, 2, 3),
    "venue": (2, 2, 3),
    "abandoned": (2, 3, 3),
    "remote": (1, 2, 2),
}
SPREADS_M = {"rental": 250, "industry": 400, "venue": 250, "abandoned": 900, "remote": 1300}
FOREST_SPREAD_M = 1000
FIRST_CONTACT = 2000  # telephone numbers below belong to the staff


@dataclass(frozen=True)
class Checkpoint:
    """A checkpoint of a large forest; the radius is in metres."""

    name: str
    lon: float
    lat: float
    radius_m: int


@dataclass(frozen=True)
class Spot:
    """A site: `shape` is a point or a polygon, `lon` and `lat` a point inside it."""

    kind: str
    grid: str
    name: str
    trade: str | None
    risk: int
    address: str
    contact_name: str
    contact_phone: str
    shape: Point | Polygon
    lon: float
    lat: float
    checkpoints: tuple[Checkpoint, ...]
    checkpoints_required: int | None


def draw_sites(geography: Geography, seed: int = 369) -> tuple[Spot, ...]:
    """Some 2,500 sites, grid by grid; the same for the same seed."""
    rng = Random(seed + 1)
    towns = {town.code: town.name for town in geography.towns}
    found: list[Spot] = []
    for grid in geography.grids:
        found += _in_grid(grid, towns[grid.code[:9]], rng, FIRST_CONTACT + len(found))
    return tuple(found)


@dataclass(frozen=True)
class _Ground:
    """A grid while it is being filled; `seen` counts the uses of each pattern of names."""

    grid: Region
    town: str
    inside: BaseGeometry
    seat: Point
    seen: Counter[str]
    rng: Random


def _in_grid(grid: Region, town: str, rng: Random, first: int) -> Iterator[Spot]:
    inside, seat = site_shapes.shrink(grid.shape), grid.shape.representative_point()
    ground = _Ground(grid, town, inside, seat, Counter(), rng)
    number = first
    for kind, span in _amounts(grid, town).items():
        for _ in range(rng.randint(*span)):
            yield _spot(ground, kind, number)
            number += 1


def _amounts(grid: Region, town: str) -> dict[str, tuple[int, int]]:
    if grid.name.endswith("村"):
        return VILLAGE
    return CITY if town.endswith("街道") else SEAT


def _name(ground: _Ground, style: str) -> str:
    pattern = ground.rng.choice(STYLES[style])
    ground.seen[pattern] += 1
    turn, place = ground.seen[pattern], ground.grid.name
    name = pattern.format(place=place, stem=re.sub("(社区|村)$", "", place), n=turn)
    repeated = turn > 1 and "{n}" not in pattern
    return f"{name}{'一二三四五六七八九'[turn - 1]}号" if repeated else name


def _shape(ground: _Ground, kind: str) -> Point | Polygon:
    inside, seat, rng = ground.inside, ground.seat, ground.rng
    if kind == "forest":
        middle = site_shapes.draw_point(inside, seat, FOREST_SPREAD_M, rng)
        return site_shapes.draw_outline(
            inside, middle, rng.uniform(180, 420), rng, hole=rng.random() < 0.25
        )
    point = site_shapes.draw_point(inside, seat, SPREADS_M[kind], rng)
    if kind == "abandoned" and rng.random() < 0.3:
        return site_shapes.draw_outline(inside, point, rng.uniform(40, 90), rng, hole=False)
    return point


def _checkpoints(kind: str, shape: Point | Polygon, rng: Random) -> tuple[Checkpoint, ...]:
    """Three checkpoints for one forest in twelve."""
    if kind != "forest" or not isinstance(shape, Polygon) or rng.random() > 1 / 12:
        return ()
    middle = shape.representative_point()
    places = [site_shapes.draw_point(shape, middle, 150, rng) for _ in range(3)]
    names = ("东口", "山脊", "溪边")
    return tuple(Checkpoint(name, at.x, at.y, 60) for name, at in zip(names, places, strict=True))


def _spot(ground: _Ground, kind: str, number: int) -> Spot:
    rng, place = ground.rng, ground.grid.name
    trade = rng.choice(TRADES) if kind == "industry" else None
    shape = _shape(ground, kind)
    checkpoints = _checkpoints(kind, shape, rng)
    middle = shape.representative_point()
    where = f"{rng.randint(1, 220)}号" if place.endswith("社区") else f"{rng.randint(1, 12)}组"
    return Spot(
        kind=kind,
        grid=ground.grid.code,
        name=_name(ground, trade or kind),
        trade=trade,
        risk=rng.choice(RISKS[kind]),
        address=f"永安市{ground.town}{place}{where}",
        contact_name=person_name(rng),
        contact_phone=phone(number),
        shape=shape,
        lon=round(middle.x, 6),
        lat=round(middle.y, 6),
        checkpoints=checkpoints,
        checkpoints_required=2 if checkpoints else None,
    )
