"""Loads the demo county with its past into an empty database.

The rows are what the services would have written, had everything happened through them: visits
are judged by the rules and signed, windows are opened and credited by the same code as ever.
"""

import gc
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import current_app
from shapely.geometry import mapping
from sqlalchemy import exists, select

from backend.core import signing
from backend.core.clock import local_date
from backend.demo import (
    after_visits,
    cross_check,
    geography,
    people,
    photos,
    places,
    records,
    redraw,
    reuse,
    rows,
    steps,
    tips,
)
from backend.demo.actors import Actors
from backend.demo.geography import Geography
from backend.demo.history import Crew, History, draw_history, form_crew
from backend.demo.people import Person
from backend.demo.places import Spot
from backend.demo.plan import DAYS, begin_plan
from backend.demo.records import World
from backend.demo.refusals import DemoRefusedError
from backend.demo.remembering import RememberingSigner
from backend.figures.seals.service import seal_next
from backend.patrol.checkins.context import Context
from backend.patrol.cycles.models import Plan
from backend.patrol.cycles.opening import open_batch
from backend.patrol.cycles.queries import versions_of
from backend.patrol.cycles.rules import Window, window_on
from backend.patrol.cycles.service import window_id
from backend.records.audit import service as audit
from backend.records.audit.models import AuditRow
from backend.registry.accounts import passwords
from backend.registry.areas.models import Area
from backend.registry.kinds import service as kinds
from backend.registry.kinds.checklist import load_kinds
from backend.registry.kinds.models import Checklist, Kind
from backend.registry.kinds.questions import from_json
from backend.registry.sites.checkpoint_queries import Checkpoints
from backend.staff.extensions import db

PASSWORD = "yongan-369"  # noqa: S105 - of synthetic people, printed at every start
LOADED = "demo.load"


@dataclass(frozen=True)
class Script:
    """All that the demo is made of, before anything is written."""

    county: Geography
    staff: tuple[Person, ...]
    spots: tuple[Spot, ...]
    crew: Crew
    past: History
    home: str


def load(now: datetime, turns: int) -> None:
    """Adds the whole demo as of `now`, with `turns` windows (three or more); the caller commits,
    both databases.

    Raises DemoRefusedError where there are areas, or windows that are sealed.
    """
    password_hash = passwords.hash_password(PASSWORD)
    if db.session.scalar(select(exists().select_from(Area))):
        raise DemoRefusedError("it holds areas")
    plan = begin_plan(now)
    windows = _windows(plan, now, turns)
    begin = windows[0].starts_at
    kinds.load(None, begin)
    script = _script(windows, now)
    gc.freeze()  # or each search for garbage would look through all visits again
    areas = rows.add_areas(script.county)
    county = script.county.county.code
    readers = tips.tip_staff(county, script.home[:9], len(script.staff))
    people_ = (*script.staff, *readers)
    accounts = rows.add_people(people_, areas, password_hash, begin)
    deciders = _deciders(script.crew, accounts)
    site_ids = _add_sites(script, areas, deciders, now)
    world = _world(plan, windows, script, site_ids, areas, accounts)
    records.add_visits(script.past.visits, world)
    photos.add_request_photos(world.stored)
    for window in windows:
        _open(plan, window)
        after_visits.send_notices(window, now)
    actors = Actors(script.crew, accounts, areas)
    after_visits.review_visits(script.past.visits, script.spots, actors, now)
    after_visits.work_on_findings(script.past.visits, script.spots, actors, world.stored, now)
    after_visits.give_one_to_mend(script.home, actors, now)
    after_visits.order_notices()
    after_visits.mark_older_read(now)
    after_visits.exempt_villages(windows, script.home, actors, now)
    redraw.redraw_border(plan, script.home, actors, now)
    while seal_next(now):
        pass
    steps.add_steps(actors, script.county, windows, now)
    cross_check.add_cross_check(actors, script.county, world, now)
    reuse.bring_photo_twice(actors, script.home, world, now)
    tips.add_tips(accounts, areas[county], now)
    gc.unfreeze()
    audit.record(None, LOADED, "demo", county, now)


