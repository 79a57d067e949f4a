"""What visits do to obligations: the outcome and the gaps, always from all visits at once.

Whoever adds a visit, reviews one, opens a window late or suspends a site calls `refresh`.
It locks the site's obligations first and reads the visits after, so that of two visits
stored at once the later transaction sees both. Sealed windows are left as they are, and what
arrives after the cut-off of a window changes nothing in it: see `seals`.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    Update,
    bindparam,
    func,
    select,
    type_coerce,
    update,
)

from backend.core.clock import midnight
from backend.core.database import UtcDateTime, table_of
from backend.patrol.checkins.models import Checkin
from backend.patrol.checkins.rules import Result
from backend.patrol.cycles import exemptions, versions
from backend.patrol.cycles.models import Obligation, WindowRow
from backend.patrol.cycles.opening import Opening, open_site, spells_touching
from backend.patrol.cycles.rules import Outcome, Visit, Window, cut_off, requirement
from backend.patrol.cycles.worth import Worth, gaps, worth
from backend.registry.sites.models import Site, SiteSpell
from backend.staff import events
from backend.staff.extensions import db

COUNTING = ("counts", "accepted")


def credit_visit(opening: Opening, checkin: Checkin, now: datetime) -> None:
    """Counts a visit that has been stored or accepted at `now`.

    After the window's cut-off it changes nothing by itself: it is announced as late.
    """
    rows = _locked(checkin.site_id, opening.window.starts_at)
    if now >= cut_off(opening.window.ends_at) or (rows and rows[0].sealed_at):
        events.visit_came_late.send(checkin)
        return
    visit = visit_of(checkin)
    if not _begins(rows, opening.window.starts_at):
        open_site(opening, checkin.site_id)
    elif len(rows) == 1 and not rows[0].checkpoints_required and _newest(rows[0], visit):
        _store(rows[0], _with(rows[0], visit))
    else:
        _recount(checkin.site_id, rows)


def visit_of(checkin: Checkin) -> Visit:
    """A check-in that counts, as the rules see it."""
    attempted = checkin.result == Result.ATTEMPTED
    return Visit(checkin.captured_at, attempted, counts=True, checkpoint_id=checkin.checkpoint_id)


def on_obligations_opened(opening: Opening, *, site_ids: Sequence[int]) -> None:
    """Receiver: visits that came before their obligation was opened count from now on."""
    early = select(Checkin.site_id).where(
        Checkin.window_id == opening.row_id, Checkin.site_id.in_(site_ids)
    )
    later = (
        select(Obligation.site_id)
        .join(WindowRow, WindowRow.id == Obligation.window_id)
        .where(
            Obligation.site_id.in_(site_ids),
            WindowRow.plan_id == opening.plan_id,
            WindowRow.starts_at > opening.window.starts_at,
        )
    )
    for site_id in db.session.scalars(early.union(later)):
        refresh(site_id, opening.window.starts_at)


def refresh(site_id: int, since: datetime) -> None:
    """Recounts the site's obligations in the window that begins at `since` and all later ones."""
    rows = _locked(site_id, since)
    if _begins(rows, since):
        _recount(site_id, rows)


def _begins(rows: Sequence[Any], since: datetime) -> bool:
    return bool(rows) and rows[0].starts_at == since


def _newest(row: Any, visit: Visit) -> bool:
    return row.last_at is None or visit.captured_at >= row.last_at


def _with(row: Any, visit: Visit) -> Worth:
    """The worth after one more visit that is newer than all before: no need to recount."""
    if visit.attempted:
        return _stored(row)._replace(
            outcome=Outcome.ATTEMPTED if row.outcome == Outcome.NONE else row.outcome
        )
    gap = gaps(row.last_at or row.gap_from, [visit.captured_at], visit.captured_at).closed_s
    return Worth(
        Outcome.COVERED,
        row.gap_from,
        row.first_at or visit.captured_at,
        visit.captured_at,
        max(row.closed_gap_s, gap),
    )


def _recount(site_id: int, rows: Sequence[Any]) -> None:
    visits = _visits(site_id, {row.window_id: cut_off(row.ends_at) for row in rows})
    ended_at, gap_from = None, rows[0].gap_from
    for row in rows:
        # After a window in which the site was not on duty the gap starts anew.
        if row.starts_at != ended_at:
            gap_from = row.gap_from
        found = _stored(row) if row.sealed_at else _worth(row, gap_from, visits[row.window_id])
        _store(row, found)
        ended_at, gap_from = row.ends_at, found.last_at or found.gap_from


