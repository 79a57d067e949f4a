"""Adding sites and correcting what is known of them."""

from datetime import datetime
from typing import Any

from geoalchemy2.shape import from_shape
from sqlalchemy import select, update

from backend.core.errors import Fault, Problem
from backend.records.audit import service as audit
from backend.registry.kinds.models import Kind
from backend.registry.kinds.queries import trades_of
from backend.registry.sites import conflicts, placing, queries
from backend.registry.sites.models import Site, SiteShape, StatusPeriod
from backend.staff.access import Actor
from backend.staff.extensions import db

_COLUMNS = ("name", "trade", "risk", "address", "contact_name", "contact_phone")


def create(actor: Actor, draft: dict[str, Any], now: datetime) -> Site:
    """A new site, on duty from `now`. Raises Problem("invalid")."""
    queries.check_grid(actor, draft["grid_id"])
    kind_id = _kind_id(draft["kind"])
    _check_trade(draft["trade"], kind_id)
    figure, place = placing.place_shape(draft["geometry"], draft["source_crs"], draft["grid_id"])
    columns = {name: draft[name] for name in _COLUMNS}
    site = Site(kind_id=kind_id, grid_id=draft["grid_id"], created_at=now, **columns, **place)
    db.session.add(site)
    db.session.flush()
    db.session.add(SiteShape(site_id=site.id, geom=from_shape(figure, srid=4326)))
    db.session.add(
        StatusPeriod(
            site_id=site.id,
            since=now,
            status=site.status,
            grid_id=site.grid_id,
            by_id=actor.account_id,
        )
    )
    db.session.flush()
    detail = {"kind": draft["kind"], "grid": site.grid_id}
    audit.record(actor.account_id, "site.create", "site", site.id, now, detail)
    return site


def correct(
    actor: Actor, site_id: int, if_match: str | None, patch: dict[str, Any], now: datetime
) -> None:
    """Corrects what is known of a site, if it still is the version that the caller saw.

    Raises Problem("not-found"), ("precondition-required"), ("stale") or ("invalid").
    """
    site = queries.lock_site(actor, site_id, "site.write")
    conflicts.check_version_seen(if_match, site)
    columns = {name: patch[name] for name in _COLUMNS if name in patch}
    if "trade" in columns:
        _check_trade(columns["trade"], site.kind_id)
    if "geometry" in patch:
        figure, place = placing.place_shape(patch["geometry"], patch["source_crs"], site.grid_id)
        columns |= place
        redraw = update(SiteShape).where(SiteShape.site_id == site.id)
        db.session.execute(redraw.values(geom=from_shape(figure, srid=4326)))
    if not columns:
        return
    for name, value in columns.items():
        setattr(site, name, value)
    site.version += 1
    db.session.flush()
    detail = {"fields": sorted(columns), "version": site.version}
    audit.record(actor.account_id, "site.correct", "site", site.id, now, detail)


def _kind_id(code: str) -> int:
    kind_id = db.session.scalar(select(Kind.id).where(Kind.code == code))
    if kind_id is None:
        raise Problem("invalid", faults=[Fault("kind", "no_such")])
    return kind_id


def _check_trade(trade: str | None, kind_id: int) -> None:
    """A site has one of the trades that its kind's checklist tells apart, or none."""
    if trade is not None and trade not in trades_of(kind_id):
        raise Problem("invalid", faults=[Fault("trade", "not_allowed")])
