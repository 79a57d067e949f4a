"""The obligations that make a figure of the board, worst first, each with the leader to call."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Integer,
    Row,
    Select,
    bindparam,
    case,
    literal,
    select,
    tuple_,
)

from backend.core.database import UtcDateTime, seconds_between
from backend.core.errors import Fault, Problem
from backend.core.paging import decode_cursor, encode_cursor
from backend.figures.cells.queries import SINCE
from backend.figures.coverage.calling import choose_person, find_officers
from backend.figures.coverage.queries import as_literal, compute_gap_s
from backend.figures.coverage.scope import find_area, find_leaders, find_windows
from backend.figures.coverage.visits import find_last_visits
from backend.patrol.cycles.models import Obligation, WindowRow
from backend.patrol.cycles.queries import describe_window
from backend.patrol.cycles.rules import Outcome, State, state
from backend.registry.areas.models import Area, AreaClosure
from backend.registry.kinds.models import Kind
from backend.registry.sites.models import Site
from backend.staff.access import Actor
from backend.staff.extensions import db

LACKING = "lacking"  # what a visit is still owed: open, missed, attempted
LONGEST = "gap"
# Worst first: nobody came, nobody got in, somebody came, nobody needed to.
RANKS = {Outcome.NONE: 0, Outcome.ATTEMPTED: 1, Outcome.COVERED: 2, Outcome.EXEMPT: 3}


def list_rows(actor: Actor, wanted: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """A page of the obligations below an `area` in one window of a `plan`.

    By `state`, `kind` or neither; by `order` the longest gap first, of whatever is not exempt.
    Gaps are those of the first page until the last is read, so that none is left out or comes
    twice. Raises Problem("not-found") outside the territory and for a window that is not there.
    """
    as_of, after = _read_cursor(wanted["cursor"], now)
    area = find_area(actor, wanted["area"])
    window = _find_window(wanted, now)
    query = _select_rows(area.id, window, wanted, min(as_of, window.ends_at), now)
    if after:
        query = query.where(tuple_(*_sort_key(query)) > tuple_(*map(literal, after)))
    limit = wanted["limit"]
    found = db.session.execute(query.order_by(*_sort_key(query)).limit(limit + 1)).all()
    rows = found[:limit]
    return {
        "items": _describe(actor, rows, window, min(as_of, window.ends_at), now),
        "next": _write_cursor(as_of, rows[-1]) if len(found) > limit else None,
        "window": describe_window(window, wanted["plan"]),
    }


def _find_window(wanted: Mapping[str, Any], now: datetime) -> WindowRow:
    for plan, window in find_windows(wanted["window"], now):
        if plan == wanted["plan"]:
            return window
    raise Problem("not-found")


def _read_cursor(cursor: str | None, now: datetime) -> tuple[datetime, list[int]]:
    """The instant of the first page, and the key of the last row that was sent."""
    key = decode_cursor(cursor, int, int, int, int)
    if key is None:
        return now, []
    if not 0 <= key[0] <= now.timestamp() * 1000:
        raise Problem("invalid", faults=[Fault("cursor", "not_a_cursor")])
    return datetime.fromtimestamp(key[0] / 1000, UTC), key[1:]


def _write_cursor(as_of: datetime, last: Any) -> str:
    return encode_cursor([int(as_of.timestamp() * 1000), last.rank, last.nearness, last.number])


def _select_rows(
    area_id: int, window: WindowRow, wanted: Mapping[str, Any], until: datetime, now: datetime
) -> Select[Any]:
    """Rows with their sort key: rank, then the negated gap, then the number."""
    at: BindParameter[Any] = bindparam("until", until, type_=UtcDateTime)
    since_last = seconds_between(SINCE, at)
    gap = case((Obligation.closed_gap_s > since_last, Obligation.closed_gap_s), else_=since_last)
    by_gap = wanted["order"] == LONGEST
    rank = literal(0) if by_gap else case(RANKS, value=Obligation.outcome)
    query = (
        select(
            Obligation.id.label("number"),
            Obligation.outcome,
            Obligation.closed_gap_s,
            SINCE.label("since"),
            Site,
            Kind.code.label("kind"),
            Area,
            rank.cast(Integer).label("rank"),
            (-gap).label("nearness"),
        )
        .select_from(Obligation)
        .join(AreaClosure, AreaClosure.area_id == Obligation.grid_id)
        .join(Site, Site.id == Obligation.site_id)
        .join(Kind, Kind.id == Obligation.kind_id)
        .join(Area, Area.id == Obligation.grid_id)
        .where(
            Obligation.window_id == as_literal("window", window.id),
            AreaClosure.ancestor_id == as_literal("top", area_id),
            Obligation.outcome.in_(_outcomes_in_state(wanted["state"], window, now)),
        )
    )
    if by_gap:
        query = query.where(Obligation.outcome != Outcome.EXEMPT)
    return query.where(Kind.code == wanted["kind"]) if wanted["kind"] else query


def _sort_key(query: Select[Any]) -> list[ColumnElement[Any]]:
    named = query.selected_columns
    return [named.rank.element, named.nearness.element, named.number.element]


def _outcomes_in_state(wanted: str | None, window: WindowRow, now: datetime) -> list[str]:
    """The stored outcomes that are in this state now: see `state` in `cycles/rules.py`."""
    states = {each: state(each, window.ends_at, now) for each in Outcome}
    if wanted is None:
        return list(states)
    lacking = {State.OPEN, State.MISSED, State.ATTEMPTED}
    asked = lacking if wanted == LACKING else {State(wanted)}
    return [each for each, is_now in states.items() if is_now in asked]


def _describe(
    actor: Actor, found: Sequence[Row[Any]], window: WindowRow, until: datetime, now: datetime
) -> list[dict[str, Any]]:
    leaders = find_leaders([row.Area.id for row in found], now)
    officers = find_officers({row.Area.id for row in found}, now)
    visits = find_last_visits([row.Site.id for row in found], window.ends_at)
    return [
        {
            "number": row.number,
            "site": {
                "id": row.Site.id,
                "name": row.Site.name,
                "kind": row.kind,
                "address": row.Site.address,
                "grid": row.Area,
            },
            "state": state(Outcome(row.outcome), window.ends_at, now),
            "gap_s": None
            if row.outcome == Outcome.EXEMPT
            else compute_gap_s(row.closed_gap_s, row.since, until),
            "last_visit": visits.get(row.Site.id),
            "leader": leaders.get(row.Area.id),
            "call": choose_person(
                officers.get(row.Area.id, ()),
                leaders.get(row.Area.id),
                visits.get(row.Site.id, {}).get("by_id"),
                actor.account_id,
            ),
        }
        for row in found
    ]
