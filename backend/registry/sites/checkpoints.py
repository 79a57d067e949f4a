"""Adding, moving, renaming and ending the checkpoints of a site, and how many must be reached.

Nothing is deleted, as visits refer to it: see `checkpoint_rules` for what counts when.
"""

from datetime import datetime
from typing import Any

from geoalchemy2.shape import to_shape
from shapely.geometry import mapping
from sqlalchemy import func, select

from backend.core.errors import Fault, Problem
from backend.geo import measure, shapes
from backend.records.audit import service as audit
from backend.registry.kinds.models import Kind
from backend.registry.sites import checkpoint_queries, checkpoint_rules, conflicts, queries
from backend.registry.sites.models import Checkpoint, PastCheckpointsRequired, Site, SiteShape
from backend.staff.access import Actor
from backend.staff.extensions import db


def add(
    actor: Actor, site_id: int, if_match: str | None, draft: dict[str, Any], now: datetime
) -> None:
    """A further checkpoint; the first one makes the site ask for one.

    This and all others here raise Problem("not-found"), ("precondition-required"), ("stale") or
    ("invalid").
    """
    site = _held(actor, site_id, if_match)
    kind = db.session.get_one(Kind, site.kind_id)
    if not kind.checkpoints:
        raise _invalid("site", "no_checkpoints")
    beside = checkpoint_queries.lasting(site.id)
    if len(beside) >= checkpoint_rules.CHECKPOINTS_MAX:
        raise _invalid("site", f"too_many:{checkpoint_rules.CHECKPOINTS_MAX}")
    _check_name(draft["name"], beside)
    lon, lat = _position(site, kind, draft)
    at = _instant(site, now)
    added = Checkpoint(site_id=site.id, name=draft["name"], lon=lon, lat=lat, since=at)
    added.radius_m = draft["radius_m"]
    db.session.add(added)
    _require(site, checkpoint_rules.required_after_adding(site.checkpoints_required), at)
    _record(actor, site, now, "add", added)


def correct(
    actor: Actor,
    site_id: int,
    checkpoint_id: int,
    if_match: str | None,
    patch: dict[str, Any],
    now: datetime,
) -> None:
    """Another name at once; another place or radius as a new checkpoint in place of this one."""
    site = _held(actor, site_id, if_match)
    found = _find(site, checkpoint_id)
    if "name" in patch and patch["name"] != found.name:
        _check_name(
            patch["name"],
            [each for each in checkpoint_queries.lasting(site.id) if each.id != found.id],
        )
        before, found.name = found.name, patch["name"]
        _record(actor, site, now, "rename", found, before=before)
    lon, lat, radius_m = found.lon, found.lat, patch.get("radius_m", found.radius_m)
    if "lon" in patch or "lat" in patch:
        lon, lat = _position(site, db.session.get_one(Kind, site.kind_id), patch)
    if (lon, lat, radius_m) == (found.lon, found.lat, found.radius_m):
        return
    at = _instant(site, now)
    found.until = at
    moved = Checkpoint(site_id=site.id, name=found.name, lon=lon, lat=lat, since=at)
    moved.radius_m = radius_m
    db.session.add(moved)
    _record(actor, site, now, "move", moved, before=found.id)


def end(
    actor: Actor, site_id: int, checkpoint_id: int, if_match: str | None, now: datetime
) -> None:
    """The checkpoint is asked for no more; nor are more than are left."""
    site = _held(actor, site_id, if_match)
    found = _find(site, checkpoint_id)
    at = _instant(site, now)
    found.until = at
    left = len(checkpoint_queries.lasting(site.id))
    _require(site, checkpoint_rules.required_after_ending(site.checkpoints_required, left), at)
    _record(actor, site, now, "end", found)


def require(actor: Actor, site_id: int, if_match: str | None, required: int, now: datetime) -> None:
    """How many of the checkpoints must be reached: at least one, at most all."""
    site = _held(actor, site_id, if_match)
    there = len(checkpoint_queries.lasting(site.id))
    if required > there:
        raise _invalid("required", f"at_most_of_all:{there}")
    if required != site.checkpoints_required:
        _require(site, required, _instant(site, now))
        _record(actor, site, now, "require", None)


def _held(actor: Actor, site_id: int, if_match: str | None) -> Site:
    site = queries.lock_site(actor, site_id, "site.write")
    conflicts.check_version_seen(if_match, site)
    return site


def _find(site: Site, checkpoint_id: int) -> Checkpoint:
    found = db.session.get(Checkpoint, checkpoint_id, populate_existing=True)
    if found is None or found.site_id != site.id or found.until is not None:
        raise Problem("not-found")
    return found


def _check_name(name: str, beside: list[Checkpoint]) -> None:
    key = checkpoint_rules.name_key
    if key(name) in {key(each.name) for each in beside}:
        raise _invalid("name", "taken")


def _position(site: Site, kind: Kind, sent: dict[str, Any]) -> measure.Point:
    """Degrees WGS-84. Raises Problem("invalid") for half a position and for one off the site."""
    for name in ("lon", "lat"):
        if name not in sent:
            raise _invalid(name, "required")
    document = {"type": "Point", "coordinates": [sent["lon"], sent["lat"]]}
    try:
        position = shapes.inside_of(shapes.read(document, datum=sent["source_crs"]))
    except shapes.ShapeError as error:
        raise _invalid("lon", error.code) from error
    drawn = db.session.scalars(select(SiteShape.geom).where(SiteShape.site_id == site.id)).one()
    if not checkpoint_rules.is_near(position, mapping(to_shape(drawn)), kind.radius_m):
        raise _invalid("lon", "outside_site")
    return position


def _instant(site: Site, now: datetime) -> datetime:
    """`now`, but never before an earlier change: another process may have a clock that is ahead."""
    past = select(func.max(PastCheckpointsRequired.until)).where(
        PastCheckpointsRequired.site_id == site.id
    )
    spans = select(func.max(Checkpoint.since), func.max(Checkpoint.until)).where(
        Checkpoint.site_id == site.id
    )
    since, until = db.session.execute(spans).one()
    changes: list[datetime | None] = [db.session.scalar(past), since, until]
    return max([now, *(at for at in changes if at is not None)])


def _require(site: Site, required: int | None, at: datetime) -> None:
    if required == site.checkpoints_required:
        return
    before = site.checkpoints_required or 0
    db.session.add(PastCheckpointsRequired(site_id=site.id, until=at, required=before))
    site.checkpoints_required = required


def _record(
    actor: Actor,
    site: Site,
    now: datetime,
    change: str,
    checkpoint: Checkpoint | None,
    before: str | int | None = None,
) -> None:
    site.version += 1
    db.session.flush()
    detail = {
        "change": change,
        "checkpoint": checkpoint and checkpoint.id,
        "before": before,
        "required": site.checkpoints_required,
        "version": site.version,
    }
    audit.record(actor.account_id, "site.checkpoints", "site", site.id, now, detail)


def _invalid(field: str, code: str) -> Problem:
    return Problem("invalid", faults=[Fault(field, code)])
