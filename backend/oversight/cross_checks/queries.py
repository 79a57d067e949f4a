"""Reading cross-checks: for those who drew them, for the town that is checked, and for the
officers who visit it: they see these sites, on these days, and nothing else of that town.
"""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased

from backend.core.errors import Problem
from backend.core.paging import fetch_page
from backend.geo.shapes import geojson_of
from backend.oversight.cross_checks.comparing import Comparison, VisitAnswers, compare
from backend.oversight.cross_checks.models import CrossCheck, CrossCheckOfficer, CrossCheckSite
from backend.patrol.checkins.models import Checkin
from backend.registry.accounts.models import Account
from backend.registry.areas import territory
from backend.registry.areas.models import Area
from backend.registry.kinds.models import Checklist, Kind
from backend.registry.sites.models import Site, SiteShape
from backend.staff.access import Actor
from backend.staff.extensions import db

_By = aliased(Area)
_Original, _Visit = aliased(Checkin), aliased(Checkin)
_OriginalAuthor, _VisitAuthor = aliased(Account), aliased(Account)
_COLUMNS = ("id", "size", "population", "population_sha256", "seed", "starts_at", "ends_at")


def list_cross_checks(
    actor: Actor, cursor: str | None, limit: int, now: datetime
) -> dict[str, Any]:
    """A page of the cross-checks of one's territory, newest first; one query."""
    page = fetch_page(
        db.session,
        _select_checks(actor),
        [CrossCheck.id],
        cursor=cursor,
        limit=limit,
        descending=True,
    )
    return page.with_items([_describe(row, now) for row in page.rows])


def get_cross_check(actor: Actor, check_id: int, now: datetime) -> dict[str, Any]:
    """One cross-check with its sites and both visits of each. Raises Problem("not-found").

    While it runs, the town that is checked sees only the sites that have been visited.
    """
    row = db.session.execute(_select_checks(actor).where(CrossCheck.id == check_id)).first()
    if row is None:
        raise Problem("not-found")
    check: CrossCheck = row.CrossCheck
    may_draw = territory.holds(actor, "cross_check.draw", check.town_id)
    sites = [
        _describe_site(each)
        for each in db.session.execute(_select_sites(check_id))
        if may_draw or now >= check.ends_at or each.visit is not None
    ]
    officers = (
        select(Account)
        .join(CrossCheckOfficer, CrossCheckOfficer.account_id == Account.id)
        .where(CrossCheckOfficer.cross_check_id == check_id)
        .order_by(Account.id)
    )
    return _describe(row, now) | {
        "officers": list(db.session.scalars(officers)),
        "sites": _add_questions(sites),
        "may_stop": may_draw and now < check.ends_at,
    }


def list_due_sites(actor: Actor, now: datetime) -> dict[str, Any]:
    """The sites that this officer is to visit now, with all that a visit needs; one query."""
    rows = db.session.execute(
        select(CrossCheckSite.visit_id, Site, SiteShape.geom, CrossCheck.ends_at)
        .add_columns(Kind.code.label("kind"), Kind.radius_m, Area.name.label("grid"))
        .join(CrossCheck, CrossCheck.id == CrossCheckSite.cross_check_id)
        .join(CrossCheckOfficer, CrossCheckOfficer.cross_check_id == CrossCheck.id)
        .join(Site, Site.id == CrossCheckSite.site_id)
        .join(SiteShape, SiteShape.site_id == Site.id)
        .join(Kind, Kind.id == Site.kind_id)
        .join(Area, Area.id == Site.grid_id)
        .where(
            CrossCheckOfficer.account_id == actor.account_id,
            CrossCheck.starts_at <= now,
            CrossCheck.ends_at > now,
        )
        .order_by(CrossCheckSite.visit_id.is_not(None), CrossCheck.id, CrossCheckSite.id)
    )
    return {"now": now, "items": [_describe_due(row) for row in rows]}


def _describe_due(row: Any) -> dict[str, Any]:
    """How to get there and what to check; no contact names and numbers."""
    site: Site = row.Site
    names = ("id", "name", "trade", "address", "lon", "lat", "risk")
    return {
        "done": row.visit_id is not None,
        "ends_at": row.ends_at,
        "site": {name: getattr(site, name) for name in names}
        | {
            "kind": row.kind,
            "radius_m": row.radius_m,
            "geometry": geojson_of(row.geom.data),
            "grid": {"id": site.grid_id, "name": row.grid},
        },
    }


