"""Reading sites, always through the territory of the one who asks."""

import json
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import aliased

from backend.core.errors import Fault, Problem
from backend.core.paging import fetch_page
from backend.registry.accounts.models import Account
from backend.registry.areas import territory
from backend.registry.areas.models import Area
from backend.registry.kinds.models import Kind
from backend.registry.sites import change_queries, rules
from backend.registry.sites.models import Site, SiteShape, StatusPeriod
from backend.staff.access import Action, Actor
from backend.staff.extensions import db

DIGITS = 7  # of a degree: 1 cm


def lock_site(actor: Actor, site_id: int, action: Action) -> Site:
    """The site as it is now, held until the end of the transaction for a change.

    Raises Problem("not-found") outside the territory, as for an unknown id.
    """
    # Held first and judged after: a row that another moves to a new grid meanwhile must be
    # judged by the new one, and PostgreSQL would drop it from a query that joins.
    site = db.session.get(Site, site_id, with_for_update=True, populate_existing=True)
    if site is None or not territory.holds(actor, action, site.grid_id):
        raise Problem("not-found")
    return site


def check_grid(actor: Actor, grid_id: int) -> None:
    """Raises Problem("invalid") unless it is a grid in which this person keeps the sites."""
    grid = select(Area.id).where(
        Area.id == grid_id, Area.level == "grid", territory.within(actor, "site.write", Area.id)
    )
    if db.session.scalar(grid) is None:
        raise Problem("invalid", faults=[Fault("grid_id", "no_such")])


def list_sites(actor: Actor, wanted: dict[str, Any]) -> dict[str, Any]:
    """A page of sites in the order in which they were added; one query.

    `wanted` holds area, kind, status, q, cursor (each may be None) and limit.
    """
    chosen = _rows(actor)
    if wanted["area"]:
        chosen = chosen.where(territory.below(frozenset((wanted["area"],)), Site.grid_id))
    if wanted["kind"]:
        chosen = chosen.where(Kind.code == wanted["kind"])
    if wanted["status"]:
        chosen = chosen.where(Site.status == wanted["status"])
    if wanted["q"]:
        part = wanted["q"].strip()
        chosen = chosen.where(
            or_(
                Site.name.icontains(part, autoescape=True),
                Site.address.icontains(part, autoescape=True),
            )
        )
    page = fetch_page(db.session, chosen, [Site.id], cursor=wanted["cursor"], limit=wanted["limit"])
    return page.with_items([_shown(row) for row in page.rows])


def get_site(actor: Actor, site_id: int) -> dict[str, Any]:
    """One site with its shape, its life and the change that waits for a decision.

    Raises Problem("not-found").
    """
    row = db.session.execute(
        _rows(actor)
        .add_columns(Kind.radius_m, Kind.checkpoints)
        .add_columns(func.ST_AsGeoJSON(SiteShape.geom, DIGITS).label("geometry"))
        .outerjoin(SiteShape, SiteShape.site_id == Site.id)
        .where(Site.id == site_id)
    ).first()
    if row is None:
        raise Problem("not-found")
    return _shown(row) | {
        "geometry": row.geometry and json.loads(row.geometry),
        "source_crs": row.Site.source_crs,
        "radius_m": row.radius_m,
        "checkpoints_allowed": row.checkpoints,
        "checkpoints_required": row.Site.checkpoints_required,
        "created_at": row.Site.created_at,
        "spells": _spells(site_id),
        "pending_change": change_queries.pending_of(actor, site_id),
    }


def _rows(actor: Actor) -> Select[Any]:
    may_contact = territory.within(actor, "site.contact", Site.grid_id)
    return (
        select(Site, Kind.code.label("kind"), Area.name.label("grid"))
        .add_columns(may_contact.label("may_contact"))
        .join(Kind, Kind.id == Site.kind_id)
        .join(Area, Area.id == Site.grid_id)
        .where(territory.within(actor, "site.read", Site.grid_id))
    )


def _shown(row: Any) -> dict[str, Any]:
    site: Site = row.Site
    name, phone = site.contact_name, site.contact_phone
    return {
        "id": site.id,
        "name": site.name,
        "kind": row.kind,
        "trade": site.trade,
        "grid": {"id": site.grid_id, "name": row.grid},
        "status": site.status,
        "risk": site.risk,
        "address": site.address,
        "contact_name": name if row.may_contact else rules.mask_name(name),
        "contact_phone": phone if row.may_contact else rules.mask_phone(phone),
        "lon": site.lon,
        "lat": site.lat,
        "version": site.version,
    }


def _spells(site_id: int) -> list[dict[str, Any]]:
    by, approver = aliased(Account), aliased(Account)
    rows = db.session.execute(
        select(StatusPeriod, Area, by, approver)
        .join(Area, Area.id == StatusPeriod.grid_id)
        .outerjoin(by, by.id == StatusPeriod.by_id)
        .outerjoin(approver, approver.id == StatusPeriod.approved_by_id)
        .where(StatusPeriod.site_id == site_id)
        .order_by(StatusPeriod.since, StatusPeriod.id)
    )
    return [
        {
            "since": spell.since,
            "until": spell.until,
            "status": spell.status,
            "grid": grid,
            "reason": spell.reason,
            "by": asker,
            "approved_by": decider,
        }
        for spell, grid, asker, decider in rows
    ]
