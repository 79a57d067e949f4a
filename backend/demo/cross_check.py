"""The demo's cross-check: officers of one town look at sites of another, and are half done."""

from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from sqlalchemy import select

from backend.demo import records
from backend.demo.actors import Actors
from backend.demo.geography import Geography
from backend.demo.people import ELSEWHERE, TOWN, grids_of
from backend.demo.pictures import VARIANTS
from backend.demo.records import World
from backend.demo.visits import draw_visit
from backend.oversight.cross_checks import service as cross_checks
from backend.oversight.cross_checks.models import CrossCheckSite
from backend.registry.areas.models import Area
from backend.registry.kinds import service as kinds
from backend.registry.kinds.checklist import load_kinds
from backend.staff.access import Actor, Grant, Role
from backend.staff.extensions import db

OFFICER = "chen.wai"
SEED = "yongan-cross-369"
SIZE, DAYS = 12, 4
BEGUN = timedelta(hours=22)
# What the officer found, one visit after another; the other half still waits.
FOUND = ("normal", "abnormal", "normal", "attempted", "normal", "normal")


def add_cross_check(actors: Actors, county: Geography, world: World, now: datetime) -> None:
    """Drawn yesterday by the office; its visits are recorded as all others are."""
    towns = dict(db.session.execute(select(Area.name, Area.id).where(Area.level == "town")).all())
    officer = _officer(county, world)
    wanted = {
        "town_id": towns[TOWN],
        "by_town_id": towns[ELSEWHERE],
        "officer_ids": [officer.account_id],
        "size": SIZE,
        "days": DAYS,
    }
    office = actors.office(county.county.code)
    check_id = cross_checks.draw(office, wanted, now - BEGUN, SEED)
    drawn = db.session.scalars(
        select(CrossCheckSite.site_id)
        .where(CrossCheckSite.cross_check_id == check_id)
        .order_by(CrossCheckSite.id)
    ).all()
    for turn, (site_id, result) in enumerate(zip(drawn[::2], FOUND, strict=False)):
        at = now - BEGUN + timedelta(hours=3 * (turn + 1))
        _visit(officer, world, site_id, (result, at, now))


def _officer(county: Geography, world: World) -> Actor:
    areas = select(Area.id).where(
        Area.code.in_([grid.code for grid in grids_of(county, ELSEWHERE)[:2]])
    )
    grants = tuple(Grant(Role.OFFICER, area_id) for area_id in db.session.scalars(areas))
    return Actor(world.accounts[OFFICER], OFFICER, 0, by_cookie=False, grants=grants)


def _visit(
    officer: Actor, world: World, site_id: int, what: tuple[str, datetime, datetime]
) -> None:
    result, at, now = what
    number = next(n for n, site in enumerate(world.sites) if site.site_id == site_id)
    spot = world.spots[number]
    specs = {spec.code: spec for spec in load_kinds(kinds.CATALOGUE)}
    rng = Random(f"{SEED}:{site_id}")
    made = draw_visit(number, spot, specs[spot.kind], OFFICER, at, now, rng, result=result)
    # Of their own, or these visits would seem to use others' photos again.
    fresh = tuple(VARIANTS * (number + 2) + picture for picture in made.pictures)
    records.record_visit(officer, replace(made, pictures=fresh), world)
