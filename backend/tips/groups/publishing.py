"""What citizens are told before they send: groups and their keys, categories, places.

Two files, replaced at once, and the pay desk's lists (`pay_desk/paid_lists.py`) are all that the
citizens' host ever learns from this side.

| published.json | groups that somebody can read for; categories that reach one; towns; contacts |
| map.json       | outlines of villages and of towns, simplified                                  |
"""

from collections import defaultdict
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import current_app
from geoalchemy2.shape import to_shape
from shapely import MultiPolygon, Polygon, unary_union
from shapely.geometry.base import BaseGeometry
from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import aliased

from backend.core import base64url, clock
from backend.registry.areas.models import Area, AreaClosure, AreaShape
from backend.staff.extensions import db
from backend.tips.groups import keyring
from backend.tips.groups.models import TipGroup, TipGroupKey, TipMember, TipMemberWrap
from backend.tips.groups.policy import Category, policy
from backend.tips.host import published

FORMAT = 1
TOLERANCE = 0.0005  # degrees: some 50 m, which is finer than any blur but the exact one
DIGITS = 4


def publish(now: datetime) -> None:
    """Writes both files; nothing before the areas are loaded."""
    content = document(now)
    if content["county"] is not None:
        folder: Path = current_app.extensions["settings"].tips.folder
        published.write(folder, content, outlines())


def document(now: datetime) -> dict[str, Any]:
    """What published.json holds."""
    groups, found = _groups(), policy()
    ids = {each.pop("code"): each["id"] for each in groups}
    areas = db.session.scalars(select(Area).order_by(Area.sort, Area.code)).all()
    county = next((area for area in areas if area.level == "county"), None)
    categories = [_category(each, ids) for each in found.categories]
    return {
        "format": FORMAT,
        "day": clock.local_date(now).isoformat(),
        "county": {"name": county.name, "name_en": county.name} if county else None,
        "groups": groups,
        "categories": [each for each in categories if each["groups"]],
        "retention": asdict(found.keep),
        "towns": _towns(list(areas)),
        "contacts": [dict(each) for each in found.contacts],
        "fingerprint": published.fingerprint(groups),
    }


def outlines() -> dict[str, Any]:
    """What map.json holds: villages, drawn or put together from their grids, and their towns."""
    grid = aliased(Area)
    own = select(Area.code, AreaShape.geom).join(AreaShape, AreaShape.area_id == Area.id)
    below = (
        select(Area.code, AreaShape.geom)
        .join(AreaClosure, AreaClosure.ancestor_id == Area.id)
        .join(grid, (grid.id == AreaClosure.area_id) & (grid.level == "grid"))
        .join(AreaShape, AreaShape.area_id == grid.id)
    )
    drawn = {code: to_shape(geom) for code, geom in db.session.execute(_of_villages(own))}
    parts: dict[str, list[BaseGeometry]] = defaultdict(list)
    for code, geom in db.session.execute(_of_villages(below)):
        parts[code].append(to_shape(geom))
    shapes = {code: unary_union(each) for code, each in parts.items()} | drawn
    towns: dict[str, list[BaseGeometry]] = defaultdict(list)
    for code, town in db.session.execute(_towns_of_villages()):
        if code in shapes:
            towns[town].append(shapes[code])
    united = {code: unary_union(each) for code, each in towns.items()}
    return {"villages": _outlines(shapes), "towns": _outlines(united)}


def _outlines(shapes: dict[str, BaseGeometry]) -> list[dict[str, Any]]:
    return [{"id": code, "rings": _rings(shapes[code])} for code in sorted(shapes)]


def _towns_of_villages() -> Any:
    town = aliased(Area)
    return _of_villages(select(Area.code, town.code).join(town, town.id == Area.parent_id))


def _of_villages(query: Any) -> Any:
    return query.where(Area.level == "village")


def _groups() -> list[dict[str, Any]]:
    """The groups of which somebody who can sign in holds the newest key, each with that."""
    newest = (
        select(TipGroupKey.group_id, func.max(TipGroupKey.version).label("version"))
        .group_by(TipGroupKey.group_id)
        .subquery()
    )
    held = keyring.select_readers(TipMemberWrap.group_id, TipMemberWrap.version).join(
        TipMemberWrap,
        (TipMemberWrap.group_id == TipMember.group_id)
        & (TipMemberWrap.account_id == TipMember.account_id),
    )
    rows = db.session.execute(
        select(TipGroup, TipGroupKey)
        .join(newest, newest.c.group_id == TipGroup.id)
        .join(
            TipGroupKey,
            (TipGroupKey.group_id == TipGroup.id) & (TipGroupKey.version == newest.c.version),
        )
        .where(tuple_(TipGroupKey.group_id, TipGroupKey.version).in_(held))
        .order_by(TipGroup.code)
    )
    columns = ("id", "code", "name", "name_en", "office", "office_en")
    return [
        {name: getattr(group, name) for name in columns}
        | {"version": key.version, "key": base64url.encode(key.public)}
        for group, key in rows
    ]


def _category(category: Category, ids: dict[str, str]) -> dict[str, Any]:
    names = ("id", "name", "name_en", "due_days")
    return {name: getattr(category, name) for name in names} | {
        "groups": [ids[code] for code in category.groups if code in ids],
        "reward": vars(category.reward),
    }


def _towns(areas: list[Area]) -> list[dict[str, Any]]:
    villages: dict[int | None, list[dict[str, str]]] = defaultdict(list)
    for area in areas:
        if area.level == "village":
            villages[area.parent_id].append({"id": area.code, "name": area.name})
    return [
        {"id": area.code, "name": area.name, "name_en": area.name, "villages": villages[area.id]}
        for area in areas
        if area.level == "town"
    ]


def _rings(shape: BaseGeometry) -> list[list[list[float]]]:
    simple = shape.simplify(TOLERANCE)
    parts = simple.geoms if isinstance(simple, MultiPolygon) else [simple]
    return [
        [[round(x, DIGITS), round(y, DIGITS)] for x, y in part.exterior.coords]
        for part in parts
        if isinstance(part, Polygon)
    ]
