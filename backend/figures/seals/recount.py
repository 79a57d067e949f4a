"""Counting a whole window anew from its visits, as plain tuples: a county has 20,000 sites."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, func, select, type_coerce
from sqlalchemy.orm import aliased

from backend.core.database import UtcDateTime
from backend.figures.seals.rules import ObligationKey
from backend.patrol.checkins.models import Checkin
from backend.patrol.checkins.recount import arrived_at
from backend.patrol.checkins.rules import COUNTING, Result
from backend.patrol.cycles.models import Obligation, WindowRow
from backend.patrol.cycles.results import ObligationResult, obligation_result
from backend.patrol.cycles.rules import Visit, cut_off
from backend.registry.areas.models import Area
from backend.registry.kinds.models import Kind
from backend.registry.sites.checkpoint_queries import list_required
from backend.staff.extensions import db

PART = 5_000  # rows that are fetched at once
_NO_VISITS: tuple[tuple[str, ...], tuple[Visit, ...]] = ((), ())
_ATTEMPTED = str(Result.ATTEMPTED)


class RecountedObligation(NamedTuple):
    """One obligation: what was stored with it, what its visits give, and their ids.

    `stored` holds the members of an ObligationResult, as they were read.
    """

    id: int
    key: ObligationKey
    grid_id: int
    kind_id: int
    stored: Sequence[Any]
    found: ObligationResult
    uids: tuple[str, ...]


def recount_window(window: WindowRow, before_id: int | None) -> Iterator[RecountedObligation]:
    """The obligations of a window in the order of sites; `before_id` is the window before it.

    Gaps start where the window before, which is sealed, left them.
    """
    kinds = {row.id: row.code for row in db.session.execute(select(Kind.id, Kind.code))}
    grids = {row.id: row.code for row in db.session.execute(select(Area.id, Area.code))}
    required = list_required(window.starts_at)
    visits = _fetch_visits(window)
    parameters = {"window": window.id, "before": before_id}
    for row in _fetch(_select_obligations(), parameters):
        site_id, grid_id, kind_id, row_id, exempt, gap_from = row[:6]
        uids, here = _sort_visits(visits[site_id]) if site_id in visits else _NO_VISITS
        found = obligation_result(
            gap_from, here, exempt=exempt, checkpoints_required=required.get(site_id)
        )
        key = ObligationKey(site_id, grids[grid_id], kinds[kind_id])
        yield RecountedObligation(row_id, key, grid_id, kind_id, row[6:], found, uids)


def _fetch(query: Select[*tuple[Any, ...]], parameters: dict[str, Any]) -> Iterator[Sequence[Any]]:
    """What a query finds, thousands at a time: fetching row by row takes twice as long."""
    found = db.session.connection().execute(query, parameters)
    for part in found.partitions(PART):
        yield from part


def _fetch_visits(window: WindowRow) -> dict[int, list[Sequence[Any]]]:
    """By site, the visits that count and came in time: site, capture, id, result, checkpoint."""
    by_site: dict[int, list[Sequence[Any]]] = defaultdict(list)
    parameters = {"window": window.id, "cut_off": cut_off(window.ends_at)}
    for row in _fetch(_select_visits_in_time(), parameters):
        by_site[row[0]].append(row)
    return by_site


def _sort_visits(rows: list[Sequence[Any]]) -> tuple[tuple[str, ...], tuple[Visit, ...]]:
    """The ids of the visits of one site, in the order of capture, then id, and the visits."""
    if len(rows) == 1:
        _, at, uid, result, checkpoint_id = rows[0]
        return (uid,), (Visit(at, result == _ATTEMPTED, True, checkpoint_id),)
    rows.sort(key=lambda row: (row[1], row[2]))
    return tuple([row[2] for row in rows]), tuple([_as_visit(row) for row in rows])


def _as_visit(row: Sequence[Any]) -> Visit:
    _, at, _, result, checkpoint_id = row
    return Visit(at, result == _ATTEMPTED, True, checkpoint_id)


@cache
def _select_obligations() -> Select[Any]:
    before = aliased(Obligation)
    left = func.coalesce(before.last_at, before.gap_from, Obligation.gap_from)
    return (
        select(
            Obligation.site_id,
            Obligation.grid_id,
            Obligation.kind_id,
            Obligation.id,
            Obligation.exempt,
            type_coerce(left, UtcDateTime),
            *(getattr(Obligation, name) for name in ObligationResult._fields),
        )
        .outerjoin(
            before,
            (before.site_id == Obligation.site_id) & (before.window_id == bindparam("before")),
        )
        .where(Obligation.window_id == bindparam("window"))
        .order_by(Obligation.site_id)
    )


@cache
def _select_visits_in_time() -> Select[int, datetime, str, str, int | None]:
    return select(
        Checkin.site_id,
        Checkin.captured_at,
        Checkin.uid,
        Checkin.result,
        Checkin.checkpoint_id,
    ).where(
        Checkin.window_id == bindparam("window"),
        Checkin.standing.in_(COUNTING),
        arrived_at() < bindparam("cut_off", type_=UtcDateTime),
    )
