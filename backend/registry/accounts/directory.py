"""Which accounts somebody sees and manages, and what they hold."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select

from backend.core.errors import Problem
from backend.core.paging import fetch_page
from backend.core.round_trips import ids_of, is_any
from backend.registry.accounts import proposals
from backend.registry.accounts.models import Account, Assignment
from backend.registry.accounts.queries import unended
from backend.registry.areas.models import Area
from backend.registry.areas.territory import below, require, within
from backend.staff.access import Actor
from backend.staff.extensions import db


def seen_by(actor: Actor) -> ColumnElement[bool]:
    """The query: an account that holds, or ever held, something the actor manages.

    One that never held anything is seen by those who manage everything.
    """
    its = Assignment.account_id == Account.id
    return or_(
        exists().where(its, within(actor, "account.manage", Assignment.area_id)),
        and_(~exists().where(its), _holds_a_root(actor)),
    )


def holds_outside(actor: Actor, account_id: int, now: datetime) -> bool:
    """The check beside it: the account holds something that the actor does not manage."""
    outside = ~within(actor, "account.manage", Assignment.area_id)
    theirs = exists().where(Assignment.account_id == account_id, unended(now), outside)
    return db.session.scalar(select(theirs)) is True


def manages_all(actor: Actor) -> bool:
    """Whether the actor manages accounts at the root of the tree."""
    return db.session.scalar(select(_holds_a_root(actor))) is True


@dataclass(frozen=True)
class Search:
    """Accounts that hold something in this area; and with this text in username or name."""

    area_id: int | None = None
    text: str | None = None


def accounts_of(
    actor: Actor, search: Search, cursor: str | None, limit: int, now: datetime
) -> dict[str, Any]:
    """A page of the accounts that the actor sees, with what they hold or wait for; three queries.

    Raises Problem("not-found") for a foreign area.
    """
    seen = select(Account).where(seen_by(actor))
    if search.area_id is not None:
        require(actor, "account.manage", search.area_id)
        seen = seen.where(_holds_below(search.area_id, now))
    if search.text:
        named = (
            column.contains(search.text, autoescape=True)
            for column in (Account.username, Account.name)
        )
        seen = seen.where(or_(*named))
    page = fetch_page(db.session, seen, [Account.id], cursor=cursor, limit=limit)
    return page.with_items(_with_assignments(actor, page.scalars(), now))


def account_of(actor: Actor, account_id: int, now: datetime) -> dict[str, Any]:
    """One account with what it holds. Raises Problem("not-found")."""
    account = db.session.scalar(select(Account).where(Account.id == account_id, seen_by(actor)))
    if account is None:
        raise Problem("not-found")
    return _with_assignments(actor, [account], now)[0]


def _with_assignments(actor: Actor, accounts: list[Account], now: datetime) -> list[dict[str, Any]]:
    held: dict[int, list[dict[str, Any]]] = {account.id: [] for account in accounts}
    for assignment, area in db.session.execute(_assignments(actor, list(held), now)):
        held[assignment.account_id].append(
            {
                "id": assignment.id,
                "role": assignment.role,
                "area": area,
                "since": assignment.since,
                "until": assignment.until,
            }
        )
    waiting: dict[int, list[dict[str, Any]]] = {account.id: [] for account in accounts}
    for proposal in proposals.list_of(actor, list(held)):
        waiting[proposal["account"].id].append(proposal)
    columns = ("id", "username", "name", "force", "phone", "disabled_at", "created_at", "version")
    return [
        {name: getattr(account, name) for name in columns}
        | {"assignments": held[account.id], "proposals": waiting[account.id]}
        for account in accounts
    ]


def _assignments(actor: Actor, account_ids: list[int], now: datetime) -> Select[Assignment, Area]:
    return (
        select(Assignment, Area)
        .join(Area, Area.id == Assignment.area_id)
        .where(
            Assignment.account_id.in_(account_ids),
            unended(now),
            within(actor, "account.manage", Assignment.area_id),
        )
        .order_by(Assignment.id)
    )


def _holds_below(area_id: int, now: datetime) -> ColumnElement[bool]:
    return exists().where(
        Assignment.account_id == Account.id,
        unended(now),
        below(frozenset((area_id,)), Assignment.area_id),
    )


def _holds_a_root(actor: Actor) -> ColumnElement[bool]:
    tops = actor.areas_for("account.manage")
    return exists().where(is_any(Area.id, ids_of(tops)), Area.parent_id.is_(None))
