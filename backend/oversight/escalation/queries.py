"""One's own inbox. Names of places come from the territory that the reader holds now."""

from typing import Any

from sqlalchemy import Select, case, func, select

from backend.core.errors import Problem
from backend.core.wire import decode_cursor, page
from backend.messages.notices.models import Notice, NoticeOccasion
from backend.oversight.escalation import lacking
from backend.oversight.escalation.lacking import Question
from backend.oversight.escalation.rules import Rung
from backend.patrol.cycles.models import Obligation, Plan, WindowRow
from backend.patrol.cycles.queries import described
from backend.registry.areas import territory
from backend.registry.areas.models import Area
from backend.registry.kinds.models import Kind
from backend.registry.sites.models import Site
from backend.staff.access import Actor
from backend.staff.extensions import db

COUNTED = 100  # more than this many unread is "many"
_TOLD = ("required", "missed", "lacking", "grids_lacking", "skipped", "groups")
# What a notice of the other sort leaves unsaid.
_NOTHING: dict[str, Any] = {
    **dict.fromkeys(("required", "missed", "lacking", "grids_lacking"), 0),
    "skipped": [],
    "kinds": {},
    "groups": [],
}


def unread(actor: Actor) -> dict[str, Any]:
    """How many notices wait, up to COUNTED."""
    some = (
        select(Notice.id)
        .where(Notice.account_id == actor.account_id, Notice.read_at.is_(None))
        .limit(COUNTED)
        .subquery()
    )
    return {"unread": db.session.scalar(select(func.count()).select_from(some))}


def listed(actor: Actor, cursor: str | None, limit: int) -> dict[str, Any]:
    """A page of one's notices, newest first; one query."""
    chosen = _rows(actor)
    before = decode_cursor(cursor, int)
    if before:
        chosen = chosen.where(Notice.id < before[0])
    rows = db.session.execute(chosen.order_by(Notice.id.desc()).limit(limit + 1)).all()
    found = page(rows, limit, lambda row: [row.Notice.id])
    return found | {"items": [_shown(row) for row in found["items"]]}


def show(actor: Actor, notice_id: int) -> dict[str, Any]:
    """One notice with its grids and sites, and what of it has been mended since.

    Raises Problem("not-found").
    """
    row = db.session.execute(_rows(actor).where(Notice.id == notice_id)).one_or_none()
    if row is None:
        raise Problem("not-found")
    content = row.Notice.content
    if row.WindowRow is None:
        return _shown(row) | {"still_lacking": None, "grids": [], "sites": []}
    question = Question(Rung(row.rung), row.WindowRow, row.Notice.written_at)
    return _shown(row) | {
        "still_lacking": _still(actor, question, content["areas"]),
        "grids": _grids(actor, content["grids"]),
        "sites": _sites(actor, question, content["sites"]),
    }


def _rows(actor: Actor) -> Select[Any]:
    query: Select[Any] = (
        select(Notice, NoticeOccasion.rung, WindowRow, Plan.code.label("plan"))  # type: ignore[assignment]
        .join(NoticeOccasion, NoticeOccasion.id == Notice.occasion_id)
        .outerjoin(WindowRow, WindowRow.id == NoticeOccasion.window_id)
        .outerjoin(Plan, Plan.id == WindowRow.plan_id)
        .where(Notice.account_id == actor.account_id)
    )
    return query


def _shown(row: Any) -> dict[str, Any]:
    notice: Notice = row.Notice
    content = _NOTHING | notice.content
    kinds = [{"kind": kind, "lacking": count} for kind, count in content["kinds"].items()]
    return {
        "id": notice.id,
        "rung": row.rung,
        "window": described(row.WindowRow, row.plan) if row.WindowRow else None,
        "written_at": notice.written_at,
        "read_at": notice.read_at,
        "kinds": kinds,
    } | {name: content[name] for name in _TOLD}


def _still(actor: Actor, question: Question, areas: list[int]) -> int | None:
    """How much still lacks; nothing to say about what is hers no longer."""
    if not all(territory.holds(actor, "site.read", area_id) for area_id in areas):
        return None
    below = lacking.grids_below(actor.account_id, areas)
    return sum(count.lacking for count in lacking.counts(question, below))


def _grids(actor: Actor, told: list[list[int]]) -> list[dict[str, Any]]:
    ids = [grid_id for grid_id, _ in told]
    seen = select(Area).where(Area.id.in_(ids), territory.within(actor, "site.read", Area.id))
    areas = {area.id: area for area in db.session.scalars(seen)}
    return [{"grid": areas[id_], "lacking": count} for id_, count in told if id_ in areas]


def _sites(actor: Actor, question: Question, told: list[int]) -> list[dict[str, Any]]:
    rows = db.session.execute(
        select(
            Site.id,
            Site.name,
            Kind.code.label("kind"),
            Area.name.label("grid"),
            func.coalesce(Obligation.last_at, Obligation.gap_from).label("gap_from"),
            case((lacking.lacks(question), 1), else_=0).label("lacks"),
        )
        .join(Obligation, Obligation.site_id == Site.id)
        .join(Kind, Kind.id == Site.kind_id)
        .join(Area, Area.id == Site.grid_id)
        .where(
            Obligation.window_id == question.window.id,
            Site.id.in_(told),
            territory.within(actor, "site.read", Site.grid_id),
        )
    )
    seen = {row.id: row for row in rows}
    return [
        {
            "site": {"id": row.id, "name": row.name},
            "kind": row.kind,
            "grid": row.grid,
            "gap_from": row.gap_from,
            "mended": not row.lacks,
        }
        for row in (seen[site_id] for site_id in told if site_id in seen)
    ]
