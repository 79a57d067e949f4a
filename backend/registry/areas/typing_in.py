"""Areas that somebody types: several at once below one that is there, and names set right."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from backend.core.errors import Fault, Problem
from backend.registry.areas import service
from backend.registry.areas.models import Area
from backend.registry.areas.rules import free_codes, level_below
from backend.registry.areas.territory import require
from backend.staff.access import Actor
from backend.staff.extensions import db


@dataclass(frozen=True)
class TypedArea:
    """Without a code it gets the next one of its parent."""

    name: str
    code: str | None = None


def add_areas(actor: Actor, parent_id: int, typed: Sequence[TypedArea], now: datetime) -> list[int]:
    """Adds areas of the level below, all of them or none; answers their ids in the same order.

    Raises Problem("not-found") for a parent outside the territory, Problem("invalid") naming each
    row at fault: a name that its parent has already, a code that is taken, no code left.
    """
    require(actor, "area.write", parent_id)
    parent = db.session.scalars(select(Area).filter_by(id=parent_id).with_for_update()).one()
    level = level_below(parent.level)
    if level is None:
        raise Problem("invalid", faults=[Fault("parent_id", "not_allowed")])
    codes = _codes(parent.code, typed)
    faults = [*_faults(parent_id, typed, codes)]
    if faults:
        raise Problem("invalid", faults=faults)
    return [
        service.create(
            level, code, row.name, now, parent_id=parent_id, actor_id=actor.account_id
        ).id
        for row, code in zip(typed, codes, strict=True)
        if code is not None
    ]


def rename_area(actor: Actor, area_id: int, name: str, was: str, now: datetime) -> None:
    """Sets a name right. `was` is the name that the caller read.

    Raises Problem("not-found"), Problem("stale") when somebody renamed it meanwhile, and
    Problem("invalid") for a name that its parent has already.
    """
    require(actor, "area.write", area_id)
    area = _lock_with_parent(area_id)
    if area.name == name:
        return
    if area.name != was:
        raise Problem("stale")
    if name in _names_below(area.parent_id):
        raise Problem("invalid", faults=[Fault("name", "duplicate")])
    service.rename(area, name, now, actor_id=actor.account_id)


def _lock_with_parent(area_id: int) -> Area:
    """Its parent first, as who adds areas below that one does."""
    above = select(Area.parent_id).where(Area.id == area_id).scalar_subquery()
    db.session.scalars(select(Area.id).where(Area.id == above).with_for_update()).all()
    return db.session.scalars(select(Area).filter_by(id=area_id).with_for_update()).one()


def _codes(parent: str, typed: Sequence[TypedArea]) -> list[str | None]:
    given = {row.code for row in typed if row.code}
    begin = select(Area.code).where(Area.code.startswith(parent, autoescape=True))
    free = free_codes(parent, {*db.session.scalars(begin), *given})
    return [row.code or next(free, None) for row in typed]


def _faults(
    parent_id: int, typed: Sequence[TypedArea], codes: Sequence[str | None]
) -> Iterator[Fault]:
    names = set(_names_below(parent_id))
    taken = set(db.session.scalars(select(Area.code).where(Area.code.in_(codes))))
    for at, (row, code) in enumerate(zip(typed, codes, strict=True)):
        if row.name in names:
            yield Fault(f"areas.{at}.name", "duplicate")
        if code is None:
            yield Fault(f"areas.{at}.code", "required")
        elif code in taken:
            yield Fault(f"areas.{at}.code", "taken")
        names.add(row.name)
        taken.add(code or "")


def _names_below(parent_id: int | None) -> set[str]:
    return set(db.session.scalars(select(Area.name).where(Area.parent_id == parent_id)))
