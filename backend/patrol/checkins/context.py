"""All that judging a visit needs to know of its site, in one query."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, Select, and_, bindparam, or_, select

from backend.core.database import UtcDateTime
from backend.core.errors import Problem
from backend.core.round_trips import ids
from backend.geo.shapes import geojson_of
from backend.patrol.cycles.models import Plan, PlanVersionRow, WindowRow
from backend.patrol.cycles.queries import is_running
from backend.patrol.cycles.rules import PlanVersion
from backend.registry.areas import territory
from backend.registry.kinds.models import Checklist, Kind
from backend.registry.kinds.questions import Question, from_json
from backend.registry.sites import visit_grants
from backend.registry.sites.models import Checkpoint, Site, SiteShape, StatusPeriod
from backend.staff.access import LAPSE, Actor
from backend.staff.extensions import db


@dataclass(frozen=True)
class Context:
    """A site as a visit to it is judged.

    `running` is the first day and the row of the window that runs now, if it has a row; `held`
    says that the grid is the author's today, `aside` that a visit grant alone lets her in.
    """

    site_id: int
    grid_id: int
    trade: str | None
    has_checkpoints: bool
    geometry: Any
    radius_m: float
    coarse_m: float
    plan_id: int
    plan_code: str
    versions: tuple[PlanVersion, ...]
    running: tuple[date | None, int | None]
    questions: list[Question] | None
    held: bool
    aside: bool = False


def load_context(actor: Actor, site_id: int, checklist_id: int | None, now: datetime) -> Context:
    """The context of a site to which `actor` may post visits.

    Open to her are the grids that she held at any time in the last 30 days, and sites that
    lay in them at any time in the last 30 days; and sites for which she has a visit grant.
    Raises Problem("not-found") for all other sites.
    """
    asked = {
        "site": site_id,
        "checklist": checklist_id,
        **visit_grants.parameters(actor.account_id, now),
        "lapse": now - LAPSE,
        "posting": actor.areas_for("checkin.create"),
        "holding": actor.walked_areas,
    }
    rows = db.session.connection().execute(_query(), asked).all()
    if not rows:
        raise Problem("not-found")
    first = rows[0]
    return Context(
        site_id=site_id,
        grid_id=first.grid_id,
        trade=first.trade,
        has_checkpoints=first.has_checkpoints,
        geometry=geojson_of(first.geom.data),
        radius_m=first.radius_m,
        coarse_m=first.coarse_m,
        plan_id=first.plan_id,
        plan_code=first.plan_code,
        versions=tuple(
            PlanVersion(row.valid_from, row.anchor, row.length_days, row.first_number)
            for row in rows
        ),
        running=(first.starts_on, first.window_id),
        questions=first.questions and [from_json(each) for each in first.questions],
        held=first.held,
        aside=not first.own,
    )


@cache
def _query() -> Select[Any]:
    """One row for each version of the site's plan; built once, run for every visit."""
    now: BindParameter[Any] = bindparam("now", type_=UtcDateTime)
    return (
        select(
            Site.grid_id,
            Site.trade,
            _has_checkpoints().label("has_checkpoints"),
            SiteShape.geom,
            Kind.radius_m,
            Kind.coarse_m,
            Kind.plan_code,
            Plan.id.label("plan_id"),
            PlanVersionRow.valid_from,
            PlanVersionRow.anchor,
            PlanVersionRow.length_days,
            PlanVersionRow.first_number,
            WindowRow.id.label("window_id"),
            WindowRow.starts_on,
            Checklist.questions,
            territory.below(ids("holding"), Site.grid_id).label("held"),
            _postable().label("own"),
        )
        .join(Kind, Kind.id == Site.kind_id)
        .join(Plan, Plan.code == Kind.plan_code)
        .join(PlanVersionRow, PlanVersionRow.plan_id == Plan.id)
        .join(SiteShape, SiteShape.site_id == Site.id)
        .outerjoin(
            WindowRow,
            and_(WindowRow.plan_id == Plan.id, is_running(now)),
        )
        .outerjoin(
            Checklist,
            and_(Checklist.id == bindparam("checklist"), Checklist.kind_id == Site.kind_id),
        )
        .where(Site.id == bindparam("site"), or_(_postable(), visit_grants.allows_visit()))
    )


def _has_checkpoints() -> Any:
    """Whether it ever had any: which of them count depends on the window of the visit."""
    return select(Checkpoint.id).where(Checkpoint.site_id == Site.id).exists()


def _postable() -> Any:
    return (
        select(StatusPeriod.id)
        .where(
            StatusPeriod.site_id == Site.id,
            or_(
                StatusPeriod.until.is_(None),
                StatusPeriod.until > bindparam("lapse", type_=UtcDateTime),
            ),
            territory.below(ids("posting"), StatusPeriod.grid_id),
        )
        .exists()
    )
