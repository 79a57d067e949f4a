"""The newest visits: of single sites, and of a whole territory as they come in."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from backend.patrol.checkins.models import Checkin
from backend.patrol.checkins.rules import COUNTING
from backend.registry.accounts.models import Account
from backend.registry.areas import territory
from backend.registry.areas.models import Area
from backend.registry.kinds.models import Kind
from backend.registry.sites.models import Site
from backend.staff.extensions import db

# The list is about today and yesterday; older visits are found at their sites. The bound keeps a
# small territory from searching all visits that there ever were.
RECENT = timedelta(days=7)


def select_newest_visit(
    site_id: InstrumentedAttribute[int] | ColumnElement[int], until: datetime | None = None
) -> ScalarSelect[int]:
    """The id of a site's newest visit that counts, whoever made it; up to an instant."""
    query = select(Checkin.id).where(Checkin.site_id == site_id, Checkin.standing.in_(COUNTING))
    if until is not None:
        query = query.where(Checkin.captured_at < until)
    newest = query.order_by(Checkin.captured_at.desc(), Checkin.id.desc()).limit(1)
    return newest.correlate(Site).scalar_subquery()


def find_last_visits(site_ids: Sequence[int], until: datetime) -> dict[int, dict[str, Any]]:
    """By site, the newest visit before `until` that counts, `by_id` its author; one query."""
    last = aliased(Checkin)
    rows = db.session.execute(
        select(Site.id, last.captured_at, last.result, Account.name, Account.id)
        .select_from(Site)
        .join(last, last.id == select_newest_visit(Site.id, until))
        .join(Account, Account.id == last.author_id)
        .where(Site.id.in_(site_ids))
    )
    return {
        site_id: {"at": at, "result": result, "by": name, "by_id": author_id}
        for site_id, at, result, name, author_id in rows
    }


def list_latest(area_id: int, limit: int, now: datetime) -> list[dict[str, Any]]:
    """Who reported when, below an area: the last to arrive first; no positions."""
    rows = db.session.execute(
        select(Checkin, Site, Kind.code, Area, Account.name)
        .join(Site, Site.id == Checkin.site_id)
        .join(Kind, Kind.id == Site.kind_id)
        .join(Area, Area.id == Site.grid_id)
        .join(Account, Account.id == Checkin.author_id)
        .where(
            territory.below(frozenset((area_id,)), Site.grid_id),
            Checkin.captured_at > now - RECENT,
        )
        .order_by(Checkin.id.desc())
        .limit(limit)
    )
    return [
        {
            "number": visit.id,
            "site": {"id": site.id, "name": site.name, "kind": kind, "grid": grid},
            "by": by,
            "captured_at": visit.captured_at,
            "received_at": visit.received_at,
            "place": visit.place,
            "result": visit.result,
            "standing": visit.standing,
        }
        for visit, site, kind, grid, by in rows
    ]
