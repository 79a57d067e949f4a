"""The results of obligations beside a recount of their visits."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Select, and_, func, select, tuple_, type_coerce
from sqlalchemy.orm import aliased

from backend.core.database import UtcDateTime
from backend.figures.integrity.rules import Difference
from backend.patrol.checkins.models import Checkin
from backend.patrol.checkins.recount import arrived_at
from backend.patrol.checkins.rules import COUNTING, Result
from backend.patrol.cycles.models import Obligation, WindowRow
from backend.patrol.cycles.results import ObligationResult, obligation_result
from backend.patrol.cycles.rules import Visit, cut_off
from backend.registry.sites.checkpoint_queries import required_from
from backend.registry.sites.models import Site
from backend.staff.extensions import db

KIND = "obligation"


def compare_obligations(ids: Sequence[int]) -> Iterator[Difference]:
    """How the results of these obligations differ from what their visits give."""
    rows = db.session.execute(_select_obligations(ids)).all()
    visits = _find_visits(rows)
    for row in rows:
        found = obligation_result(
            row.left,
            visits[row.site_id, row.window_id],
            exempt=row.exempt,
            checkpoints_required=row.checkpoints_required,
        )
        names = [name for name in found._fields if getattr(row, name) != getattr(found, name)]
        if names:
            yield Difference(KIND, row.id, f"its visits say otherwise: {', '.join(names)}")


def _select_obligations(ids: Sequence[int]) -> Select[Any]:
    """With `left`: where the window before left the gap, as a recount begins."""
    window_before, before = aliased(WindowRow), aliased(Obligation)
    left = func.coalesce(before.last_at, before.gap_from, Obligation.gap_from)
    return (
        select(Obligation.id, Obligation.site_id, Obligation.window_id, Obligation.exempt)
        .add_columns(*(getattr(Obligation, name) for name in ObligationResult._fields))
        .add_columns(type_coerce(left, UtcDateTime).label("left"))
        .add_columns(WindowRow.ends_at)
        .add_columns(required_from(WindowRow.starts_at).label("checkpoints_required"))
        .join(WindowRow, WindowRow.id == Obligation.window_id)
        .join(Site, Site.id == Obligation.site_id)
        .outerjoin(
            window_before,
            and_(
                window_before.plan_id == WindowRow.plan_id,
                window_before.ends_on == WindowRow.starts_on,
            ),
        )
        .outerjoin(
            before,
            and_(before.site_id == Obligation.site_id, before.window_id == window_before.id),
        )
        .where(Obligation.id.in_(ids))
        .order_by(Obligation.id)
    )


def _find_visits(rows: Sequence[Any]) -> dict[tuple[int, int], list[Visit]]:
    """By site and window, the visits that count and came before the cut-off."""
    cut_offs = {row.window_id: cut_off(row.ends_at) for row in rows}
    pairs = [(row.site_id, row.window_id) for row in rows]
    found: dict[tuple[int, int], list[Visit]] = defaultdict(list)
    columns = (Checkin.site_id, Checkin.window_id, Checkin.captured_at, Checkin.result)
    visits = select(*columns, Checkin.checkpoint_id, arrived_at().label("arrived_at")).where(
        tuple_(Checkin.site_id, Checkin.window_id).in_(pairs), Checkin.standing.in_(COUNTING)
    )
    for row in db.session.execute(visits):
        if row.arrived_at < cut_offs[row.window_id]:
            attempted = row.result == Result.ATTEMPTED
            visit = Visit(row.captured_at, attempted, True, row.checkpoint_id)
            found[row.site_id, row.window_id].append(visit)
    return found
