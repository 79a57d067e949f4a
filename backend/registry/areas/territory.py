"""Where somebody may act: the territory rule, once as a check and once as a query.

A territory is a node of the tree and everything below it. Whatever lies outside answers
exactly like something that does not exist.
"""

from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Select, exists, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from backend.core.errors import Problem
from backend.core.round_trips import ids_of, is_any
from backend.registry.areas.models import AreaClosure
from backend.staff.access import Action, Actor
from backend.staff.extensions import db

# Of its own name, so that a query over the closure itself can be narrowed too.
_Closure = aliased(AreaClosure)


def within(
    actor: Actor, action: Action, area: InstrumentedAttribute[Any] | ColumnElement[Any]
) -> ColumnElement[bool]:
    """The query: the area in this column lies where `actor` may do `action`."""
    return below(actor.areas_for(action), area)


def holds(actor: Actor, action: Action, area_id: int) -> bool:
    """The check: this one area lies where `actor` may do `action`."""
    tops = actor.areas_for(action)
    if area_id in tops:
        return True
    found = select(AreaClosure.area_id).where(
        AreaClosure.area_id == area_id, is_any(AreaClosure.ancestor_id, ids_of(tops))
    )
    return bool(tops) and db.session.scalar(select(found.exists())) is True


def require(actor: Actor, action: Action, area_id: int) -> None:
    """Raises Problem("not-found") outside the territory, as for an unknown id."""
    if not holds(actor, action, area_id):
        raise Problem("not-found")


def areas_below(tops: frozenset[int]) -> Select[int]:
    """The areas of these territories, each once.

    For a query over many tables to begin with: PostgreSQL plans the joins beyond the eighth in
    the order in which they are written, and would find out last how little is asked for.
    """
    return select(_Closure.area_id).where(_among(tops)).distinct()


def below(
    tops: frozenset[int] | BindParameter[Any],
    area: InstrumentedAttribute[Any] | ColumnElement[Any],
) -> ColumnElement[bool]:
    """The area in this column is one of `tops` or lies below one of them.

    A statement that is built once takes `tops` as a parameter: `ids("name")`.
    """
    return exists().where(_Closure.area_id == area, _among(tops))


def _among(tops: frozenset[int] | BindParameter[Any]) -> ColumnElement[bool]:
    given = tops if isinstance(tops, BindParameter) else ids_of(tops)
    return is_any(_Closure.ancestor_id, given)
