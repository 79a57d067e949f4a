"""Reading the changes that were asked for."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, and_, select
from sqlalchemy.orm import aliased

from backend.core.errors import Problem
from backend.core.paging import fetch_page
from backend.records.photos.links import list_hashes
from backend.registry.accounts.models import Account
from backend.registry.areas import territory
from backend.registry.areas.models import Area
from backend.registry.kinds.models import Kind
from backend.registry.sites.models import Site, SiteChange, SiteChangePhoto
from backend.staff.access import Actor
from backend.staff.extensions import db

_Here, _Target = aliased(Area), aliased(Area)
_Asker, _Decider = aliased(Account), aliased(Account)


def list_changes(actor: Actor, pending: bool, cursor: str | None, limit: int) -> dict[str, Any]:
    """A page of changes, newest first; the query of photos is its second and last."""
    chosen = _rows(actor)
    if pending:
        chosen = chosen.where(SiteChange.verdict.is_(None))
    page = fetch_page(
        db.session, chosen, [SiteChange.id], cursor=cursor, limit=limit, descending=True
    )
    return page.with_items(_shown(page.rows))


def get_change(actor: Actor, change_id: int) -> dict[str, Any]:
    """Raises Problem("not-found")."""
    row = db.session.execute(_rows(actor).where(SiteChange.id == change_id)).first()
    if row is None:
        raise Problem("not-found")
    return _shown([row])[0]


def pending_of(actor: Actor, site_id: int) -> dict[str, Any] | None:
    """The change of this site that waits for a decision; there is never more than one."""
    chosen = _rows(actor).where(SiteChange.site_id == site_id, SiteChange.verdict.is_(None))
    row = db.session.execute(chosen).first()
    return None if row is None else _shown([row])[0]


def _rows(actor: Actor) -> Select[Any]:
    may_decide = and_(
        SiteChange.verdict.is_(None),
        SiteChange.requested_by_id != actor.account_id,
        territory.within(actor, "site.approve", Site.grid_id),
    )
    return (
        select(SiteChange, Site.name.label("site"), Kind.code.label("kind"))
        .add_columns(_Here, _Target, _Asker, _Decider, may_decide.label("may_decide"))
        .join(Site, Site.id == SiteChange.site_id)
        .join(Kind, Kind.id == Site.kind_id)
        .join(_Here, _Here.id == Site.grid_id)
        .join(_Asker, _Asker.id == SiteChange.requested_by_id)
        .outerjoin(_Target, _Target.id == SiteChange.grid_id)
        .outerjoin(_Decider, _Decider.id == SiteChange.decided_by_id)
        .where(territory.within(actor, "site.read", Site.grid_id))
    )


def _shown(rows: Sequence[Any]) -> list[dict[str, Any]]:
    photos = list_hashes(SiteChangePhoto.change_id, [row.SiteChange.id for row in rows])
    return [_one(row) | {"photos": photos.get(row.SiteChange.id, [])} for row in rows]


def _one(row: Any) -> dict[str, Any]:
    change, site, kind, here, target, asker, decider, may_decide = row
    return {
        "id": change.id,
        "site": {"id": change.site_id, "name": site, "kind": kind, "grid": here},
        "change": change.change,
        "grid": target,
        "reason": change.reason,
        "requested_by": asker,
        "requested_at": change.requested_at,
        "verdict": change.verdict,
        "decided_by": decider,
        "decided_at": change.decided_at,
        "note": change.note,
        "may_decide": may_decide,
    }
