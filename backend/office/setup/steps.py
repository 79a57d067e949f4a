"""How far an installation is set up: one count for each step, in the caller's territory."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, exists, func, select

from backend.patrol.cycles.models import Plan
from backend.registry.accounts.models import Account, Assignment
from backend.registry.accounts.queries import unended
from backend.registry.areas.models import Area, AreaClosure, AreaShape
from backend.registry.areas.territory import within
from backend.registry.kinds.models import Kind
from backend.registry.sites.models import Site
from backend.staff.access import Actor, Role
from backend.staff.extensions import db

STEPS = ("areas", "office", "leaders", "officers", "boundaries", "kinds", "plan", "sites")


class Step(NamedTuple):
    step: str
    done: int
    of: int | None


def list_steps(actor: Actor, now: datetime) -> list[Step]:
    """All counts by one query. Whoever leads a village leads its grids, too. An office is the
    county's affair: who administers a part of it is not asked for one.
    """
    counted = db.session.execute(select(*_counts(actor, now))).one()
    asked = [step for step in STEPS if step != "office" or counted.counties]
    grids = counted.grids
    wanted = {"leaders": grids, "officers": grids, "boundaries": grids}
    told = {step: getattr(counted, "grids" if step == "areas" else step) for step in STEPS}
    return [Step(step, told[step], wanted.get(step)) for step in asked]


def _counts(actor: Actor, now: datetime) -> Iterator[ColumnElement[int]]:
    grids = and_(Area.level == "grid", within(actor, "account.manage", Area.id))
    drawn = exists().where(AreaShape.area_id == Area.id)
    office = select(Assignment.id).where(
        Assignment.role == Role.OFFICE,
        within(actor, "account.manage", Assignment.area_id),
        _is_held(now),
    )
    sites = select(Site.id).where(within(actor, "account.manage", Site.grid_id))
    yield _count(select(Area.id).where(grids)).label("grids")
    counties = and_(Area.level == "county", within(actor, "account.manage", Area.id))
    yield _count(select(Area.id).where(counties)).label("counties")
    yield _count(office).label("office")
    yield _count(select(Area.id).where(grids, _has(Role.LEADER, now))).label("leaders")
    yield _count(select(Area.id).where(grids, _has(Role.OFFICER, now))).label("officers")
    yield _count(select(Area.id).where(grids, drawn)).label("boundaries")
    yield _count(select(Kind.id)).label("kinds")
    yield _count(select(Plan.id)).label("plan")
    yield _count(sites).label("sites")


def _count(some: Select[int]) -> ScalarSelect[int]:
    return select(func.count()).select_from(some.subquery()).scalar_subquery()


def _is_held(now: datetime) -> ColumnElement[bool]:
    """The assignment runs, and its account may sign in."""
    return and_(
        Account.id == Assignment.account_id,
        Account.disabled_at.is_(None),
        Assignment.since <= now,
        unended(now),
    )


def _has(role: Role, now: datetime) -> ColumnElement[bool]:
    """Somebody holds this role over the grid, or over an area above it."""
    return exists().where(
        AreaClosure.area_id == Area.id,
        Assignment.area_id == AreaClosure.ancestor_id,
        Assignment.role == role,
        _is_held(now),
    )
