"""Reading exemptions: whoever may see its sites sees what waives them, from above as well."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import aliased

from backend.core.errors import Problem
from backend.core.paging import fetch_page
from backend.core.round_trips import ids_of, is_any
from backend.patrol.cycles.exemption_rules import list_exemptable
from backend.patrol.cycles.models import Exemption, Plan, WindowRow
from backend.patrol.cycles.queries import describe_window, list_plans, versions_of
from backend.patrol.cycles.rules import PROVISIONAL
from backend.registry.accounts.models import Account
from backend.registry.areas import territory
from backend.registry.areas.models import Area, AreaClosure
from backend.staff.access import Actor
from backend.staff.extensions import db

_By, _Withdrawer = aliased(Account), aliased(Account)


def list_exemptions(actor: Actor, wanted: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """A page of exemptions, newest first; `wanted` holds area, plan, window, cursor and limit."""
    chosen = _rows(actor, now)
    if wanted["area"]:
        chosen = chosen.where(_touches(frozenset((wanted["area"],))))
    if wanted["plan"]:
        chosen = chosen.where(Plan.code == wanted["plan"])
    if wanted["window"]:
        chosen = chosen.where(WindowRow.number == wanted["window"])
    page = fetch_page(
        db.session,
        chosen,
        [Exemption.id],
        cursor=wanted["cursor"],
        limit=wanted["limit"],
        descending=True,
    )
    return page.with_items([_shown(row) for row in page.rows])


def get_exemption(actor: Actor, exemption_id: int, now: datetime) -> dict[str, Any]:
    """Raises Problem("not-found")."""
    row = db.session.execute(_rows(actor, now).where(Exemption.id == exemption_id)).first()
    if row is None:
        raise Problem("not-found")
    return _shown(row)


def list_options(now: datetime) -> list[dict[str, Any]]:
    """Each plan with the windows that may be exempted at `now`."""
    return [
        {
            "code": plan.code,
            "name": plan.name_zh,
            "name_en": plan.name_en,
            "windows": [
                describe_window(window, plan.code)
                for window in list_exemptable(versions_of(plan.id), now)
            ],
        }
        for plan in list_plans()
    ]


def _touches(tops: frozenset[int]) -> ColumnElement[bool]:
    """The exemption is of an area in these territories, or of one that they lie in."""
    above = exists().where(
        AreaClosure.ancestor_id == Exemption.area_id, is_any(AreaClosure.area_id, ids_of(tops))
    )
    return or_(territory.below(tops, Exemption.area_id), above)


def _rows(actor: Actor, now: datetime) -> Select[Any]:
    may_withdraw = and_(
        Exemption.withdrawn_at.is_(None),
        WindowRow.ends_at > now - PROVISIONAL,
        territory.within(actor, "window.exempt", Exemption.area_id),
    )
    return (
        select(Exemption, Area, WindowRow, Plan.code.label("plan"), _By, _Withdrawer)
        .add_columns(may_withdraw.label("may_withdraw"))
        .join(Area, Area.id == Exemption.area_id)
        .join(WindowRow, WindowRow.id == Exemption.window_id)
        .join(Plan, Plan.id == WindowRow.plan_id)
        .join(_By, _By.id == Exemption.by_id)
        .outerjoin(_Withdrawer, _Withdrawer.id == Exemption.withdrawn_by_id)
        .where(_touches(actor.areas_for("site.read")))
    )


def _shown(row: Any) -> dict[str, Any]:
    exemption, area, window, plan, by, withdrawer, may_withdraw = row
    return {
        "id": exemption.id,
        "area": area,
        "window": describe_window(window, plan),
        "cause": exemption.cause,
        "reason": exemption.reason,
        "by": by,
        "at": exemption.at,
        "withdrawn_by": withdrawer,
        "withdrawn_at": exemption.withdrawn_at,
        "withdrawal": exemption.withdrawal,
        "may_withdraw": may_withdraw,
    }
