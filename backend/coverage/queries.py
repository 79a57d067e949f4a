"""The board: how the obligations of a window stand, for an area and its parts.

The cost follows the number of obligations in the window, never the visits behind them.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BindParameter, Row, Select, and_, bindparam, func, or_, select, type_coerce

from backend.access import Actor, Role
from backend.accounts.models import Account, Assignment
from backend.accounts.queries import unended
from backend.areas import territory
from backend.areas.models import Area, AreaClosure
from backend.cycles.models import Obligation, Plan, WindowRow
from backend.cycles.queries import described
from backend.cycles.rules import Figures, Outcome, State, state, tally
from backend.database import UtcDateTime
from backend.errors import Problem
from backend.extensions import db
from backend.sites.models import Kind


def board(actor: Actor, wanted: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """The figures of an `area` for one `window` of each plan (a number, else the current one).

    Without `area`: the one at the top of the caller's territory, or the first of them. The
    parts are its direct children or, with a `level`, all areas of that level in it.
    Raises Problem("not-found") outside the territory.
    """
    area = _area(actor, wanted["area"])
    children = list(
        db.session.scalars(
            select(Area)
            .where(Area.id.in_(_parts(area, wanted["level"])))
            .order_by(Area.sort, Area.id)
        )
    )
    leaders = _leaders([area, *children], now)
    plans = [
        _plan_board(area, children, leaders, plan, window, now)
        for plan, window in _windows(wanted["window"], now)
    ]
    return {"area": area, "leader": leaders.get(area.id), "now": now, "plans": plans}


def tops(actor: Actor) -> list[Area]:
    """The areas at the top of what the caller may watch."""
    ids = actor.areas_for("coverage.read")
    return list(
        db.session.scalars(select(Area).where(Area.id.in_(ids)).order_by(Area.sort, Area.id))
    )


def _area(actor: Actor, area_id: int | None) -> Area:
    if area_id is None:
        found = tops(actor)
        if not found:
            raise Problem("not-found")
        return found[0]
    territory.require(actor, "coverage.read", area_id)
    return db.session.get_one(Area, area_id)


def _parts(area: Area, level: str | None) -> Select[int]:
    if level is None:
        return select(Area.id).where(Area.parent_id == area.id)
    inside = select(AreaClosure.area_id).where(AreaClosure.ancestor_id == area.id)
    return select(Area.id).where(Area.level == level, Area.id.in_(inside))


def _windows(number: int | None, now: datetime) -> list[tuple[str, WindowRow]]:
    query = select(Plan.code, WindowRow).join(Plan, Plan.id == WindowRow.plan_id).order_by(Plan.id)
    if number is None:
        query = query.where(WindowRow.starts_at <= now, WindowRow.ends_at > now)
    else:
        query = query.where(WindowRow.number == number)
    return [(row[0], row[1]) for row in db.session.execute(query)]


def _plan_board(
    area: Area,
    children: list[Area],
    leaders: dict[int, dict[str, Any]],
    plan: str,
    window: WindowRow,
    now: datetime,
) -> dict[str, Any]:
    rows = _counts(area, children, window)
    by_child: dict[int, list[Row[Any]]] = defaultdict(list)
    by_kind: dict[str, list[Row[Any]]] = defaultdict(list)
    for row in rows:
        by_child[row.child_id].append(row)
        by_kind[row.kind].append(row)
    return {
        "window": described(window, plan),
        "figures": _figures(rows, window, now),
        "kinds": [
            {"kind": kind, "figures": _figures(of_kind, window, now)}
            for kind, of_kind in by_kind.items()
        ],
        "children": [
            {
                "area": child,
                "leader": leaders.get(child.id),
                "figures": _figures(by_child[child.id], window, now),
            }
            for child in children
        ],
    }


def _counts(area: Area, children: list[Area], window: WindowRow) -> list[Row[Any]]:
    """Obligations counted by child area, kind and outcome; a grid is its own only child."""
    below = AreaClosure.__table__.alias("below")
    child = AreaClosure.__table__.alias("child")
    parts = _spelt("parts", [part.id for part in children])
    top = _spelt("top", area.id)
    since = func.min(func.coalesce(Obligation.last_at, Obligation.gap_from))
    query = (
        select(
            func.coalesce(child.c.ancestor_id, top).label("child_id"),
            Kind.code.label("kind"),
            Obligation.outcome,
            func.count().label("number"),
            type_coerce(since, UtcDateTime).label("since"),
            func.max(Obligation.closed_gap_s).label("closed_gap_s"),
        )
        .join(below, below.c.area_id == Obligation.grid_id)
        .outerjoin(
            child,
            (child.c.area_id == Obligation.grid_id) & child.c.ancestor_id.in_(parts),
        )
        .join(Kind, Kind.id == Obligation.kind_id)
        .where(Obligation.window_id == _spelt("window", window.id), below.c.ancestor_id == top)
        .group_by(child.c.ancestor_id, Kind.id, Kind.code, Kind.sort, Obligation.outcome)
        .order_by(Kind.sort, Kind.id)
    )
    return list(db.session.execute(query))


def _spelt(name: str, value: int | list[int]) -> BindParameter[Any]:
    """Ids that stand in the statement itself: a plan that PostgreSQL made for any window at
    all, and keeps after some runs, knows nothing of how many obligations this one has."""
    return bindparam(name, value, expanding=isinstance(value, list), literal_execute=True)


def _figures(rows: Iterable[Row[Any]], window: WindowRow, now: datetime) -> Figures:
    """Counts as figures; what is exempt has no gap."""
    until = min(now, window.ends_at)
    counts: list[tuple[State, int]] = []
    longest: int | None = None
    for row in rows:
        counts.append((state(Outcome(row.outcome), window.ends_at, now), row.number))
        if row.outcome != Outcome.EXEMPT:
            still = max((until - row.since) // timedelta(seconds=1), 0)
            longest = max(longest or 0, row.closed_gap_s, still)
    return tally(counts, longest)


def _leaders(areas: list[Area], now: datetime) -> dict[int, dict[str, Any]]:
    """Whom to call about each area: who has led it, or a village's one grid, for longest."""
    led = Area.__table__.alias("led")
    rows = db.session.execute(
        select(Area.id, Account.name, Account.phone)
        .select_from(Assignment)
        .join(Account, Account.id == Assignment.account_id)
        .join(led, led.c.id == Assignment.area_id)
        .join(
            Area,
            or_(Area.id == led.c.id, and_(Area.level == "village", Area.id == led.c.parent_id)),
        )
        .where(
            Area.id.in_([area.id for area in areas]),
            Assignment.role.in_((Role.LEADER, Role.SUPERVISOR)),
            Assignment.since <= now,
            unended(now),
            Account.disabled_at.is_(None),
        )
        .order_by(Assignment.since.desc(), Assignment.id.desc())
    )
    return {area_id: {"name": name, "phone": phone} for area_id, name, phone in rows}
