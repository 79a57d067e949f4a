"""What a board is about: its area, the parts, whom to call, the windows.

It is cheap and read first: a client that has the board already gets its 304 without any counting.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, or_, select

from backend.core.errors import Problem
from backend.patrol.cycles import board_versions
from backend.patrol.cycles.models import Plan, WindowRow
from backend.patrol.cycles.queries import list_running_windows, was_opened
from backend.registry.accounts.models import Account, Assignment
from backend.registry.accounts.queries import unended
from backend.registry.areas import territory
from backend.registry.areas.models import Area, AreaClosure
from backend.staff.access import Actor, Role
from backend.staff.extensions import db
from backend.staff.polling import derive_etag

# Of the answer; another number after every change of what it holds.
FORMAT = 3
# A gap grows while nothing happens, so an ETag lasts a minute. Boards of different areas do not
# all change in the same second.
TURN_S = 60
SPREAD_S = 7


@dataclass(frozen=True)
class BoardScope:
    """An area with its parts at one moment; `revision` was read before anything is counted."""

    area: Area
    parts: list[Area]
    leaders: dict[int, dict[str, Any]]
    windows: list[tuple[str, WindowRow]]
    revision: int
    now: datetime

    @property
    def etag(self) -> str:
        """Changes whenever the answer might have changed."""
        turn = int(self.now.timestamp() + SPREAD_S * self.area.id) // TURN_S
        areas = [(area.id, area.name, area.sort) for area in (self.area, *self.parts)]
        windows = [
            (row.id, row.ends_at <= self.now, row.sealed_at is not None) for _, row in self.windows
        ]
        content = (FORMAT, self.revision, turn, areas, sorted(self.leaders.items()), windows)
        return derive_etag(content)


def find_scope(actor: Actor, wanted: Mapping[str, Any], now: datetime) -> BoardScope:
    """An `area` and one `window` of each plan (a number, else the current one).

    Without `area`: the one at the top of the caller's territory, or the first of them. The
    parts are its direct children or, with a `level`, all areas of that level in it.
    Raises Problem("not-found") outside the territory.
    """
    area = find_area(actor, wanted["area"])
    revision = board_versions.get_version(area.id)
    parts = select(Area).where(Area.id.in_(_select_parts(area, wanted["level"])))
    found = list(db.session.scalars(parts.order_by(Area.sort, Area.id)))
    leaders = find_leaders([area.id, *(part.id for part in found)], now)
    return BoardScope(area, found, leaders, find_windows(wanted["window"], now), revision, now)


def list_top_areas(actor: Actor) -> list[Area]:
    """The areas at the top of what the caller may watch."""
    ids = actor.areas_for("coverage.read")
    return list(
        db.session.scalars(select(Area).where(Area.id.in_(ids)).order_by(Area.sort, Area.id))
    )


def find_area(actor: Actor, area_id: int | None) -> Area:
    """The area asked for, else the first at the top. Raises Problem("not-found")."""
    if area_id is None:
        found = list_top_areas(actor)
        if not found:
            raise Problem("not-found")
        return found[0]
    territory.require(actor, "coverage.read", area_id)
    return db.session.get_one(Area, area_id)


def _select_parts(area: Area, level: str | None) -> Select[int]:
    if level is None:
        return select(Area.id).where(Area.parent_id == area.id)
    inside = select(AreaClosure.area_id).where(AreaClosure.ancestor_id == area.id)
    return select(Area.id).where(Area.level == level, Area.id.in_(inside))


def find_windows(number: int | None, now: datetime) -> list[tuple[str, WindowRow]]:
    """The window of each plan that has this number, else the one that runs at `now`."""
    if number is None:
        return list_running_windows(now)
    query = select(Plan.code, WindowRow).join(Plan, Plan.id == WindowRow.plan_id).order_by(Plan.id)
    query = query.where(WindowRow.number == number, was_opened(now))
    return [(row[0], row[1]) for row in db.session.execute(query)]


def find_leaders(area_ids: list[int], now: datetime) -> dict[int, dict[str, Any]]:
    """Whom to call about each area: who has led it, or a village's one grid, for longest."""
    led = Area.__table__.alias("led")
    rows = db.session.execute(
        select(Area.id, Account.id, Account.name, Account.phone)
        .select_from(Assignment)
        .join(Account, Account.id == Assignment.account_id)
        .join(led, led.c.id == Assignment.area_id)
        .join(
            Area,
            or_(Area.id == led.c.id, and_(Area.level == "village", Area.id == led.c.parent_id)),
        )
        .where(
            Area.id.in_(area_ids),
            Assignment.role.in_((Role.LEADER, Role.SUPERVISOR)),
            Assignment.since <= now,
            unended(now),
            Account.disabled_at.is_(None),
        )
        .order_by(Assignment.since.desc(), Assignment.id.desc())
    )
    return {
        area_id: {"id": id_, "name": name, "phone": phone} for area_id, id_, name, phone in rows
    }
