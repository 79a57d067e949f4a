"""Rankings: whole for those above the areas; the others see their own areas alone."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from backend.core.errors import Problem
from backend.core.round_trips import ids_of, is_any
from backend.oversight.rankings import period, tables
from backend.oversight.rankings.policy import Ranking
from backend.oversight.rankings.rules import MEASURES, AreaFigures, compute_ranks
from backend.oversight.rankings.tables import FiguresTable, Period
from backend.patrol.cycles.queries import describe_window
from backend.registry.areas import territory
from backend.registry.areas.models import Area, AreaClosure
from backend.staff.access import Actor
from backend.staff.extensions import db

_FIGURES = ("required", "exempt", "covered", "rate", "longest_gap_s")
_FIGURES_OF_FINDINGS = ("findings", "findings_in_time", "findings_rate")
# Among whom an area is compared: those below the same area of this level.
PEERS_OF = {"town": "county", "village": "town", "grid": "town"}


def rank_areas(
    actor: Actor, wanted: Mapping[str, Any], policy: Ranking, now: datetime
) -> dict[str, Any]:
    """The areas of a level inside an area, ranked. Raises Problem("not-found") outside.

    Without `area`: the first of those that the caller may rank.
    """
    area = _find_area(actor, wanted["area"])
    areas = [
        part for part, _ in tables.list_areas([area.id], wanted["level"]) if part.id != area.id
    ]
    found = _build_ranking(areas, wanted, policy, now)
    return found | {"area": area}


def rank_own_areas(
    actor: Actor, wanted: Mapping[str, Any], policy: Ranking, now: datetime
) -> dict[str, Any]:
    """The caller's own areas of a level; ranks among their siblings where the county shows them."""
    level = wanted["level"]
    tops = actor.areas_for("coverage.read")
    own = list(dict.fromkeys(part for part, _ in tables.list_areas(tops, level)))
    if not policy.own_rank:
        return _build_ranking(own, wanted, policy, now, ranked=False) | {"area": None}
    groups = _find_siblings([area.id for area in own], level)
    found = _build_ranking(own, wanted, policy, now, groups=groups)
    return found | {"area": None}


def _find_area(actor: Actor, area_id: int | None) -> Area:
    if area_id is None:
        tops = actor.areas_for("ranking.read")
        found = db.session.scalars(
            select(Area).where(is_any(Area.id, ids_of(tops))).order_by(Area.id)
        ).first()
        if found is None:
            raise Problem("not-found")
        return found
    territory.require(actor, "ranking.read", area_id)
    return db.session.get_one(Area, area_id)


def _find_siblings(areas: Sequence[int], level: str) -> list[list[int]]:
    """The groups in which these areas are compared: all areas of the level below one above."""
    tops = list(
        db.session.scalars(
            select(AreaClosure.ancestor_id)
            .join(Area, Area.id == AreaClosure.ancestor_id)
            .where(AreaClosure.area_id.in_(areas), Area.level == PEERS_OF[level])
            .distinct()
        )
    )
    groups: dict[int, list[int]] = {top: [] for top in tops}
    for part, top in tables.list_areas(tops, level):
        groups[top].append(part.id)
    return list(groups.values())


def _build_ranking(
    areas: Sequence[Area],
    wanted: Mapping[str, Any],
    policy: Ranking,
    now: datetime,
    *,
    ranked: bool = True,
    groups: list[list[int]] | None = None,
) -> dict[str, Any]:
    windows = period.list_ended_windows(wanted["plan"], wanted["windows"], wanted["until"], now)
    ids = [area.id for area in areas]
    groups = groups if groups is not None else [ids]
    found = FiguresTable({}, {})
    if windows and ids:
        everybody = {area_id for group in groups for area_id in group} | set(ids)
        found = tables.compute_table(sorted(everybody), Period(wanted["plan"], windows), now)
    places = _compute_places(found, groups, policy.least) if ranked else {}
    settled = [period.is_settled(window) for window in windows]
    rows = [_row(area, found, places, policy.least) for area in areas if area.id in found.total]
    return {
        "now": now,
        "plan": wanted["plan"],
        "level": wanted["level"],
        "least": policy.least,
        "windows": [
            describe_window(window, wanted["plan"]) | {"settled": done}
            for window, done in zip(windows, settled, strict=True)
        ],
        "settled": all(settled),
        "items": [_with_trend(row, found, windows) for row in sorted(rows, key=_order)],
    }


def _compute_places(
    found: FiguresTable, groups: list[list[int]], least: int
) -> dict[str, dict[int, int]]:
    places: dict[str, dict[int, int]] = {measure: {} for measure in MEASURES}
    for group in groups:
        figures = [found.total[area_id] for area_id in group if area_id in found.total]
        for measure in MEASURES:
            places[measure] |= compute_ranks(figures, measure, least)
    return places


def _row(
    area: Area, found: FiguresTable, places: dict[str, dict[int, int]], least: int
) -> dict[str, Any]:
    figures = found.total[area.id]
    return {name: getattr(figures, name) for name in (*_FIGURES, *_FIGURES_OF_FINDINGS)} | {
        "area": area,
        "apart": figures.is_apart(least),
        "ranks": {measure: places.get(measure, {}).get(area.id) for measure in MEASURES},
    }


def _order(row: dict[str, Any]) -> tuple[bool, float]:
    """By rank; without ranks by rate; those apart at the end."""
    best = row["ranks"]["rate"]
    return row["apart"], best if best is not None else -(row["rate"] or 0.0)


def _with_trend(row: dict[str, Any], found: FiguresTable, windows: Sequence[Any]) -> dict[str, Any]:
    of_area = found.by_window.get(row["area"].id, {})
    none = AreaFigures(row["area"].id)
    return row | {"trend": [of_area.get(window.id, none).rate for window in windows]}
