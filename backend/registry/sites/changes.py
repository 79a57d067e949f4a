"""Changes of status and of grid: asked for and decided.

Suspending and closing wait for a second person; the others happen at once.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from backend.core.errors import Fault, Problem
from backend.records.audit import service as audit
from backend.records.photos.links import attach_photos
from backend.records.photos.service import find_sent
from backend.registry.areas import territory
from backend.registry.sites import conflicts, queries, rules, status_periods
from backend.registry.sites.models import Site, SiteChange, SiteChangePhoto
from backend.staff.access import Actor
from backend.staff.extensions import db


def request(actor: Actor, site_id: int, wanted: dict[str, Any], now: datetime) -> SiteChange:
    """Asks for a change, or makes it when no second person is needed.

    `wanted` holds change, reason, grid_id, photos (their hashes), and the version of the site
    that the caller saw. Raises Problem("not-found"), ("forbidden"), ("invalid"),
    ("move-not-possible"), or ("conflict"), which says what changed, for another version of the
    site and while another request waits.
    """
    change, grid_id = wanted["change"], wanted["grid_id"]
    faults = rules.request_faults(change, wanted["reason"], grid_id, len(wanted["photos"]))
    if faults:
        raise Problem("invalid", faults=[Fault(*fault) for fault in faults])
    site = queries.lock_site(actor, site_id, "site.read")
    _check_entitled(actor, site, change)
    conflicts.check_seen(site, wanted["version"])
    status_periods.status_after(change, site)
    if grid_id is not None:
        _check_move(actor, site, grid_id)
    photo_ids = find_sent(actor.account_id, wanted["photos"])
    row = SiteChange(
        site_id=site.id,
        change=change,
        grid_id=grid_id,
        reason=wanted["reason"],
        requested_by_id=actor.account_id,
        requested_at=now,
        note="",
    )
    if change in rules.TWO_PERSON:
        conflicts.check_nothing_waits(site)
        _add(row)
        attach_photos(SiteChangePhoto.change_id, row.id, photo_ids)
        audit.record(
            actor.account_id, "site.ask", "site", site.id, now, status_periods.detail_of(row)
        )
        return row
    row.verdict, row.decided_by_id, row.decided_at = "approved", actor.account_id, now
    _add(row)
    status_periods.change_status(site, row, now)
    return row


def decide(actor: Actor, change_id: int, verdict: str, note: str, now: datetime) -> None:
    """Approves or refuses what another person asked for.

    Two decisions at once: the first one to be written holds, the other is told so. Raises
    Problem("not-found"), ("second-person-needed"), ("already-decided"), or
    ("move-not-possible") when the site has changed in the meantime, which leaves the request
    open for a refusal.
    """
    row = _find(actor, change_id)
    conflicts.check_undecided(row)
    if row.requested_by_id == actor.account_id:
        raise Problem("second-person-needed")
    decided = (
        update(SiteChange)
        .where(SiteChange.id == row.id, SiteChange.verdict.is_(None))
        .values(verdict=verdict, note=note, decided_by_id=actor.account_id, decided_at=now)
        .returning(SiteChange.id)
    )
    won = db.session.scalar(decided) is not None
    db.session.refresh(row)
    if not won:
        conflicts.check_undecided(row)
    if verdict == "approved":
        status_periods.change_status(
            queries.lock_site(actor, row.site_id, "site.approve"), row, now
        )
    else:
        audit.record(
            actor.account_id, "site.refuse", "site", row.site_id, now, status_periods.detail_of(row)
        )


def _find(actor: Actor, change_id: int) -> SiteChange:
    row = db.session.scalar(
        select(SiteChange)
        .join(Site, Site.id == SiteChange.site_id)
        .where(SiteChange.id == change_id, territory.within(actor, "site.approve", Site.grid_id))
    )
    if row is None:
        raise Problem("not-found")
    return row


def _check_entitled(actor: Actor, site: Site, change: str) -> None:
    """Those who walk there may ask; only those who keep the list change it at once."""
    entitled = territory.holds(actor, "site.write", site.grid_id)
    if not entitled and change in rules.TWO_PERSON:
        entitled = territory.holds(actor, "checkin.create", site.grid_id)
    if not entitled:
        raise Problem("forbidden")


def _check_move(actor: Actor, site: Site, grid_id: int) -> None:
    queries.check_grid(actor, grid_id)
    if grid_id == site.grid_id:
        raise Problem("move-not-possible")


def _add(row: SiteChange) -> None:
    db.session.add(row)
    db.session.flush()
