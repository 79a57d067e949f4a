"""Which checkpoints of a site a window has, how many it asks for, and what is set for the next."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, func, or_, select

from backend.core.database import UtcDateTime
from backend.core.errors import Problem
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
