"""What an officer has to visit in the running windows; sorting by distance is the phone's."""

from collections import Counter, defaultdict
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from backend.core.clock import local_date
from backend.figures.coverage.checkpoints import list_checkpoints
from backend.figures.coverage.visits import select_newest_visit
from backend.geo.shapes import geojson_of
from backend.patrol.checkins.models import Checkin
from backend.patrol.checkins.rules import Result, Standing
from backend.patrol.cycles.models import Obligation, Plan, WindowRow
from backend.patrol.cycles.queries import describe_window, is_running, list_running_windows
from backend.patrol.cycles.rules import ACTIVE, Outcome, State, count_states, state
from backend.registry.accounts.models import Account
from backend.registry.areas import territory
from backend.registry.areas.models import Area
from backend.registry.kinds.models import Kind
from backend.registry.sites.checkpoint_queries import required_from
from backend.registry.sites.models import Site, SiteShape
from backend.staff.access import Actor
from backend.staff.extensions import db

NOT_REQUIRED = "not_required"
_LACKING = (State.OPEN, State.MISSED, State.ATTEMPTED)


def find_today(actor: Actor, now: datetime) -> dict[str, Any]:
    """The sites of the caller's own grids with their state in the current window; three queries."""
    windows = list_running_windows(now)
    checkpoints = list_checkpoints(actor, [window for _, window in windows])
    items = [
        _describe(row, now) | {"checkpoints": checkpoints.get(row.Site.id, [])}
        for row in db.session.execute(_select_sites(actor, now))
    ]
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    awaiting: Counter[str] = Counter()
    for item in items:
        if item["state"] != NOT_REQUIRED:
            counts[item["plan"]][item["state"]] += 1
        awaiting[item["plan"]] += item["awaits_review"]
    return {
        "now": now,
        "windows": [
            describe_window(window, plan)
            | {"progress": _add_up(counts[plan]), "awaiting_review": awaiting[plan]}
            for plan, window in windows
        ],
        "items": items,
    }


def _add_up(states: Counter[str]) -> Any:
    """The figures of one plan: those of different plans are never added up."""
    return count_states((State(name), number) for name, number in states.items())


def _select_sites(actor: Actor, now: datetime) -> Select[Any]:
    walked = territory.areas_below(actor.walked_areas).subquery("walked")
    last_window = aliased(WindowRow)
    last_obligation = aliased(Obligation)
    last = aliased(Checkin)
    return (
        select(
            Site,
            Kind,
            Area,
            SiteShape.geom,
            WindowRow,
            Obligation.outcome,
            func.coalesce(Obligation.last_at, Obligation.gap_from).label("since"),
            last_obligation.outcome.label("outcome_before"),
            required_from(WindowRow.starts_at).label("checkpoints_required"),
            last.captured_at.label("last_at"),
            last.result.label("last_result"),
            Account.name.label("last_by"),
            _has_pending_visit().label("has_pending_visit"),
        )
        .select_from(walked)
        .join(Site, Site.grid_id == walked.c.area_id)
        .join(Kind, Kind.id == Site.kind_id)
        .join(Area, Area.id == Site.grid_id)
        .join(SiteShape, SiteShape.site_id == Site.id)
        .join(Plan, Plan.code == Kind.plan_code)
        .outerjoin(
            WindowRow,
            and_(WindowRow.plan_id == Plan.id, is_running(now)),
        )
        .outerjoin(
            Obligation,
            and_(Obligation.window_id == WindowRow.id, Obligation.site_id == Site.id),
        )
        .outerjoin(
            last_window,
            and_(last_window.plan_id == Plan.id, last_window.ends_on == WindowRow.starts_on),
        )
        .outerjoin(
            last_obligation,
            and_(last_obligation.window_id == last_window.id, last_obligation.site_id == Site.id),
        )
        .outerjoin(last, last.id == select_newest_visit(Site.id))
        .outerjoin(Account, Account.id == last.author_id)
        .where(or_(Site.status == ACTIVE, Obligation.id.is_not(None)))
        .order_by(Site.id)
    )


def _has_pending_visit() -> ColumnElement[bool]:
    """A visit of the running window waits for a leader's word on whether it counts."""
    return (
        exists()
        .where(
            Checkin.window_id == WindowRow.id,
            Checkin.site_id == Site.id,
            Checkin.standing == Standing.PENDING,
        )
        .correlate(WindowRow, Site)
    )


def _describe(row: Row[Any], now: datetime) -> dict[str, Any]:
    site, kind, window = row.Site, row.Kind, row.WindowRow
    required = row.outcome is not None
    now_is = state(Outcome(row.outcome), window.ends_at, now) if required else NOT_REQUIRED
    return {
        "site": {
            "id": site.id,
            "name": site.name,
            "kind": kind.code,
            "trade": site.trade,
            "address": site.address,
            "contact_name": site.contact_name,
            "contact_phone": site.contact_phone,
            "lon": site.lon,
            "lat": site.lat,
            "geometry": geojson_of(row.geom.data),
            "radius_m": kind.radius_m,
            "risk": site.risk,
            "grid": row.Area,
        },
        "plan": kind.plan_code,
        "state": now_is,
        "awaits_review": now_is in _LACKING and row.has_pending_visit,
        "window": window.number if window else None,
        "due_at": window.ends_at if required else None,
        "missed_last": row.outcome_before == Outcome.NONE,
        "attempted_last": row.outcome_before == Outcome.ATTEMPTED,
        "follow_up": _waits_since_attempt(row, now),
        "last_visit": _last_visit(row),
        "gap_from": row.since,
        "checkpoints_required": row.checkpoints_required,
    }


def _waits_since_attempt(row: Row[Any], now: datetime) -> bool:
    """Nobody has got in since an attempt of an earlier day, in this window or in the one before."""
    unseen = row.outcome in (Outcome.NONE, Outcome.ATTEMPTED)
    tried = row.last_at is not None and row.last_result == Result.ATTEMPTED
    recent = Outcome.ATTEMPTED in (row.outcome, row.outcome_before)
    return unseen and recent and tried and local_date(row.last_at) < local_date(now)


def _last_visit(row: Row[Any]) -> dict[str, Any] | None:
    """The newest visit that counts, whoever made it and whatever she found."""
    if row.last_at is None:
        return None
    return {"at": row.last_at, "result": row.last_result, "by": row.last_by}
