"""All that judging visits needs to know of their sites, in one query."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, Select, and_, bindparam, or_, select

from backend.core.database import UtcDateTime
from backend.core.round_trips import ids, is_any
from backend.geo.shapes import geojson_of
from backend.patrol.cycles.models import Plan, PlanVersionRow, WindowRow
from backend.patrol.cycles.queries import is_running
from backend.patrol.cycles.rules import PlanVersion
from backend.registry.areas import territory
from backend.registry.kinds.models import Checklist, Kind
from backend.registry.kinds.questions import Question, from_json
from backend.registry.sites import visit_grants
from backend.registry.sites.checkpoint_queries import Checkpoints
from backend.registry.sites.models import Checkpoint, Site, SiteShape, StatusPeriod
from backend.staff.access import LAPSE, Actor
from backend.staff.extensions import db


@dataclass(frozen=True)
class Context:
    """A site as a visit to it is judged.

    `running` is the first day and the row of the window that runs now, if it has a row; `held`
    says that the grid is the author's today, `aside` that a visit grant alone lets her in.
    `checkpoints` is None for a site that never had any.
    """

    site_id: int
    grid_id: int
    trade: str | None
    checkpoints: Checkpoints | None
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


# A site and the checklist that a visit to it names.
Asked = tuple[int, int | None]


def load_contexts(actor: Actor, asked: Collection[Asked], now: datetime) -> dict[Asked, Context]:
    """The contexts of the sites to which `actor` may post visits; the others are missing.

    Open to her are the grids that she held at any time in the last 30 days, and sites that
    lay in them at any time in the last 30 days; and sites for which she has a visit grant.
    """
    parameters = {
        "sites": {site_id for site_id, _ in asked},
        "checklists": {checklist_id for _, checklist_id in asked if checklist_id is not None},
        **visit_grants.parameters(actor.account_id, now),
        "lapse": now - LAPSE,
        "posting": actor.areas_for("checkin.create"),
        "holding": actor.walked_areas,
    }
    rows = db.session.connection().execute(_query(), parameters).all()
    of_site: dict[int, dict[int | None, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        if row.own or row.granted:
            of_site[row.site_id][row.checklist_id].append(row)
    checkpoints = Checkpoints({row.site_id for row in rows if row.has_checkpoints})
    return {
        (site_id, checklist_id): _context(of_site[site_id], checklist_id, checkpoints)
        for site_id, checklist_id in asked
        if site_id in of_site
    }


def _context(
    found: dict[int | None, list[Any]], checklist_id: int | None, checkpoints: Checkpoints
) -> Context:
    """Of the rows of a site, by the checklists of its kind that visits name."""
    rows = found.get(checklist_id) or next(iter(found.values()))
    first = rows[0]
    questions = first.questions if first.checklist_id == checklist_id else None
    return Context(
        site_id=first.site_id,
        grid_id=first.grid_id,
        trade=first.trade,
        checkpoints=checkpoints if first.has_checkpoints else None,
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
        questions=questions and [from_json(each) for each in questions],
        held=first.held,
        aside=not first.own,
    )


@cache
def _query() -> Select[Any]:
    """For each site one row for each version of its plan and each checklist of its kind that is
    asked for; built once, run for all visits of a request.
    """
    now: BindParameter[Any] = bindparam("now", type_=UtcDateTime)
    return (
        select(
            Site.id.label("site_id"),
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
            Checklist.id.label("checklist_id"),
            Checklist.questions,
            territory.below(ids("holding"), Site.grid_id).label("held"),
            _postable().label("own"),
            visit_grants.allows_visit().label("granted"),
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
            and_(is_any(Checklist.id, ids("checklists")), Checklist.kind_id == Site.kind_id),
        )
        .where(is_any(Site.id, ids("sites")))
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