def _select_checks(actor: Actor) -> Select[Any]:
    of_check = CrossCheckSite.cross_check_id == CrossCheck.id
    drawn = select(func.count()).where(of_check).scalar_subquery()
    visited = (
        select(func.count()).where(of_check, CrossCheckSite.visit_id.is_not(None)).scalar_subquery()
    )
    return (
        select(CrossCheck, Area.name.label("town"), _By.name.label("by_town"))
        .add_columns(drawn.label("drawn"), visited.label("visited"))
        .join(Area, Area.id == CrossCheck.town_id)
        .join(_By, _By.id == CrossCheck.by_town_id)
        .where(territory.within(actor, "cross_check.read", CrossCheck.town_id))
    )


def _describe(row: Any, now: datetime) -> dict[str, Any]:
    check: CrossCheck = row.CrossCheck
    return {name: getattr(check, name) for name in _COLUMNS} | {
        "town": {"id": check.town_id, "name": row.town},
        "by_town": {"id": check.by_town_id, "name": row.by_town},
        "drawn": row.drawn,
        "visited": row.visited,
        "running": now < check.ends_at,
        "stopped": check.stopped_at is not None,
    }


def _select_sites(check_id: int) -> Select[Any]:
    return (
        select(CrossCheckSite.id, Site.id.label("site_id"), Site.name, Kind.code.label("kind"))
        .add_columns(Site.risk, Site.grid_id, Area.name.label("grid"))
        .add_columns(_Original, _OriginalAuthor.name.label("original_by"))
        .add_columns(_Visit.id.label("visit"), _Visit, _VisitAuthor.name.label("visit_by"))
        .join(Site, Site.id == CrossCheckSite.site_id)
        .join(Kind, Kind.id == Site.kind_id)
        .join(Area, Area.id == Site.grid_id)
        .outerjoin(_Original, _Original.id == CrossCheckSite.original_id)
        .outerjoin(_OriginalAuthor, _OriginalAuthor.id == _Original.author_id)
        .outerjoin(_Visit, _Visit.id == CrossCheckSite.visit_id)
        .outerjoin(_VisitAuthor, _VisitAuthor.id == _Visit.author_id)
        .where(CrossCheckSite.cross_check_id == check_id)
        .order_by(CrossCheckSite.id)
    )


def _describe_site(row: Any) -> dict[str, Any]:
    original, visit = row[7], row[10]
    found = compare(_answers_of(original), _answers_of(visit))
    return {
        "site": {"id": row.site_id, "name": row.name, "kind": row.kind, "risk": row.risk},
        "grid": {"id": row.grid_id, "name": row.grid},
        "original": _describe_visit(original, row.original_by),
        "visit": _describe_visit(visit, row.visit_by),
        "comparison": found and _describe_comparison(found, original, visit),
    }


def _answers_of(checkin: Checkin | None) -> VisitAnswers | None:
    if checkin is None:
        return None
    return VisitAnswers(checkin.result, checkin.checklist_id, checkin.answers)


def _describe_visit(checkin: Checkin | None, by: str | None) -> dict[str, Any] | None:
    if checkin is None:
        return None
    return {
        "number": checkin.id,
        "by": by,
        "captured_at": checkin.captured_at,
        "place": checkin.place,
        "result": checkin.result,
        "attempt_reason": checkin.attempt_reason,
        "note": checkin.note,
    }


def _describe_comparison(found: Comparison, original: Checkin, visit: Checkin) -> dict[str, Any]:
    before = {answer["question"]: answer["value"] for answer in original.answers}
    after = {answer["question"]: answer["value"] for answer in visit.answers}
    return {
        "agrees": found.agrees,
        "same_result": found.same_result,
        "compared": found.compared,
        "checklist_id": visit.checklist_id,
        "differing": [
            {"question": code, "original": before[code], "visit": after[code]}
            for code in found.differing
        ],
    }


def _add_questions(sites: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Adds the words of the questions that were answered differently; one query when any was."""
    compared = [site["comparison"] for site in sites if site["comparison"]]
    ids = {each["checklist_id"] for each in compared if each["differing"]}
    questions = _find_questions(ids) if ids else {}
    for each in compared:
        of_checklist = questions.get(each.pop("checklist_id"), {})
        for difference in each["differing"]:
            question = of_checklist.get(difference["question"], {})
            difference["text"] = question.get("text", difference["question"])
            difference["text_en"] = question.get("text_en", difference["question"])
    return sites


def _find_questions(checklist_ids: Collection[int]) -> dict[int, dict[str, dict[str, Any]]]:
    found: dict[int, dict[str, dict[str, Any]]] = defaultdict(dict)
    rows = select(Checklist.id, Checklist.questions).where(Checklist.id.in_(checklist_ids))
    for checklist_id, questions in db.session.execute(rows):
        found[checklist_id] = {question["code"]: question for question in questions}
    return found
