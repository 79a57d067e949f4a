"""All that judging a visit needs to know of its site, in two queries."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from geoalchemy2.shape import to_shape
from shapely.geometry import mapping
from sqlalchemy import and_, or_, select

from backend.access import LAPSE, Actor
from backend.areas import territory
from backend.cycles.models import Plan
from backend.cycles.queries import versions_of
from backend.cycles.rules import PlanVersion
from backend.extensions import db
from backend.sites.models import Checklist, Kind, Site, SiteShape, SiteSpell
from backend.sites.questions import Question, from_json


@dataclass(frozen=True)
class Context:
    """A site as a visit to it is judged; `held` says that its grid is the author's today."""

    site_id: int
    grid_id: int
    kind_id: int
    trade: str | None
    checkpoints_required: int | None
    geometry: Any
    radius_m: float
    plan_id: int
    plan_code: str
    versions: tuple[PlanVersion, ...]
    questions: list[Question] | None
    held: bool


def load(actor: Actor, site_id: int, checklist_id: int | None, now: datetime) -> Context | None:
    """The context of a site to which `actor` may post visits; None for all other sites.

    Open to her are the grids that she held at any time in the last 30 days, and sites that
    lay in them at any time in the last 30 days.
    """
    row = db.session.execute(_query(actor, site_id, checklist_id, now)).first()
    if row is None:
        return None
    site, kind, geom, plan_id, questions, held = row
    return Context(
        site_id=site.id,
        grid_id=site.grid_id,
        kind_id=site.kind_id,
        trade=site.trade,
        checkpoints_required=site.checkpoints_required,
        geometry=mapping(to_shape(geom)),
        radius_m=kind.radius_m,
        plan_id=plan_id,
        plan_code=kind.plan_code,
        versions=versions_of(plan_id),
        questions=None if questions is None else [from_json(each) for each in questions],
        held=held,
    )


def _query(actor: Actor, site_id: int, checklist_id: int | None, now: datetime) -> Any:
    lately = (
        select(SiteSpell.id)
        .where(
            SiteSpell.site_id == Site.id,
            or_(SiteSpell.until.is_(None), SiteSpell.until > now - LAPSE),
            territory.within(actor, "checkin.create", SiteSpell.grid_id),
        )
        .exists()
    )
    return (
        select(
            Site,
            Kind,
            SiteShape.geom,
            Plan.id,
            Checklist.questions,
            territory.within(actor, "site.read", Site.grid_id),
        )
        .join(Kind, Kind.id == Site.kind_id)
        .join(Plan, Plan.code == Kind.plan_code)
        .join(SiteShape, SiteShape.site_id == Site.id)
        .outerjoin(Checklist, and_(Checklist.id == checklist_id, Checklist.kind_id == Site.kind_id))
        .where(Site.id == site_id, lately)
    )
