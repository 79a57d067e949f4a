"""From when a grid's new boundary may be in force, and which sites it moves. Pure.

| a new boundary is in force from            |                                              |
|--------------------------------------------|----------------------------------------------|
| a local day on which a window of every     | so that no window counts by two boundaries   |
| plan begins, an hour ahead or more         | nor is what has begun counted anew           |

| a site of any grid that is drawn anew | its place after                               |
|---------------------------------------|-----------------------------------------------|
| inside its own grid as drawn then     | stays                                         |
| else inside another grid as drawn     | moves there; to the first in the order of ids |
| then, in the same territory           | where two are drawn over each other           |
| else                                  | stays, and is named as outside of all         |
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from shapely import Point, STRtree
from shapely.geometry.base import BaseGeometry

from backend.core.clock import local_date, midnight
from backend.patrol.cycles.rules import LEAD_TIME, PlanVersion, window_on

OFFERED = 12
FAR = 3660  # days ahead after which plans that never begin together are given up


@dataclass(frozen=True, slots=True)
class Spot:
    """A site as far as boundaries go: its grid, and a point inside it."""

    site_id: int
    grid_id: int
    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class Moves:
    """By site, the grid to which it goes; and the sites that lie in no grid any more."""

    to: dict[int, int]
    outside: list[int]


def is_first_day(plans: Iterable[Sequence[PlanVersion]], day: date) -> bool:
    """Whether a window of every plan begins on the local day `day`."""
    return all(window_on(day, versions).starts_on == day for versions in plans)


def is_in_time(day: date, now: datetime) -> bool:
    return midnight(day) >= now + LEAD_TIME


def boundaries(plans: Sequence[Sequence[PlanVersion]], now: datetime) -> list[date]:
    """The next days from which a new boundary may be in force."""
    found = (
        day for day in _starts(plans, now) if is_first_day(plans, day) and is_in_time(day, now)
    )
    return [day for day, _ in zip(found, range(OFFERED), strict=False)]


def _starts(plans: Sequence[Sequence[PlanVersion]], now: datetime) -> Iterator[date]:
    today = local_date(now)
    day = window_on(today, plans[0]).ends_on if plans else today
    while plans and (day - today).days < FAR:
        yield day
        day = window_on(day, plans[0]).ends_on


def find_moves(spots: Iterable[Spot], grids: Mapping[int, BaseGeometry]) -> Moves:
    """What the boundaries `grids`, by id, do to these sites: see the table above."""
    ids = sorted(grids)
    tree = STRtree([grids[grid_id] for grid_id in ids])
    found = Moves({}, [])
    for spot in spots:
        point = Point(spot.lon, spot.lat)
        holding = [ids[n] for n in sorted(tree.query(point, predicate="covered_by"))]
        if spot.grid_id in holding:
            continue
        if holding:
            found.to[spot.site_id] = holding[0]
        else:
            found.outside.append(spot.site_id)
    return found
