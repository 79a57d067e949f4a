"""The visits of one window as histograms by area: bounded answers, however many visits."""

from collections import defaultdict
from typing import Any

from sqlalchemy import ColumnElement, Subquery, cast, func, literal, select
from sqlalchemy.types import Float

from backend.core.errors import Problem
from backend.figures.burden.rules import Burden, Reading, compute_burden
from backend.figures.coverage.scope import find_area
from backend.patrol.checkins.models import Checkin, CheckinPhoto
from backend.patrol.cycles.models import Plan, WindowRow
from backend.patrol.cycles.queries import describe_window
from backend.records.photos.models import Photo
from backend.registry.areas.models import Area, AreaClosure
from backend.registry.sites.models import Site
from backend.staff.access import Actor
from backend.staff.extensions import db

MEGABYTE = 1_000_000
STEPS = 10  # to a megabyte

Found = dict[int, Any]


def find_burden(actor: Actor, wanted: dict[str, Any]) -> dict[str, Any]:
    """The burden of an area and its direct parts in one window, without one the newest.

    Raises Problem("not-found") outside the territory and for an unknown window.
    """
    area = find_area(actor, wanted["area"])
    window, plan = _find_window(wanted["plan"], wanted["window"])
    parts = db.session.scalars(
        select(Area).where(Area.parent_id == area.id).order_by(Area.sort, Area.id)
    ).all()
    found = _compute_burdens([area.id, *(part.id for part in parts)], window.id)
    return {
        "area": area,
        "window": describe_window(window, plan),
        "burden": found[area.id],
        "children": [{"area": part, "burden": found[part.id]} for part in parts],
    }


def _find_window(plan: str, number: int | None) -> tuple[WindowRow, str]:
    chosen = (
        select(WindowRow)
        .join(Plan, Plan.id == WindowRow.plan_id)
        .where(Plan.code == plan)
        .order_by(WindowRow.starts_on.desc())
        .limit(1)
    )
    if number is not None:
        chosen = chosen.where(WindowRow.number == number)
    found = db.session.scalar(chosen)
    if found is None:
        raise Problem("not-found")
    return found, plan


def _compute_burdens(areas: list[int], window_id: int) -> dict[int, Burden]:
    visits = _select_visits(areas, window_id)
    totals = {
        row.area_id: row
        for row in db.session.execute(
            select(
                visits.c.area_id,
                func.count().label("visits"),
                func.count(visits.c.author_id.distinct()).label("people"),
            ).group_by(visits.c.area_id)
        )
    }
    readings: dict[int, list[Reading]] = defaultdict(list)
    for measure in ("taps", "seconds", "photos"):
        _add_readings(readings, visits, measure, visits.c[measure])
    steps = func.round(cast(visits.c.bytes, Float) * STEPS / MEGABYTE)
    _add_readings(readings, visits, "megabytes", steps / literal(float(STEPS)))
    duplicates = _count_duplicates(visits)
    return {
        area_id: compute_burden(
            totals[area_id].visits if area_id in totals else 0,
            totals[area_id].people if area_id in totals else 0,
            readings[area_id],
            duplicates.get(area_id, 0),
        )
        for area_id in areas
    }


def _select_visits(areas: list[int], window_id: int) -> Subquery:
    """(area_id, author_id, taps, …): a row for each visit and each of the areas it lies in."""
    photos = (
        select(
            CheckinPhoto.checkin_id,
            func.count().label("photos"),
            func.sum(Photo.size).label("bytes"),
        )
        .join(Checkin, Checkin.id == CheckinPhoto.checkin_id)
        .outerjoin(
            Photo,
            (Photo.uploader_id == CheckinPhoto.author_id) & (Photo.sha256 == CheckinPhoto.sha256),
        )
        .where(Checkin.window_id == window_id)
        .group_by(CheckinPhoto.checkin_id)
        .subquery("photos")
    )
    return (
        select(
            AreaClosure.ancestor_id.label("area_id"),
            Checkin.author_id,
            Checkin.site_id,
            Checkin.checkpoint_id,
            Checkin.result,
            Checkin.taps,
            Checkin.seconds,
            func.coalesce(photos.c.photos, 0).label("photos"),
            func.coalesce(photos.c.bytes, 0).label("bytes"),
        )
        .join(Site, Site.id == Checkin.site_id)
        .join(AreaClosure, AreaClosure.area_id == Site.grid_id)
        .outerjoin(photos, photos.c.checkin_id == Checkin.id)
        .where(Checkin.window_id == window_id, AreaClosure.ancestor_id.in_(areas))
        .subquery("visits")
    )


def _add_readings(
    readings: dict[int, list[Reading]], visits: Subquery, measure: str, value: ColumnElement[Any]
) -> None:
    rows = db.session.execute(
        select(visits.c.area_id, value.label("value"), func.count())
        .where(value.is_not(None))
        .group_by(visits.c.area_id, value)
    )
    for area_id, found, number in rows:
        readings[area_id].append(Reading(measure, float(found), number))


def _count_duplicates(visits: Subquery) -> dict[int, int]:
    """By area, how many visits repeat an earlier one of the same person and result."""
    names = ("area_id", "author_id", "site_id", "checkpoint_id", "result")
    same = (
        select(visits.c.area_id, (func.count() - 1).label("more"))
        .group_by(*(visits.c[name] for name in names))
        .having(func.count() > 1)
        .subquery("same")
    )
    rows = db.session.execute(
        select(same.c.area_id, func.sum(same.c.more)).group_by(same.c.area_id)
    )
    return {area_id: int(more) for area_id, more in rows}
