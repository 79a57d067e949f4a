"""What an officer's day is made of, told by versions: the same answer has the same ones.

| of the day                               | changes with                                      |
|------------------------------------------|---------------------------------------------------|
| obligations, visits and names, shapes    | the board versions of the grids                   |
| what is known of sites, checkpoints      | the number of sites and the sum of their versions |
| names of grids, kinds, plans             | themselves, as they are few                       |
| windows; what was tried on another day   | the running windows; the local date               |
| who asks                                 | the areas in which she walks                      |

Read before the day itself: what is committed in between belongs to a later version as well.
"""

from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, func, select

from backend.core.clock import local_date
from backend.core.database import UtcDateTime
from backend.core.round_trips import ids
from backend.patrol.cycles.models import GridVersion, Plan, WindowRow
from backend.patrol.cycles.queries import is_running
from backend.registry.areas import territory
from backend.registry.areas.models import Area
from backend.registry.kinds.models import Checklist, Kind
from backend.registry.sites.models import Site
from backend.staff.access import Actor
from backend.staff.extensions import db

# Of the answers that hold a day; another number after every change of what they hold.
FORMAT = 1


def find_day_version(actor: Actor, now: datetime) -> tuple[Any, ...]:
    """Plain values that differ whenever the caller's day does; two queries."""
    walked = sorted(actor.walked_areas)
    grids = db.session.execute(_select_grids(), {"tops": walked}).all()
    kinds = db.session.execute(_select_kinds(), {"now": now}).all()
    return FORMAT, walked, local_date(now), [tuple(row) for row in (*grids, *kinds)]


@cache
def _select_grids() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Area.id,
            Area.name,
            func.coalesce(GridVersion.version, 0),
            func.count(Site.id),
            func.sum(Site.version),
        )
        .outerjoin(GridVersion, GridVersion.grid_id == Area.id)
        .outerjoin(Site, Site.grid_id == Area.id)
        .where(territory.below(ids("tops"), Area.id))
        .group_by(Area.id, Area.name, GridVersion.version)
        .order_by(Area.id)
    )


@cache
def _select_kinds() -> Select[*tuple[Any, ...]]:
    """Every plan with its kinds and the window that runs."""
    newest = select(func.max(Checklist.id)).where(Checklist.kind_id == Kind.id)
    shown = ("code", "name_zh", "name_en", "mark_zh", "mark_en", "sort", "radius_m", "coarse_m")
    runs = is_running(bindparam("now", type_=UtcDateTime))
    return (
        select(
            Plan.code,
            WindowRow.id,
            WindowRow.ends_at,
            *(getattr(Kind, name) for name in shown),
            newest.scalar_subquery(),
        )
        .outerjoin(Kind, Kind.plan_code == Plan.code)
        .outerjoin(WindowRow, (WindowRow.plan_id == Plan.id) & runs)
        .order_by(Plan.id, Kind.id)
    )
