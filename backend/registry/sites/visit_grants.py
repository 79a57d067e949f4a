"""Visit grants, the one way in beside territory: one person may visit one site, for a time.

    until its end               she may post visits to this very site
    for GRACE after that, too   visits that her phone still holds come in
    never                       anything else: no list, no page, no photo of the site opens by it

Visits that come in by a grant alone stand aside (`first_standing` in `checkins/rules.py`): they
cover nothing.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, bindparam, insert, select, update

from backend.core.database import UtcDateTime
from backend.registry.sites.models import Site, VisitGrant
from backend.staff.extensions import db

GRACE = timedelta(hours=72)


def allows_visit() -> ColumnElement[bool]:
    """The query: the person `author` has a grant for the site at `now`; see `parameters`."""
    now: BindParameter[datetime] = bindparam("now", type_=UtcDateTime)
    ended: BindParameter[datetime] = bindparam("pass_ended", type_=UtcDateTime)
    return (
        select(VisitGrant.id)
        .where(
            VisitGrant.site_id == Site.id,
            VisitGrant.account_id == bindparam("author"),
            VisitGrant.since <= now,
            VisitGrant.until > ended,
        )
        .exists()
    )


def parameters(account_id: int, now: datetime) -> dict[str, Any]:
    """The parameters of `allows_visit`."""
    return {"author": account_id, "now": now, "pass_ended": now - GRACE}


def create(
    site_ids: Collection[int], account_ids: Collection[int], since: datetime, until: datetime
) -> None:
    """One grant for each of these people and sites."""
    rows = [
        {"site_id": site_id, "account_id": account_id, "since": since, "until": until}
        for site_id in site_ids
        for account_id in account_ids
    ]
    if rows:
        db.session.execute(insert(VisitGrant), rows)


def end(
    site_ids: Collection[int], account_ids: Collection[int], until: datetime, now: datetime
) -> None:
    """The grants that were to last `until` end now."""
    db.session.execute(
        update(VisitGrant)
        .where(
            VisitGrant.site_id.in_(site_ids),
            VisitGrant.account_id.in_(account_ids),
            VisitGrant.until == until,
        )
        .values(until=now)
    )
