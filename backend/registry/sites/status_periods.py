"""The life of a site as a row of status periods without a gap; the last one is open.

Each change closes the open period and begins the next, so that the past can be asked later.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import or_, select

from backend.core.errors import Problem
from backend.records.audit import service as audit
from backend.registry.sites import rules
from backend.registry.sites.models import Site, SiteChange, StatusPeriod
from backend.staff import events
from backend.staff.extensions import db


def change_status(site: Site, row: SiteChange, now: datetime) -> None:
    """Closes the open period and begins the next; the site mirrors it. Holds the site's lock."""
    before = {"status": site.status, "grid": site.grid_id}
    site.status = status_after(row.change, site)
    site.grid_id = row.grid_id or site.grid_id
    site.version += 1
    at = _end_period(site, row, now)
    db.session.flush()
    detail = detail_of(row) | {"before": before, "version": site.version}
    audit.record(row.decided_by_id, f"site.{row.change}", "site", site.id, now, detail)
    events.site_changed.send(site, now=at)


def _end_period(site: Site, row: SiteChange, now: datetime) -> datetime:
    """The instant of the change: `now`, but never before the period that it ends.

    Another process may have changed the site while this one waited for its lock.
    """
    ending = db.session.scalars(
        select(StatusPeriod).where(StatusPeriod.site_id == site.id, StatusPeriod.until.is_(None))
    ).one()
    at = max(now, ending.since)
    ending.until = at
    second = row.decided_by_id if row.change in rules.TWO_PERSON else None
    db.session.add(
        StatusPeriod(
            site_id=site.id,
            since=at,
            status=site.status,
            grid_id=site.grid_id,
            reason=row.reason,
            by_id=row.requested_by_id,
            approved_by_id=second,
        )
    )
    return at


def status_after(change: str, site: Site) -> str:
    """Raises Problem("move-not-possible")."""
    after = rules.status_after(change, site.status)
    if after is None:
        raise Problem("move-not-possible")
    return after


def detail_of(row: SiteChange) -> dict[str, Any]:
    """What the journal says of a change."""
    return {"request": row.id, "change": row.change, "grid": row.grid_id}


def move_between_grids(
    site: Site, from_id: int, to_id: int, at: datetime, reason: str, by_id: int
) -> bool:
    """From `at` on, what the site spent in one grid it spent in another; `at` may be long past.

    False when it was not in that grid then. The caller holds the site's lock.
    """
    later = db.session.scalars(
        select(StatusPeriod)
        .where(StatusPeriod.site_id == site.id)
        .where(or_(StatusPeriod.until.is_(None), StatusPeriod.until > at))
        .order_by(StatusPeriod.since, StatusPeriod.id)
    ).all()
    if not later or later[0].grid_id != from_id:
        return False
    for period in later:
        if period.grid_id != from_id:
            break
        _split(period, to_id, at, reason, by_id)
    if site.grid_id == from_id:
        site.grid_id = to_id
    site.version += 1
    db.session.flush()
    return True


def _split(period: StatusPeriod, to_id: int, at: datetime, reason: str, by_id: int) -> None:
    if period.since >= at:
        period.grid_id = to_id
        return
    db.session.add(
        StatusPeriod(
            site_id=period.site_id,
            since=at,
            until=period.until,
            status=period.status,
            grid_id=to_id,
            reason=reason,
            by_id=by_id,
        )
    )
    period.until = at