def is_loaded() -> bool:
    """Whether the demo is there, whatever became of it since."""
    return bool(db.session.scalar(select(exists().where(AuditRow.action == LOADED))))


def _script(windows: Sequence[Window], now: datetime) -> Script:
    county = geography.load_geography()
    staff, spots = people.draw_staff(county), places.draw_sites(county)
    crew = form_crew(staff)
    homes = [grid.code for grid in people.home_grids(county)]
    specs = {spec.code: spec for spec in load_kinds(kinds.CATALOGUE)}
    past = draw_history(spots, crew, specs, windows, now, homes=homes)
    return Script(county, staff, spots, crew, past, homes[0])


def _windows(plan: Plan, now: datetime, turns: int) -> list[Window]:
    """The last windows, the running one at the end."""
    versions = versions_of(plan.id)
    back = [timedelta(days=DAYS * turn) for turn in reversed(range(turns))]
    return [window_on(local_date(now) - days, versions) for days in back]


def _open(plan: Plan, window: Window) -> None:
    """As the job would have done it, a minute after the window began."""
    while open_batch(plan, window, window.starts_at + timedelta(minutes=1)):
        pass


def _deciders(crew: Crew, accounts: Mapping[str, int]) -> dict[str, tuple[int, int]]:
    """By grid, the leader who asks for changes of sites and the supervisor who approves them."""
    return {
        grid: (accounts[leader], accounts[crew.supervisors[grid[:9]]])
        for grid, leader in crew.leaders.items()
    }


def _add_sites(
    script: Script,
    areas: Mapping[str, int],
    deciders: Mapping[str, tuple[int, int]],
    now: datetime,
) -> list[int]:
    """Sites by number; the last one of the home grid is about to be closed."""
    site_ids = rows.add_sites(script.spots, script.past.lives, areas)
    rows.add_lives(site_ids, script.spots, script.past.lives, areas, deciders)
    last = max(n for n, spot in enumerate(script.spots) if spot.grid == script.home)
    rows.add_request(site_ids[last], deciders[script.home][0], now - timedelta(hours=5))
    return site_ids


def _world(
    plan: Plan,
    windows: Sequence[Window],
    script: Script,
    site_ids: Sequence[int],
    areas: Mapping[str, int],
    accounts: Mapping[str, int],
) -> World:
    checklists = db.session.execute(select(Kind.code, Checklist.id).join(Checklist))
    return World(
        spots=script.spots,
        sites=_contexts(plan, script.spots, site_ids, areas),
        checklists={row.code: row.id for row in checklists},
        accounts=accounts,
        windows={window: window_id(plan.id, window) for window in windows},
        stored=photos.Pictures(),
        signer=RememberingSigner(signing.read_seed(current_app.extensions["settings"].keys)),
    )


def _contexts(
    plan: Plan, spots: Sequence[Spot], site_ids: Sequence[int], areas: Mapping[str, int]
) -> list[Context]:
    """What `context.load_contexts` would have found for each site."""
    found = db.session.execute(select(Kind, Checklist).join(Checklist))
    kinds_by_code = {kind.code: (kind, checklist) for kind, checklist in found}
    questions = {
        code: [from_json(each) for each in checklist.questions]
        for code, (_, checklist) in kinds_by_code.items()
    }
    versions = versions_of(plan.id)
    checkpoints = Checkpoints(site_ids)
    return [
        Context(
            site_id=site_id,
            grid_id=areas[spot.grid],
            trade=spot.trade,
            checkpoints=checkpoints if spot.checkpoints else None,
            geometry=mapping(spot.shape),
            radius_m=kinds_by_code[spot.kind][0].radius_m,
            coarse_m=kinds_by_code[spot.kind][0].coarse_m,
            plan_id=plan.id,
            plan_code=plan.code,
            versions=versions,
            running=(None, None),
            questions=questions[spot.kind],
            held=True,
        )
        for site_id, spot in zip(site_ids, spots, strict=True)
    ]
