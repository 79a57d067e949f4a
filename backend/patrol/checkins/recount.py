"""The results of obligations, always counted from all visits at once.

`recount` is the only writer of results between the opening of a window and its sealing. It locks
the obligations first and reads the visits after, so that of two visits stored at once the later
transaction sees both. Sealed windows stay as they are, and what arrives after the cut-off of a
window changes nothing in it: see `seals`.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, case, select, type_coerce

from backend.core.database import UtcDateTime
from backend.core.round_trips import ids, is_any
from backend.patrol.checkins.models import Checkin
from backend.patrol.checkins.rules import COUNTING, Result, Standing
from backend.patrol.cycles import board_versions
from backend.patrol.cycles.models import Obligation, WindowRow
from backend.patrol.cycles.obligations import store_results
from backend.patrol.cycles.results import ObligationResult, obligation_result
from backend.patrol.cycles.rules import Visit, cut_off
from backend.registry.sites.checkpoint_queries import required_from
from backend.registry.sites.models import Site
from backend.staff import at_commit
from backend.staff.extensions import db

PART = 1_000  # sites that are counted at once


def recount(site_ids: Collection[int], since: datetime) -> None:
    """Counts the obligations of these sites in the windows that begin at `since` or later."""
    ordered = sorted(site_ids)
    for start in range(0, len(ordered), PART):
        recount_locked(lock_obligations(ordered[start : start + PART], since))


def recount_locked(rows: Sequence[Any], *, at_the_commit: bool = False) -> None:
    """The same for obligations that `lock_obligations` has answered."""
    visits = _visits(rows)
    differing, grids = [], set()
    for _, of_site in groupby(rows, key=lambda row: row.site_id):
        for row, result in _results(list(of_site), visits):
            if result != _stored(row):
                differing.append((row.id, result))
                # Counted in one grid, a site may be listed in another today.
                grids |= {row.grid_id, row.listed_in}
    store_results(differing, at_the_commit=at_the_commit)
    board_versions.mark_changed(grids)


def lock_obligations(site_ids: Sequence[int], since: datetime) -> Sequence[Any]:
    """The obligations, held until the end of the transaction, by site and then by window."""
    at_commit.flush()  # it may hold results of theirs
    asked = {"sites": site_ids, "since": since}
    return db.session.connection().execute(_obligations(), asked).all()


def arrived_at() -> ColumnElement[datetime]:
    """`Checkin.counts_since` as a piece of a query."""
    accepted = Checkin.standing == Standing.ACCEPTED
    since = case((accepted, Checkin.reviewed_at), else_=Checkin.received_at)
    return type_coerce(since, UtcDateTime)


def _results(
    rows: Sequence[Any], visits: Mapping[tuple[int, int], list[Visit]]
) -> Iterator[tuple[Any, ObligationResult]]:
    """The obligations of one site, in the order of their windows, each with its result."""
    ended_at, gap_from = None, rows[0].gap_from
    for row in rows:
        # After a window in which the site was not on duty the gap starts anew.
        if row.starts_at != ended_at:
            gap_from = row.gap_from
        result = _stored(row)
        if not row.sealed_at:
            result = obligation_result(
                gap_from,
                visits[row.site_id, row.window_id],
                exempt=row.exempt,
                checkpoints_required=row.checkpoints_required,
            )
        yield row, result
        ended_at, gap_from = row.ends_at, result.last_at or result.gap_from


def _stored(row: Any) -> ObligationResult:
    return ObligationResult(*(getattr(row, name) for name in ObligationResult._fields))


def _visits(rows: Sequence[Any]) -> dict[tuple[int, int], list[Visit]]:
    """By site and window; what arrived after a window's cut-off counts for nothing here."""
    found: dict[tuple[int, int], list[Visit]] = defaultdict(list)
    cut_offs = {row.window_id: cut_off(row.ends_at) for row in rows}
    asked = {"sites": list({row.site_id for row in rows}), "windows": list(cut_offs)}
    if not rows:
        return found
    for row in db.session.connection().execute(_visits_of_sites(), asked).all():
        counts = row.standing in COUNTING and row.arrived_at < cut_offs[row.window_id]
        attempted = row.result == Result.ATTEMPTED
        visit = Visit(row.captured_at, attempted, counts, row.checkpoint_id)
        found[row.site_id, row.window_id].append(visit)
    return found


@cache
def _obligations() -> Select[Any]:
    """Built once: every visit runs it."""
    return (
        select(
            Obligation.id,
            Obligation.site_id,
            Obligation.window_id,
            Obligation.grid_id,
            Site.grid_id.label("listed_in"),
            Obligation.exempt,
            *(getattr(Obligation, name) for name in ObligationResult._fields),
            required_from(WindowRow.starts_at).label("checkpoints_required"),
            WindowRow.starts_at,
            WindowRow.ends_at,
            WindowRow.sealed_at,
        )
        .join(WindowRow, WindowRow.id == Obligation.window_id)
        .join(Site, Site.id == Obligation.site_id)
        .where(
            is_any(Obligation.site_id, ids("sites")),
            WindowRow.starts_at >= bindparam("since", type_=UtcDateTime),
        )
        .order_by(Obligation.site_id, WindowRow.starts_at)
        .with_for_update(of=Obligation)
    )


@cache
def _visits_of_sites() -> Select[*tuple[Any, ...]]:
    return select(
        Checkin.site_id,
        Checkin.window_id,
        Checkin.captured_at,
        Checkin.result,
        Checkin.standing,
        Checkin.checkpoint_id,
        arrived_at().label("arrived_at"),
    ).where(
        is_any(Checkin.site_id, ids("sites")),
        is_any(Checkin.window_id, ids("windows")),
    )
