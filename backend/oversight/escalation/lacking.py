"""What a window still lacks, for many people at once; each statement is one for all of them."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    Select,
    and_,
    case,
    func,
    literal,
    or_,
    select,
    true,
)
from sqlalchemy.orm import aliased

from backend.oversight.escalation.digest import Count
from backend.oversight.escalation.rules import ROLES, UNSEEN, EscalationLevel
from backend.patrol.cycles.models import Obligation, WindowRow
from backend.patrol.cycles.rules import ACTIVE, Outcome
from backend.registry.accounts.models import Account, Assignment
from backend.registry.areas.models import AreaClosure
from backend.registry.kinds.models import Kind
from backend.registry.sites.models import Site
from backend.staff.extensions import db

WORST = 10
LATER = 12  # windows after a digest's own in which a visit is looked for: over a month

# By account: since when it has held the role, and over which areas.
Holdings = dict[int, tuple[datetime, list[int]]]


class Question(NamedTuple):
    """What is asked: this level of this window, for who held its role at `at`."""

    level: EscalationLevel
    window: WindowRow
    at: datetime


def find_recipients(question: Question, after: int, limit: int) -> list[int]:
    """The accounts that are to be notified, in the order of their ids."""
    query = (
        select(Assignment.account_id)
        .join(Account, Account.id == Assignment.account_id)
        .where(
            _held(question),
            or_(Account.disabled_at.is_(None), Account.disabled_at > question.at),
            Assignment.account_id > after,
        )
        .distinct()
        .order_by(Assignment.account_id)
        .limit(limit)
    )
    return list(db.session.scalars(query))


def find_holdings(question: Question, accounts: Collection[int]) -> Holdings:
    """What these accounts hold by the role that is notified."""
    rows = db.session.execute(
        select(Assignment.account_id, Assignment.since, Assignment.area_id)
        .where(_held(question), Assignment.account_id.in_(accounts))
        .order_by(Assignment.account_id, Assignment.area_id)
    )
    found: Holdings = {}
    for account_id, since, area_id in rows:
        first, areas = found.setdefault(account_id, (since, []))
        areas.append(area_id)
        found[account_id] = (min(first, since), areas)
    return found


def count_by_grid(question: Question, people: Select[int, int]) -> list[Count]:
    """`people` yields (account_id, grid_id), each pair once."""
    grids = people.subquery("grids")
    lacking = case((lacks(question), 1), else_=0)
    missed = case((Obligation.outcome == Outcome.NONE, 1), else_=0)
    attempted = case((Obligation.outcome == Outcome.ATTEMPTED, 1), else_=0)
    rows = db.session.execute(
        select(
            grids.c.account_id,
            grids.c.grid_id,
            Kind.code,
            func.count(),
            func.sum(missed),
            func.sum(attempted),
            func.sum(lacking),
        )
        .join(Obligation, Obligation.grid_id == grids.c.grid_id)
        .join(Site, Site.id == Obligation.site_id)
        .join(Kind, Kind.id == Obligation.kind_id)
        .where(Obligation.window_id == question.window.id, Obligation.outcome != Outcome.EXEMPT)
        .group_by(grids.c.account_id, grids.c.grid_id, Kind.id, Kind.code, Kind.sort)
        .order_by(grids.c.account_id, grids.c.grid_id, Kind.sort, Kind.id)
    )
    return [Count(*row) for row in rows]


def find_worst_sites(question: Question, people: Select[int, int]) -> Sequence[Any]:
    """(account_id, site_id), at most WORST for each account: the longest without a visit first."""
    grids = people.subquery("grids")
    since = func.coalesce(Obligation.last_at, Obligation.gap_from)
    place = func.row_number().over(
        partition_by=grids.c.account_id, order_by=(since, Site.risk.desc(), Site.id)
    )
    ranked = (
        select(grids.c.account_id, Site.id.label("site_id"), place.label("place"))
        .join(Obligation, Obligation.grid_id == grids.c.grid_id)
        .join(Site, Site.id == Obligation.site_id)
        .where(Obligation.window_id == question.window.id, lacks(question))
        .subquery("ranked")
    )
    return db.session.execute(
        select(ranked.c.account_id, ranked.c.site_id)
        .where(ranked.c.place <= WORST)
        .order_by(ranked.c.account_id, ranked.c.place)
    ).all()


def select_grids_held(question: Question, accounts: Collection[int]) -> Select[int, int]:
    """(account_id, grid_id) of all that these people answer for."""
    return (
        select(Assignment.account_id, AreaClosure.area_id.label("grid_id"))
        .join(AreaClosure, AreaClosure.ancestor_id == Assignment.area_id)
        .where(_held(question), Assignment.account_id.in_(accounts))
        .distinct()
    )


def select_grids_below(account_id: int, areas: Collection[int]) -> Select[int, int]:
    """(account_id, grid_id) of all that lies below the areas that a digest was about."""
    return (
        select(literal(account_id).label("account_id"), AreaClosure.area_id.label("grid_id"))
        .where(AreaClosure.ancestor_id.in_(areas))
        .distinct()
    )


def lacks(question: Question) -> ColumnElement[bool]:
    """The query; `rules.lacks` is the check. Obligation and Site are in the statement."""
    return and_(
        Obligation.outcome.in_(UNSEEN),
        Site.status == ACTIVE,
        ~_covered_since(question.window),
        _unseen_before(question.window) if question.level is EscalationLevel.COUNTY else true(),
    )


def _covered_since(window: WindowRow) -> ColumnElement[bool]:
    later = (
        select(WindowRow.id)
        .where(WindowRow.plan_id == window.plan_id, WindowRow.starts_on >= window.ends_on)
        .order_by(WindowRow.starts_on)
        .limit(LATER)
    )
    after = aliased(Obligation)
    return (
        select(after.id)
        .where(
            after.site_id == Obligation.site_id,
            after.window_id.in_(list(db.session.scalars(later))),
            after.outcome == Outcome.COVERED,
        )
        .exists()
    )


def _unseen_before(window: WindowRow) -> ColumnElement[bool]:
    before = aliased(Obligation)
    earlier: ScalarSelect[int] = (
        select(WindowRow.id)
        .where(WindowRow.plan_id == window.plan_id, WindowRow.ends_on == window.starts_on)
        .scalar_subquery()
    )
    return (
        select(before.id)
        .where(
            before.site_id == Obligation.site_id,
            before.window_id == earlier,
            before.outcome.in_(UNSEEN),
        )
        .exists()
    )


def _held(question: Question) -> ColumnElement[bool]:
    return and_(
        Assignment.role == ROLES[question.level],
        Assignment.since <= question.at,
        or_(Assignment.until.is_(None), Assignment.until > question.at),
    )
