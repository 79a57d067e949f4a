"""Roles that wait for a second person: who asked for what."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased

from backend.core.paging import fetch_page
from backend.registry.accounts.models import Account, AssignmentProposal
from backend.registry.areas.models import Area
from backend.registry.areas.territory import within
from backend.staff.access import Action, Actor
from backend.staff.extensions import db

CONFIRM: Action = "account.confirm"


def list_waiting(actor: Actor, cursor: str | None, limit: int) -> dict[str, Any]:
    """A page of what waits in the territory for somebody like the actor, oldest first."""
    query = _waiting().where(within(actor, CONFIRM, AssignmentProposal.area_id))
    page = fetch_page(db.session, query, [AssignmentProposal.id], cursor=cursor, limit=limit)
    return page.with_items([_describe(*row) for row in page.rows])


def list_of(actor: Actor, accounts: Collection[int]) -> list[dict[str, Any]]:
    """What waits for these accounts in areas that the actor manages."""
    query = _waiting().where(
        AssignmentProposal.account_id.in_(accounts),
        within(actor, "account.manage", AssignmentProposal.area_id),
    )
    rows = db.session.execute(query.order_by(AssignmentProposal.id)).all()
    return [_describe(*row) for row in rows]


def _waiting() -> Select[AssignmentProposal, Account, Area, Account]:
    proposer = aliased(Account)
    return (
        select(AssignmentProposal, Account, Area, proposer)
        .join(Account, Account.id == AssignmentProposal.account_id)
        .join(Area, Area.id == AssignmentProposal.area_id)
        .join(proposer, proposer.id == AssignmentProposal.proposed_by_id)
        .where(AssignmentProposal.verdict.is_(None))
    )


def _describe(
    proposal: AssignmentProposal, account: Account, area: Area, proposer: Account
) -> dict[str, Any]:
    names = ("id", "role", "since", "until", "proposed_at")
    told = {"account": account, "area": area, "proposed_by": proposer}
    return {name: getattr(proposal, name) for name in names} | told
