"""What visits do to obligations: the outcome and the gaps, always from all visits at once.

Whoever adds a visit, reviews one, opens a window late or suspends a site calls `refresh`.
It locks the site's obligations first and reads the visits after, so that of two visits
stored at once the later transaction sees both.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select, update

from backend.checkins.models import Checkin
from backend.checkins.rules import Result
from backend.clock import midnight
from backend.cycles.models import Obligation, WindowRow
from backend.cycles.opening import Opening, open_site, spells_touching
from backend.cycles.rules import Outcome, Visit, Window, gaps, outcome, requirement
from backend.extensions import db
from backend.sites.models import Site

COUNTING = ("counts", "accepted")


class Worth(NamedTuple):
    """What an obligation is worth after its visits."""

    outcome: Outcome
    gap_from: datetime
    first_at: datetime | None
    last_at: datetime | None
    closed_gap_s: int


def credit_visit(opening: Opening, site_id: int) -> None:
    """Counts a visit that has just been stored or judged anew."""
    if not _refresh_site(site_id, opening.window.starts_at):
        open_site(opening, site_id)


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
        _refresh_site(site_id, opening.window.starts_at)


def refresh(site_id: int, since: datetime) -> None:
    """Recomputes the site's obligations in the window that begins at `since` and all later ones."""
    _refresh_site(site_id, since)


def _refresh_site(site_id: int, since: datetime) -> bool:
    """Whether the window that begins at `since` has an obligation."""
    rows = _locked(site_id, since)
    if not rows or rows[0].starts_at != since:
        return False
    visits = _visits(site_id, [row.window_id for row in rows])
    ended_at, gap_from = None, rows[0].gap_from
    for row in rows:
        # After a window in which the site was not on duty the gap starts anew.
        if row.starts_at != ended_at:
            gap_from = row.gap_from
        worth = _worth(row, gap_from, visits[row.window_id])
        if worth != _stored(row):
            db.session.execute(
                update(Obligation).where(Obligation.id == row.id).values(**worth._asdict())
            )
        ended_at, gap_from = row.ends_at, worth.last_at or gap_from
    return True


def _locked(site_id: int, since: datetime) -> Sequence[Any]:
    return db.session.execute(
        select(
            Obligation.id,
            Obligation.window_id,
            Obligation.exempt,
            *(getattr(Obligation, name) for name in Worth._fields),
            Site.checkpoints_required,
            WindowRow.starts_at,
            WindowRow.ends_at,
        )
        .join(WindowRow, WindowRow.id == Obligation.window_id)
        .join(Site, Site.id == Obligation.site_id)
        .where(Obligation.site_id == site_id, WindowRow.starts_at >= since)
        .order_by(WindowRow.starts_at)
        .with_for_update(of=Obligation)
    ).all()


def _visits(site_id: int, window_ids: Iterable[int]) -> dict[int, list[Visit]]:
    found: dict[int, list[Visit]] = defaultdict(list)
    rows = db.session.execute(
        select(
            Checkin.window_id,
            Checkin.captured_at,
            Checkin.result,
            Checkin.standing,
            Checkin.checkpoint_id,
        ).where(Checkin.site_id == site_id, Checkin.window_id.in_(list(window_ids)))
    )
    for window_id, captured_at, result, standing, checkpoint_id in rows:
        visit = Visit(captured_at, result == Result.ATTEMPTED, standing in COUNTING, checkpoint_id)
        found[window_id].append(visit)
    return found


def _worth(row: Any, gap_from: datetime, visits: list[Visit]) -> Worth:
    covering = [visit.captured_at for visit in visits if visit.counts and not visit.attempted]
    result = outcome(visits, exempt=row.exempt, checkpoints_required=row.checkpoints_required)
    if not covering:
        return Worth(result, gap_from, None, None, 0)
    first, last = min(covering), max(covering)
    return Worth(result, gap_from, first, last, gaps(gap_from, covering, last).closed_s)


def _stored(row: Any) -> Worth:
    return Worth(*(getattr(row, name) for name in Worth._fields))


def on_site_changed(site: Site, *, now: datetime) -> None:
    """Receiver: a suspension or closure waives the windows that have not ended, no others."""
    rows = db.session.execute(
        select(Obligation.id, WindowRow.number, WindowRow.starts_on, WindowRow.ends_on)
        .join(WindowRow, WindowRow.id == Obligation.window_id)
        .where(Obligation.site_id == site.id, WindowRow.ends_at > now)
        .order_by(WindowRow.starts_on)
    ).all()
    for row in rows:
        window = Window(row.number, row.starts_on, row.ends_on)
        needed = requirement(spells_touching([site.id], window)[site.id], window)
        exempt = needed is not None and needed.exempt
        db.session.execute(update(Obligation).where(Obligation.id == row.id).values(exempt=exempt))
    if rows:
        refresh(site.id, midnight(rows[0].starts_on))
