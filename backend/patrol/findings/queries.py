"""Reading findings: those of one's territory, and those given to oneself to mend."""

from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased

from backend.core.errors import Problem
from backend.core.paging import fetch_page
from backend.patrol.checkins.models import Checkin
from backend.patrol.checkins.photo_queries import states_of
from backend.patrol.findings import notices, rules, states
from backend.patrol.findings.models import Finding, FindingMove, FindingPhoto
from backend.records.photos.links import list_hashes
from backend.registry.accounts.models import Account
from backend.registry.areas import territory
from backend.registry.areas.models import Area
from backend.registry.kinds.models import Kind
from backend.registry.sites.models import Site
from backend.staff.access import Actor
from backend.staff.extensions import db

_Assignee, _Author = aliased(Account), aliased(Account)


def list_findings(actor: Actor, wanted: dict[str, Any], now: datetime) -> dict[str, Any]:
    """A page of findings; one query. The open ones soonest due first, so overdue ones lead; with
    closed ones among them newest first.

    `wanted` holds status (`open` for all that are not closed), mine, severity, area, cursor and
    limit.
    """
    chosen = _rows(actor)
    if wanted["status"] == "open":
        chosen = chosen.where(Finding.status != "closed")
    elif wanted["status"]:
        chosen = chosen.where(Finding.status == wanted["status"])
    if wanted["area"]:
        chosen = chosen.where(territory.below(frozenset((wanted["area"],)), Finding.grid_id))
    if wanted["mine"]:
        chosen = chosen.where(Finding.assignee_id == actor.account_id)
    if wanted["severity"]:
        chosen = chosen.where(Finding.severity == wanted["severity"])
    is_open = wanted["status"] not in (None, "closed")
    page = fetch_page(
        db.session,
        chosen,
        [Finding.due_at, Finding.id] if is_open else [Finding.id],
        cursor=wanted["cursor"],
        limit=wanted["limit"],
        descending=not is_open,
    )
    return page.with_items([_shown(row, now) for row in page.rows])


def get_finding(actor: Actor, finding_id: int, now: datetime) -> dict[str, Any]:
    """One finding with its history, its visit, and the moves that this person can make.

    Raises Problem("not-found").
    """
    row = db.session.execute(
        _rows(actor)
        .add_columns(Checkin, _Author.name.label("author"), Site.address)
        .outerjoin(Checkin, Checkin.id == Finding.checkin_id)
        .outerjoin(_Author, _Author.id == Checkin.author_id)
        .where(Finding.id == finding_id)
    ).first()
    if row is None:
        raise Problem("not-found")
    finding, checkin = row.Finding, row.Checkin
    moves = _moves(finding_id)
    found = next(move for move in moves if move["move"] == "found")
    author_id = checkin.author_id if checkin else found["by"].id
    last_by = {move["move"]: move["by"].id for move in moves}
    state = states.describe_state(finding, author_id, last_by)
    mover = states.mover_of(actor, finding.grid_id)
    return _shown(row, now) | {
        "address": row.address,
        "author": {"id": author_id, "name": row.author if checkin else found["by"].name},
        "captured_at": checkin.captured_at if checkin else finding.opened_at,
        "note": checkin.note if checkin else found["text"],
        "photos": states_of([checkin.id])[checkin.id] if checkin else [],
        "moves": moves,
        "possible_moves": rules.possible_moves(state, mover),
    }


def get_finding_of_visit(checkin: Checkin, now: datetime) -> dict[str, Any]:
    """What became of what this visit found, for whoever sees the visit.

    Raises Problem("not-found") when it found nothing.
    """
    finding = db.session.scalar(select(Finding).where(Finding.checkin_id == checkin.id))
    if finding is None:
        raise Problem("not-found")
    return {
        "id": finding.id,
        "status": finding.status,
        "severity": finding.severity,
        "due_at": finding.due_at,
        "overdue": rules.is_overdue(finding.status, finding.due_at, now),
        "with_people": notices.list_next_people(finding, now),
    }


def count_given(actor: Actor, now: datetime) -> dict[str, Any]:
    """What this person is to mend: how many, the first due time, how many are overdue."""
    given = (Finding.assignee_id == actor.account_id, Finding.status == "assigned")
    overdue = func.count().filter(Finding.due_at <= now)
    row = db.session.execute(
        select(func.count(), func.min(Finding.due_at), overdue).where(*given)
    ).one()
    return dict(zip(("count", "first_due_at", "overdue"), row, strict=True))


def _rows(actor: Actor) -> Select[Any]:
    return (
        select(Finding, Site.name.label("site"), Kind.code.label("kind"))
        .add_columns(Area.name.label("grid"), _Assignee.name.label("assignee"))
        .join(Site, Site.id == Finding.site_id)
        .join(Kind, Kind.id == Finding.kind_id)
        .join(Area, Area.id == Finding.grid_id)
        .outerjoin(_Assignee, _Assignee.id == Finding.assignee_id)
        .where(states.visible(actor))
    )


def _shown(row: Any, now: datetime) -> dict[str, Any]:
    finding: Finding = row.Finding
    assignee = {"id": finding.assignee_id, "name": row.assignee}
    return {
        "id": finding.id,
        "checkin": finding.checkin_id,
        "origin": "visit" if finding.checkin_id else "report",
        "site": {"id": finding.site_id, "name": row.site, "kind": row.kind},
        "grid": {"id": finding.grid_id, "name": row.grid},
        "status": finding.status,
        "severity": finding.severity,
        "summary": finding.summary,
        "opened_at": finding.opened_at,
        "due_at": finding.due_at,
        "overdue": rules.is_overdue(finding.status, finding.due_at, now),
        "assignee": assignee if finding.assignee_id else None,
        "closed_at": finding.closed_at,
        "version": finding.version,
    }


def _moves(finding_id: int) -> list[dict[str, Any]]:
    by = aliased(Account)
    rows = db.session.execute(
        select(FindingMove, by, _Assignee)
        .join(by, by.id == FindingMove.by_id)
        .outerjoin(_Assignee, _Assignee.id == FindingMove.assignee_id)
        .where(FindingMove.finding_id == finding_id)
        .order_by(FindingMove.id)
    ).all()
    photos = list_hashes(FindingPhoto.move_id, [row.FindingMove.id for row in rows])
    return [
        {
            "move": row.move,
            "by": person,
            "at": row.at,
            "assignee": assignee,
            "text": row.text,
            "photos": photos.get(row.id, []),
        }
        for row, person, assignee in rows
    ]
