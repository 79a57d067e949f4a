"""The checkpoints of large sites, and which of them a team has reached in the running windows."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, select

from backend.patrol.checkins.models import Checkin
from backend.patrol.checkins.rules import COUNTING, Result
from backend.patrol.cycles.models import Plan, WindowRow
from backend.registry.accounts.models import Account
from backend.registry.areas import territory
from backend.registry.kinds.models import Kind
from backend.registry.sites.checkpoint_queries import counts_from
from backend.registry.sites.models import Checkpoint, Site
from backend.staff.access import Actor
from backend.staff.extensions import db


def list_checkpoints(actor: Actor, windows: Sequence[WindowRow]) -> dict[int, list[dict[str, Any]]]:
    """By site, the checkpoints of its window, each with who reached it first; one query.

    Those of the sites where the caller walks. Reached by the visits that make the site covered:
    see `outcome` in `cycles/rules.py`.
    """
    running = [window.id for window in windows]
    reached = and_(
        Checkin.site_id == Checkpoint.site_id,
        Checkin.checkpoint_id == Checkpoint.id,
        Checkin.window_id.in_(running),
        Checkin.standing.in_(COUNTING),
        Checkin.result != Result.ATTEMPTED,
    )
    rows = db.session.execute(
        select(Checkpoint, Checkin.captured_at, Account.name)
        .join(Site, Site.id == Checkpoint.site_id)
        .join(Kind, Kind.id == Site.kind_id)
        .join(Plan, Plan.code == Kind.plan_code)
        .outerjoin(WindowRow, and_(WindowRow.plan_id == Plan.id, WindowRow.id.in_(running)))
        .outerjoin(Checkin, reached)
        .outerjoin(Account, Account.id == Checkin.author_id)
        .where(territory.below(actor.walked_areas, Site.grid_id))
        .where(counts_from(WindowRow.starts_at))
        .order_by(Checkpoint.id, Checkin.captured_at, Checkin.id)
    )
    found: dict[int, dict[int, dict[str, Any]]] = defaultdict(dict)
    for checkpoint, at, by in rows:
        found[checkpoint.site_id].setdefault(checkpoint.id, _describe(checkpoint, at, by))
    return {site_id: list(of_site.values()) for site_id, of_site in found.items()}


def _describe(checkpoint: Checkpoint, at: datetime | None, by: str | None) -> dict[str, Any]:
    return {
        "id": checkpoint.id,
        "name": checkpoint.name,
        "lon": checkpoint.lon,
        "lat": checkpoint.lat,
        "radius_m": checkpoint.radius_m,
        "reached_at": at,
        "reached_by": by,
    }
