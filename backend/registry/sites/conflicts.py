"""What somebody is told who changes a site that another has changed or asked about first."""

from typing import Any

from sqlalchemy import select

from backend.core.errors import Problem
from backend.core.wire import check_version
from backend.records.audit.models import AuditRow
from backend.registry.accounts.queries import describe_first
from backend.registry.sites.models import Site, SiteChange
from backend.staff.extensions import db

_ONLY_ASKED = ("site.ask", "site.refuse")


def check_seen(site: Site, seen: int) -> None:
    """Of two changes at once the second saw an older version of the site, and must look again.

    Raises Problem("conflict") with what changed. Holds the site's lock.
    """
    if seen != site.version:
        raise Problem("conflict", version=site.version, changed=last_change(site.id))


def check_version_seen(if_match: str | None, site: Site) -> None:
    """The same for a version in If-Match.

    Raises Problem("precondition-required"), or ("stale") with what changed.
    """
    try:
        check_version(if_match, site.version)
    except Problem as problem:
        problem.members["changed"] = last_change(site.id)
        raise


def check_nothing_waits(site: Site) -> None:
    """One request at a time. Raises Problem("conflict") with who asked for what."""
    waiting = db.session.scalars(
        select(SiteChange).where(SiteChange.site_id == site.id, SiteChange.verdict.is_(None))
    ).first()
    if waiting is not None:
        told = describe_first(
            f"ask.{waiting.change}", waiting.requested_by_id, waiting.requested_at
        )
        raise Problem("conflict", changed=told)


def check_undecided(row: SiteChange) -> None:
    """Raises Problem("already-decided") with whose word it was, and which."""
    if row.verdict is not None and row.decided_at is not None:
        told = describe_first(row.verdict, row.decided_by_id, row.decided_at)
        raise Problem("already-decided", changed=told)


def last_change(site_id: int) -> dict[str, Any] | None:
    """The newest change of a site, as the journal tells it."""
    row = db.session.scalars(
        select(AuditRow)
        .where(AuditRow.subject == "site", AuditRow.subject_id == str(site_id))
        .where(AuditRow.action.not_in(_ONLY_ASKED))
        .order_by(AuditRow.id.desc())
        .limit(1)
    ).first()
    return None if row is None else describe_first(row.action, row.actor_id, row.at)
