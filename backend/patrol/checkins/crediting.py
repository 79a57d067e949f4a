"""When the results of obligations are counted again: what has happened, and to which of them.

A visit came or was accepted, a window was opened after its visits, a site was suspended or came
back, an area was exempted: each of them ends in `recount`.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from backend.patrol.checkins.models import Checkin
from backend.patrol.checkins.recount import lock_obligations, recount, recount_locked
from backend.patrol.checkins.rules import Result
from backend.patrol.cycles import board_versions
from backend.patrol.cycles.exemptions import Waived
from backend.patrol.cycles.models import Obligation, WindowRow
from backend.patrol.cycles.opening import WindowRef, open_site
from backend.patrol.cycles.requirements import renew_exempt
from backend.patrol.cycles.rules import Visit, Window, cut_off
from backend.registry.areas import territory
from backend.registry.sites.models import Site, StatusPeriod
from backend.staff import events
from backend.staff.extensions import db

PART = 1_000  # sites whose exemption is looked at together


def credit_visit(opening: WindowRef, checkin: Checkin, now: datetime) -> None:
    """Counts a visit that has been stored or accepted at `now`."""
    credit_visits([(opening, checkin)], now)


def credit_visits(
    visits: Sequence[tuple[WindowRef, Checkin]], now: datetime, *, at_the_commit: bool = False
) -> None:
    """Counts visits, each with its window, that have been stored or accepted at `now`.

    After its window's cut-off a visit changes nothing by itself: it is announced as late. The
    results may be written as late as the commit, for whoever does not read them before.
    """
    if not visits:
        return
    since = min(opening.window.starts_at for opening, _ in visits)
    rows = lock_obligations(list({checkin.site_id for _, checkin in visits}), since)
    of_site: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        of_site[row.site_id].append(row)
    opened, unopened = set(), []
    for opening, checkin in visits:
        here = of_site[checkin.site_id]
        if is_closed(opening, here, now):
            events.visit_came_late.send(checkin)
        elif any(row.window_id == opening.row_id for row in here):
            opened.add(checkin.site_id)
        else:
            unopened.append((opening, checkin.site_id))
    counted = [row for row in rows if row.site_id in opened]
    recount_locked(counted, at_the_commit=at_the_commit and not unopened)
    for opening, site_id in unopened:
        open_site(opening, site_id)


def is_closed(opening: WindowRef, rows: Sequence[Any], now: datetime) -> bool:
    """Whether a window changes no more: past its cut-off, or `rows` holds its sealed obligation."""
    sealed = any(row.window_id == opening.row_id and row.sealed_at for row in rows)
    return sealed or now >= cut_off(opening.window.ends_at)


def visit_of(checkin: Checkin) -> Visit:
    """A check-in that counts, as the rules see it."""
    attempted = checkin.result == Result.ATTEMPTED
    return Visit(checkin.captured_at, attempted, counts=True, checkpoint_id=checkin.checkpoint_id)


def on_obligations_opened(opening: WindowRef, *, site_ids: Sequence[int]) -> None:
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
    recount(db.session.scalars(early.union(later)).all(), opening.window.starts_at)


def on_site_changed(site: Site, *, now: datetime) -> None:
    """Receiver: a suspension or closure waives the windows that have not ended, no others."""
    windows = db.session.scalars(
        select(WindowRow)
        .join(Obligation, Obligation.window_id == WindowRow.id)
        .where(Obligation.site_id == site.id, WindowRow.ends_at > now)
        .order_by(WindowRow.starts_on)
    ).all()
    for row in windows:
        renew_exempt(row.id, Window(row.number, row.starts_on, row.ends_on), [site.id])
    if windows:
        recount([site.id], windows[0].starts_at)
    # Wherever it stood, it is listed with its grid of today.
    grids = select(StatusPeriod.grid_id).where(StatusPeriod.site_id == site.id)
    board_versions.mark_changed(db.session.scalars(grids))


def on_account_changed(account_id: int) -> None:
    """Receiver: days show by name who came last."""
    grids = select(Site.grid_id).join(Checkin).where(Checkin.author_id == account_id).distinct()
    board_versions.mark_changed(db.session.scalars(grids))


def on_exemption_changed(touched: Waived) -> None:
    """Receiver: the obligations of the area in that window are waived, or asked for again."""
    row = db.session.get_one(WindowRow, touched.window_id)
    window = Window(row.number, row.starts_on, row.ends_on)
    site_ids = db.session.scalars(
        select(Obligation.site_id)
        .where(Obligation.window_id == row.id)
        .where(Obligation.grid_id.in_(territory.areas_below(frozenset((touched.area_id,)))))
        .order_by(Obligation.site_id)
    ).all()
    for start in range(0, len(site_ids), PART):
        part = site_ids[start : start + PART]
        renew_exempt(row.id, window, part)
        recount(part, window.starts_at)