def _store(row: Any, found: Worth) -> None:
    if found != _stored(row):
        db.session.connection().execute(_update(), {"row": row.id, **found._asdict()})
        versions.touch([row.grid_id])


def _locked(site_id: int, since: datetime) -> Sequence[Any]:
    return db.session.connection().execute(_lock(), {"site": site_id, "since": since}).all()


@cache
def _lock() -> Select[Any]:
    """Built once: every visit runs it."""
    return (
        select(
            Obligation.id,
            Obligation.window_id,
            Obligation.grid_id,
            Obligation.exempt,
            *(getattr(Obligation, name) for name in Worth._fields),
            Site.checkpoints_required,
            WindowRow.starts_at,
            WindowRow.ends_at,
            WindowRow.sealed_at,
        )
        .join(WindowRow, WindowRow.id == Obligation.window_id)
        .join(Site, Site.id == Obligation.site_id)
        .where(
            Obligation.site_id == bindparam("site"),
            WindowRow.starts_at >= bindparam("since", type_=UtcDateTime),
        )
        .order_by(WindowRow.starts_at)
        .with_for_update(of=Obligation)
    )


@cache
def _update() -> Update:
    table = table_of(Obligation)
    return (
        update(table)
        .where(table.c.id == bindparam("row"))
        .values({name: bindparam(name) for name in Worth._fields})
    )


def _visits(site_id: int, cut_offs: Mapping[int, datetime]) -> dict[int, list[Visit]]:
    """By window; what arrived after its cut-off counts for nothing here."""
    found: dict[int, list[Visit]] = defaultdict(list)
    wanted = {"site": site_id, "windows": list(cut_offs)}
    rows = db.session.connection().execute(_visits_of_site(), wanted)
    for window_id, captured_at, result, standing, checkpoint_id, arrived in rows:
        counts = standing in COUNTING and arrived < cut_offs[window_id]
        visit = Visit(captured_at, result == Result.ATTEMPTED, counts, checkpoint_id)
        found[window_id].append(visit)
    return found


@cache
def _visits_of_site() -> Select[*tuple[Any, ...]]:
    return select(
        Checkin.window_id,
        Checkin.captured_at,
        Checkin.result,
        Checkin.standing,
        Checkin.checkpoint_id,
        arrived_at(),
    ).where(
        Checkin.site_id == bindparam("site"),
        Checkin.window_id.in_(bindparam("windows", expanding=True)),
    )


def arrived_at() -> ColumnElement[datetime]:
    """Since when a visit counts, if it does: its arrival, or the leader's word on it."""
    since = func.coalesce(Checkin.reviewed_at, Checkin.received_at)
    return type_coerce(since, UtcDateTime)


def _worth(row: Any, gap_from: datetime, visits: list[Visit]) -> Worth:
    required = row.checkpoints_required
    return worth(gap_from, visits, exempt=row.exempt, checkpoints_required=required)


def _stored(row: Any) -> Worth:
    return Worth(*(getattr(row, name) for name in Worth._fields))


def on_site_changed(site: Site, *, now: datetime) -> None:
    """Receiver: a suspension or closure waives the windows that have not ended, no others."""
    rows = db.session.execute(
        select(Obligation.id, Obligation.grid_id, Obligation.window_id)
        .add_columns(WindowRow.number, WindowRow.starts_on, WindowRow.ends_on)
        .join(WindowRow, WindowRow.id == Obligation.window_id)
        .where(Obligation.site_id == site.id, WindowRow.ends_at > now)
        .order_by(WindowRow.starts_on)
    ).all()
    exemptions.share([row.window_id for row in rows])
    for row in rows:
        window = Window(row.number, row.starts_on, row.ends_on)
        needed = requirement(spells_touching([site.id], window)[site.id], window)
        exempt = needed is not None and needed.exempt
        exempt = exempt or bool(exemptions.waived_grids(row.window_id, [row.grid_id]))
        db.session.execute(update(Obligation).where(Obligation.id == row.id).values(exempt=exempt))
    if rows:
        refresh(site.id, midnight(rows[0].starts_on))
    # Wherever it stood, it is listed with its grid of today.
    grids = select(SiteSpell.grid_id).where(SiteSpell.site_id == site.id)
    versions.touch(db.session.scalars(grids))
