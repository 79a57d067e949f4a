"""The demo's staff: officers of the four forces, leaders, supervisors, the offices."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from shapely import Point

from backend.demo.geography import Geography, Region
from backend.demo.names import person_name, phone

TOWN = "燕南街道"
HOME = "将军山社区"  # the grid that the fixed accounts share
ELSEWHERE = "小陶镇"

# How many grids in a row an officer of a force takes; every grid gets one from each round.
ROUNDS = (("committee", "militia", "committee"), ("police", "liaison"))
SPANS = {"committee": (1, 2), "militia": (2, 3), "police": (3, 4), "liaison": (3, 4)}


@dataclass(frozen=True)
class Assignment:
    """A role over the area with this code."""

    role: str
    area: str


@dataclass(frozen=True)
class Person:
    """A member of staff with an account."""

    username: str
    name: str
    force: str | None
    phone: str
    assignments: tuple[Assignment, ...]


def draw_staff(geography: Geography, seed: int = 369) -> tuple[Person, ...]:
    """Everybody who works in the demo, the fixed accounts first."""
    rng = Random(seed)
    people = list(_fixed(geography))
    people += _supervisors(geography, rng, len(people))
    people += _leaders(geography, rng, len(people))
    people += _officers(geography, rng, len(people))
    return tuple(people)


def home_grids(geography: Geography) -> tuple[Region, ...]:
    """The fixed officer's grids: the home grid and the two villages nearest to it."""
    grids = grids_of(geography, TOWN)
    home = next(grid for grid in grids if grid.name == HOME)
    villages = [grid for grid in grids if grid.name.endswith("村")]
    return (home, *_by_distance(villages, home.shape.centroid)[:2])


def grids_of(geography: Geography, town: str) -> list[Region]:
    """The grids of the town of this name, in the order of their codes."""
    code = next(region.code for region in geography.towns if region.name == town)
    return [grid for grid in geography.grids if grid.code.startswith(code)]


def _fixed(geography: Geography) -> Iterator[Person]:
    county, home = geography.county.code, home_grids(geography)
    town = next(region.code for region in geography.towns if region.name == TOWN)
    far = grids_of(geography, ELSEWHERE)[:2]
    table: list[tuple[str, str, str | None, str, Sequence[str]]] = [
        ("wang.xun", "王巡", "committee", "officer", [grid.code for grid in home]),
        ("li.ge", "李格", "committee", "leader", [home[0].code]),
        ("zhao.zhen", "赵镇", None, "supervisor", [town]),
        ("xian.ban", "县办", None, "office", [county]),
        ("shen.ji", "沈稽", None, "auditor", [county]),
        ("guan.li", "管立", None, "admin", [county]),
        ("chen.wai", "陈外", "militia", "officer", [grid.code for grid in far]),
    ]
    for number, (username, name, force, role, areas) in enumerate(table):
        assignments = tuple(Assignment(role, area) for area in areas)
        yield Person(username, name, force, phone(number), assignments)


def _supervisors(geography: Geography, rng: Random, first: int) -> Iterator[Person]:
    others = [town for town in geography.towns if town.name != TOWN]
    for number, town in enumerate(others, first):
        post = Assignment("supervisor", town.code)
        yield Person(f"zhen{town.code[6:]}", person_name(rng), None, phone(number), (post,))


def _leaders(geography: Geography, rng: Random, first: int) -> Iterator[Person]:
    home = home_grids(geography)[0]
    others = [grid for grid in geography.grids if grid is not home]
    for number, grid in enumerate(others, first):
        username = f"wangge{grid.code[6:12]}"
        post = Assignment("leader", grid.code)
        yield Person(username, person_name(rng), "committee", phone(number), (post,))


def _officers(geography: Geography, rng: Random, first: int) -> Iterator[Person]:
    number = first
    taken = {grid.code for grid in home_grids(geography)}
    for town in geography.towns:
        for turn, forces in enumerate(ROUNDS):
            grids = grids_of(geography, town.name)
            if turn == 0:
                grids = [grid for grid in grids if grid.code not in taken]
            for place, walk in enumerate(_walks(grids, forces, rng), 1):
                force, area = walk
                assignments = tuple(Assignment("officer", grid.code) for grid in area)
                username = f"xun{town.code[6:]}{turn + 1}{place:02d}"
                yield Person(username, person_name(rng), force, phone(number), assignments)
                number += 1


def _walks(
    grids: list[Region], forces: Sequence[str], rng: Random
) -> Iterator[tuple[str, list[Region]]]:
    """Shares neighbouring grids out among officers of these forces."""
    left = list(grids)
    while left:
        force = rng.choice(forces)
        span = rng.randint(*SPANS[force])
        area = _by_distance(left, left[0].shape.centroid)[:span]
        left = [grid for grid in left if grid not in area]
        yield force, area


def _by_distance(grids: Sequence[Region], point: Point) -> list[Region]:
    return sorted(grids, key=lambda grid: (grid.shape.centroid.distance(point), grid.code))
