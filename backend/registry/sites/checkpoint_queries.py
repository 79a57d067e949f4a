"""Which checkpoints of a site a window has, how many it asks for, and what is set for the next."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, or_, select

from backend.core.database import UtcDateTime
from backend.core.errors import Problem
from backend.core.round_trips import ids, is_any
from backend.registry.areas import territory
from backend.registry.sites.models import Checkpoint, PastCheckpointsRequired, Site
from backend.staff.access import Actor
from backend.staff.extensions import db

# The start of a window: a column of the query around it, or a value.
Start = Any


def counts_from(starts_at: Start) -> ColumnElement[bool]:
    """The query: `Checkpoint` counts in the window that starts at `starts_at`."""
    return and_(
        or_(Checkpoint.since.is_(None), Checkpoint.since <= starts_at),
        or_(Checkpoint.until.is_(None), Checkpoint.until > starts_at),
    )


class Checkpoints:
    """The checkpoints of some sites, read for all of them: once for each window asked about."""

    def __init__(self, site_ids: Collection[int]) -> None:
        self._site_ids = site_ids
        self._read: dict[datetime, dict[int, list[Any]]] = {}

    def counting(self, site_id: int, starts_at: datetime) -> Sequence[Any]:
        """Rows with `id`, `lon`, `lat` and `radius_m`: what counts in the window that starts then.

        `site_id` is one of the sites.
        """
        if starts_at not in self._read:
            found = self._read[starts_at] = defaultdict(list)
            asked = {"sites": self._site_ids, "starts_at": starts_at}
            for row in db.session.connection().execute(_counting(), asked):
                found[row.site_id].append(row)
        return self._read[starts_at][site_id]


@cache
def _counting() -> Select[int, int, float, float, float]:
    starts_at = bindparam("starts_at", type_=UtcDateTime)
    return select(
        Checkpoint.site_id, Checkpoint.id, Checkpoint.lon, Checkpoint.lat, Checkpoint.radius_m
    ).where(is_any(Checkpoint.site_id, ids("sites")), counts_from(starts_at))


def required_from(starts_at: Start) -> ColumnElement[int | None]:
    """The query: how many checkpoints of `Site` the window that starts at `starts_at` asks for.

    Null where one visit covers the site.
    """
    past = (
        select(PastCheckpointsRequired.required)
        .where(
            PastCheckpointsRequired.site_id == Site.id,
            PastCheckpointsRequired.until > starts_at,
        )
        .order_by(PastCheckpointsRequired.until, PastCheckpointsRequired.id)
        .limit(1)
    )
    return func.nullif(func.coalesce(past.scalar_subquery(), Site.checkpoints_required), 0)


def list_required(starts_at: datetime) -> dict[int, int]:
    """By site, what the window that starts then asks for; without sites that one visit covers."""
    changed = select(PastCheckpointsRequired.site_id)
    start = bindparam("starts_at", starts_at, UtcDateTime)
    rows = db.session.execute(
        select(Site.id, required_from(start)).where(
            or_(Site.checkpoints_required.is_not(None), Site.id.in_(changed))
        )
    )
    return {site_id: required for site_id, required in rows if required is not None}


def lasting(site_id: int) -> list[Checkpoint]:
    """The checkpoints that nobody has ended, in the order in which they were added."""
    return list(
        db.session.scalars(
            select(Checkpoint)
            .where(Checkpoint.site_id == site_id, Checkpoint.until.is_(None))
            .order_by(Checkpoint.id)
        )
    )


def list_checkpoints(actor: Actor, site_id: int) -> dict[str, Any]:
    """What the next window will have. Raises Problem("not-found")."""
    site = db.session.scalars(
        select(Site).where(Site.id == site_id, territory.within(actor, "site.read", Site.grid_id))
    ).first()
    if site is None:
        raise Problem("not-found")
    return {
        "required": site.checkpoints_required,
        "version": site.version,
        "items": lasting(site_id),
    }
