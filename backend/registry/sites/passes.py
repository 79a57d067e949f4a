"""Passes: the one door beside territory. A pass lets one person visit one site, for a time.

    until its end               she may post visits to this very site
    for GRACE after that, too   visits that her phone still holds come in
    never                       anything else: no list, no page, no photo of the site opens by it

Visits that come in by a pass alone stand aside (see `checkins/service.py`): they cover nothing.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, bindparam, insert, select, update

from backend.core.database import UtcDateTime
from backend.registry.sites.models import Site, SitePass
from backend.staff.extensions import db

GRACE = timedelta(hours=72)


def lets_in() -> ColumnElement[bool]:
    """The query: the person `author` has a pass for the site at `now`; see `asked`."""
    now: BindParameter[datetime] = bindparam("now", type_=UtcDateTime)
    ended: BindParameter[datetime] = bindparam("pass_ended", type_=UtcDateTime)
    return (
        select(SitePass.id)
        .where(
            SitePass.site_id == Site.id,
            SitePass.account_id == bindparam("author"),
            SitePass.since <= now,
            SitePass.until > ended,
        )
        .exists()
    )


def asked(account_id: int, now: datetime) -> dict[str, Any]:
    """The parameters of `lets_in`."""
    return {"author": account_id, "now": now, "pass_ended": now - GRACE}


def give(
    site_ids: Collection[int], account_ids: Collection[int], since: datetime, until: datetime
) -> None:
    """One pass for each of these people and sites."""
    rows = [
        {"site_id": site_id, "account_id": account_id, "since": since, "until": until}
        for site_id in site_ids
        for account_id in account_ids
    ]
    if rows:
        db.session.execute(insert(SitePass), rows)


def end(
    site_ids: Collection[int], account_ids: Collection[int], until: datetime, now: datetime
) -> None:
    """The passes that were to last `until` end now."""
    db.session.execute(
        update(SitePass)
        .where(
            SitePass.site_id.in_(site_ids),
            SitePass.account_id.in_(account_ids),
            SitePass.until == until,
        )
        .values(until=now)
    )
