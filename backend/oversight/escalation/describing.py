"""What a notice of escalation says when it is read: its window and figures, and what still lacks.

Names of places come from the territory that the reader holds now.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import case, func, select

from backend.messages.notices.describing import Delivered, Describer, Facts
from backend.oversight.escalation import lacking
from backend.oversight.escalation.lacking import Question
from backend.oversight.escalation.rules import EscalationLevel
from backend.patrol.cycles.models import Obligation, Plan, WindowRow
from backend.patrol.cycles.queries import describe_window
from backend.registry.areas import territory
from backend.registry.areas.models import Area
from backend.registry.kinds.models import Kind
from backend.registry.sites.models import Site
from backend.staff.access import Actor
from backend.staff.extensions import db

_FIGURES = ("required", "missed", "lacking", "grids_lacking", "skipped")


def summarize(page: Sequence[Delivered]) -> dict[int, Facts]:
    """The window and the figures of each digest, by the notice's id; one query."""
    rows = db.session.execute(
        select(WindowRow, Plan.code)
        .join(Plan, Plan.id == WindowRow.plan_id)
        .where(WindowRow.id.in_({each.occasion.window_id for each in page}))
    )
    windows = {window.id: describe_window(window, plan_code) for window, plan_code in rows}
    found: dict[int, Facts] = {}
    for notice, occasion in page:
        content = notice.content
        found[notice.id] = {name: content[name] for name in _FIGURES} | {
            # Older digests did not count them.
            "attempted": content.get("attempted", 0),
            "window": windows.get(occasion.window_id or 0),
            "kinds": [{"kind": kind, "lacking": n} for kind, n in content["kinds"].items()],
        }
    return found


def detail(actor: Actor, delivered: Delivered) -> Facts:
    """The grids and sites of a digest, and what of it has been visited since."""
    notice, occasion = delivered
    window = db.session.get_one(WindowRow, occasion.window_id)
    question = Question(EscalationLevel(occasion.kind), window, notice.written_at)
    return {
        "still_lacking": _count_still_lacking(actor, question, notice.content["areas"]),
        "grids": _list_grids(actor, notice.content["grids"]),
        "sites": _list_sites(actor, question, notice.content["sites"]),
    }


DESCRIBER = Describer(summarize, detail)


def _count_still_lacking(actor: Actor, question: Question, areas: list[int]) -> int | None:
    """None when the reader no longer holds all of these areas."""
    if not all(territory.holds(actor, "site.read", area_id) for area_id in areas):
        return None
    below = lacking.select_grids_below(actor.account_id, areas)
    return sum(count.lacking for count in lacking.count_by_grid(question, below))


def _list_grids(actor: Actor, counts: list[list[int]]) -> list[dict[str, Any]]:
    ids = [grid_id for grid_id, _ in counts]
    readable = select(Area).where(Area.id.in_(ids), territory.within(actor, "site.read", Area.id))
    areas = {area.id: area for area in db.session.scalars(readable)}
    return [{"grid": areas[id_], "lacking": count} for id_, count in counts if id_ in areas]


def _list_sites(actor: Actor, question: Question, site_ids: list[int]) -> list[dict[str, Any]]:
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
            Site.id.in_(site_ids),
            territory.within(actor, "site.read", Site.grid_id),
        )
    )
    by_id = {row.id: row for row in rows}
    return [
        {
            "site": {"id": row.id, "name": row.name},
            "kind": row.kind,
            "grid": row.grid,
            "gap_from": row.gap_from,
            "mended": not row.lacks,
        }
        for row in (by_id[site_id] for site_id in site_ids if site_id in by_id)
    ]
