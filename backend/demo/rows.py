"""Puts the demo's areas, people and sites into the database, many rows at a time.

Each function answers the ids that the next one needs, by code, user name or number.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from geoalchemy2.shape import from_shape
from sqlalchemy import insert, select

from backend.demo.geography import Geography
from backend.demo.history import Life
from backend.demo.people import Person
from backend.demo.places import Spot
from backend.registry.accounts.models import Account, Assignment
from backend.registry.areas.models import Area, AreaClosure, AreaShape
from backend.registry.areas.rules import LEVELS
from backend.registry.kinds.models import Kind
from backend.registry.sites.models import Checkpoint, Site, SiteChange, SiteShape, StatusPeriod
from backend.staff.extensions import db

SRID = 4326

Ids = Mapping[str, int]


def add_areas(geography: Geography) -> dict[str, int]:
    """The tree, its closure and its shapes; answers ids by code."""
    ids: dict[str, int] = {}
    for level in LEVELS:
        here = [region for region in geography.regions if region.level == level]
        rows = [
            {
                "level": level,
                "code": region.code,
                "name": region.name,
                "parent_id": ids[region.parent] if region.parent else None,
                "sort": sort,
            }
            for sort, region in enumerate(here)
        ]
        db.session.execute(insert(Area), rows)
        found = db.session.execute(select(Area.code, Area.id).where(Area.level == level))
        ids |= {row.code: row.id for row in found}
    parents = {region.code: region.parent for region in geography.regions}
    pairs = [
        {"ancestor_id": ids[above], "area_id": ids[code]}
        for code in parents
        for above in _upwards(code, parents)
    ]
    db.session.execute(insert(AreaClosure), pairs)
    shapes = [
        {"area_id": ids[region.code], "geom": from_shape(region.shape, srid=SRID)}
        for region in geography.regions
    ]
    db.session.execute(insert(AreaShape), shapes)
    return ids


def _upwards(code: str, parents: Mapping[str, str | None]) -> list[str]:
    above = parents[code]
    return [code] + (_upwards(above, parents) if above else [])


def add_people(
    staff: Sequence[Person], areas: Ids, password_hash: str, since: datetime
) -> dict[str, int]:
    """Accounts and what they hold; answers ids by user name."""
    accounts = [
        {
            "username": person.username,
            "name": person.name,
            "force": person.force,
            "phone": person.phone,
            "password_hash": password_hash,
            "created_at": since,
        }
        for person in staff
    ]
    db.session.execute(insert(Account), accounts)
    found = db.session.execute(select(Account.username, Account.id))
    ids = {row.username: row.id for row in found}
    assignments = [
        {
            "account_id": ids[person.username],
            "role": assignment.role,
            "area_id": areas[assignment.area],
            "since": since,
        }
        for person in staff
        for assignment in person.assignments
    ]
    db.session.execute(insert(Assignment), assignments)
    return ids


def add_sites(spots: Sequence[Spot], lives: Sequence[Life], areas: Ids) -> list[int]:
    """Sites with their shapes and checkpoints; answers ids by number."""
    kinds = {row.code: row.id for row in db.session.execute(select(Kind.code, Kind.id))}
    rows = [
        {
            "kind_id": kinds[spot.kind],
            "grid_id": areas[spot.grid],
            "status": "suspended" if life.suspended_at else "active",
            "name": spot.name,
            "trade": spot.trade,
            "risk": spot.risk,
            "address": spot.address,
            "contact_name": spot.contact_name,
            "contact_phone": spot.contact_phone,
            "lon": spot.lon,
            "lat": spot.lat,
            "checkpoints_required": spot.checkpoints_required,
            "created_at": life.since,
        }
        for spot, life in zip(spots, lives, strict=True)
    ]
    db.session.execute(insert(Site), rows)
    found = db.session.execute(select(Site.grid_id, Site.name, Site.id))
    by_name = {(grid, name): site_id for grid, name, site_id in found}
    ids = [by_name[areas[spot.grid], spot.name] for spot in spots]
    shapes = [
        {"site_id": site_id, "geom": from_shape(spot.shape, srid=SRID)}
        for site_id, spot in zip(ids, spots, strict=True)
    ]
    db.session.execute(insert(SiteShape), shapes)
    checkpoints = [
        {"site_id": site_id, **vars(checkpoint)}
        for site_id, spot in zip(ids, spots, strict=True)
        for checkpoint in spot.checkpoints
    ]
    db.session.execute(insert(Checkpoint), checkpoints)
    return ids


def add_lives(
    site_ids: Sequence[int],
    spots: Sequence[Spot],
    lives: Sequence[Life],
    areas: Ids,
    deciders: Mapping[str, tuple[int, int]],
) -> None:
    """Dated status and grid; `deciders` tells, by grid, who asks for a change and who approves."""
    periods: list[dict[str, Any]] = []
    changes: list[dict[str, Any]] = []
    for site_id, spot, life in zip(site_ids, spots, lives, strict=True):
        whole = {"site_id": site_id, "grid_id": areas[spot.grid], "reason": "", "by_id": None}
        first = whole | {"since": life.since, "until": life.suspended_at, "status": "active"}
        periods.append(first | {"approved_by_id": None})
        if life.suspended_at is None:
            continue
        asks, approves = deciders[spot.grid]
        periods.append(
            whole
            | {"since": life.suspended_at, "until": None, "status": "suspended"}
            | {"reason": life.reason, "by_id": asks, "approved_by_id": approves}
        )
        changes.append(
            {
                "site_id": site_id,
                "change": "suspend",
                "reason": life.reason,
                "requested_by_id": asks,
                "requested_at": life.suspended_at,
                "verdict": "approved",
                "decided_by_id": approves,
                "decided_at": life.suspended_at,
            }
        )
    db.session.execute(insert(StatusPeriod), periods)
    db.session.execute(insert(SiteChange), changes)


def add_request(site_id: int, asks: int, at: datetime) -> None:
    """A change that still waits for its second person."""
    reason = "房屋已拆除，建议销号"
    row = {"site_id": site_id, "change": "close", "reason": reason, "requested_at": at}
    db.session.execute(insert(SiteChange).values(requested_by_id=asks, **row))
