"""Taking the tree of areas in from one GeoJSON file, as often as one likes.

Each feature is an area. Its properties: `level`, `code`, `name`, `parent` (the code of the area
above; null for the county) and, if wanted, `sort`; others are left unread. Its geometry is a
Polygon, a MultiPolygon or null. The order of the features does not matter.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from marshmallow import EXCLUDE, ValidationError, fields
from sqlalchemy import select

from backend.core.errors import Fault, Problem, faults_of
from backend.core.wire import Code, Name, Schema, between, one_of
from backend.geo.shapes import ShapeError, check_crs
from backend.registry.areas import service
from backend.registry.areas.models import Area
from backend.registry.areas.rules import LEVELS
from backend.staff.extensions import db


class _Properties(Schema):
    class Meta:
        unknown = EXCLUDE

    level = fields.String(required=True, validate=one_of(*LEVELS))
    code = Code(required=True, validate=between(1, 32))
    name = Name(required=True, validate=between(1, 80))
    parent = Code(load_default=None, allow_none=True)
    sort = fields.Integer(load_default=0, strict=True)


@dataclass(frozen=True)
class Entry:
    """One feature of the file; `place` names it in faults."""

    place: str
    properties: dict[str, Any]
    geometry: Mapping[str, Any] | None

    @property
    def code(self) -> str:
        code: str = self.properties["code"]
        return code


def load_areas(document: Any, now: datetime, *, datum: str = "WGS-84") -> tuple[int, int]:
    """Adds the areas that are new, renames and redraws those that differ; answers how many.

    Areas that the file does not name stay. Raises Problem("invalid") naming the feature: also
    for an area that would have to move in the tree, which no file may do, and for one that is
    drawn outside of the area above it.
    """
    entries = _entries(document)
    known = {area.code: area for area in db.session.scalars(select(Area))}
    before = len(known)
    differ = sum(_take_in(entry, known, now, datum) for entry in _from_the_top(entries))
    for entry in entries:
        if entry.geometry is not None and not service.lies_in_parent(known[entry.code].id):
            raise _fault(entry, "geometry", "outside_parent")
    return len(known) - before, differ


def _from_the_top(entries: Sequence[Entry]) -> list[Entry]:
    return sorted(entries, key=lambda entry: LEVELS.index(entry.properties["level"]))


def _entries(document: Any) -> list[Entry]:
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list):
        raise Problem("invalid", faults=[Fault("features", "required")])
    try:
        check_crs(document)
    except ShapeError as error:
        raise Problem("invalid", faults=[Fault("crs", error.code)], detail=error.detail) from None
    entries = [_entry(f"features[{n}]", feature) for n, feature in enumerate(features)]
    codes: set[str] = set()
    for entry in entries:
        if entry.properties["code"] in codes:
            raise _fault(entry, "code", "duplicate")
        codes.add(entry.properties["code"])
    return entries


def _entry(place: str, feature: Any) -> Entry:
    try:
        properties = _Properties().load(feature["properties"])
        return Entry(place, properties, feature["geometry"])
    except ValidationError as error:
        raise Problem("invalid", faults=faults_of(error.messages, place)) from None
    except (KeyError, TypeError):
        raise Problem("invalid", faults=[Fault(place, "not_a_feature")]) from None


def _take_in(entry: Entry, known: dict[str, Area], now: datetime, datum: str) -> bool:
    """True when the area was there before and is another now."""
    wanted = entry.properties
    above = known.get(wanted["parent"])
    if wanted["parent"] is not None and above is None:
        raise _fault(entry, "parent", "no_such")
    area = known.get(wanted["code"])
    new = area is None
    if area is None:
        area = _create(entry, above, now)
        known[area.code] = area
    renamed = _rename(entry, area, above, now)
    redrawn = entry.geometry is not None and _draw(entry, area, now, datum)
    return not new and (renamed or redrawn)


def _create(entry: Entry, above: Area | None, now: datetime) -> Area:
    columns = {key: entry.properties[key] for key in ("level", "code", "name", "sort")}
    try:
        return service.create(**columns, now=now, parent_id=above.id if above else None)
    except Problem:
        raise _fault(entry, "parent", "not_allowed") from None


def _rename(entry: Entry, area: Area, above: Area | None, now: datetime) -> bool:
    wanted = entry.properties
    if (area.level, area.parent_id) != (wanted["level"], above.id if above else None):
        raise _fault(entry, "parent", "not_allowed")
    if (area.name, area.sort) == (wanted["name"], wanted["sort"]):
        return False
    service.rename(area, wanted["name"], now, sort=wanted["sort"])
    return True


def _draw(entry: Entry, area: Area, now: datetime, datum: str) -> bool:
    try:
        return service.set_shape(area.id, entry.geometry or {}, now, datum=datum)
    except Problem as problem:
        raise _fault(entry, "geometry", problem.faults[0].code, problem.detail) from None


def _fault(entry: Entry, field: str, code: str, detail: str | None = None) -> Problem:
    where = f"{entry.place} ({entry.code})"
    told = f"{where}: {detail}" if detail else where
    return Problem("invalid", faults=[Fault(f"{entry.place}.{field}", code)], detail=told)
