"""Findings: opened by abnormal visits, moved by people until they are closed."""

from datetime import datetime
from typing import Any

from sqlalchemy import exists, insert, select, update

from backend.core.errors import Fault, Problem
from backend.patrol.checkins.models import Checkin
from backend.patrol.findings import notices, rules, states
from backend.patrol.findings.models import Finding, FindingMove, FindingPhoto
from backend.patrol.findings.summary import summary
from backend.records.audit import service as audit
from backend.records.photos.links import attach_photos
from backend.records.photos.service import find_sent
from backend.registry.accounts.models import Account, Assignment
from backend.registry.accounts.queries import unended
from backend.registry.areas import territory
from backend.registry.areas.models import AreaClosure
from backend.registry.kinds.models import Checklist
from backend.registry.kinds.questions import from_json
from backend.registry.sites.models import Site
from backend.staff.access import ACTIONS, Actor
from backend.staff.extensions import db, insert_new

# Those who can be sent to mend something: whoever walks there, or answers for it.
_MENDERS = [role for role in ACTIONS if ACTIONS[role] & {"checkin.create", "finding.handle"}]


def on_checkin(checkin: Checkin, *, now: datetime) -> None:
    """Opens a finding for an abnormal visit; hears `events.checkin_recorded`. Once per visit."""
    if checkin.result != "abnormal":
        return
    site = db.session.get_one(Site, checkin.site_id)
    opened = insert_new(Finding).values(
        checkin_id=checkin.id,
        site_id=site.id,
        grid_id=site.grid_id,
        kind_id=site.kind_id,
        status="found",
        severity=site.risk,
        summary=_summary(checkin),
        opened_at=now,
        due_at=rules.due_at(site.risk, now),
        version=1,
    )
    finding_id = db.session.scalar(opened.returning(Finding.id))
    if finding_id is not None:
        _log(finding_id, "found", checkin.author_id, now)
        finding = db.session.get_one(Finding, finding_id)
        notices.notify_people(finding, "found", checkin.author_id, None, now)


def open_finding(actor: Actor, site_id: int, wanted: dict[str, Any], now: datetime) -> int:
    """Opens a finding that no visit found, of severity and text in `wanted`; answers its id.

    What led to it, and whoever told, is no part of it. Raises Problem("not-found") for a site
    that this person does not see.
    """
    site = db.session.get(Site, site_id)
    if site is None or not territory.holds(actor, "site.read", site.grid_id):
        raise Problem("not-found")
    finding = Finding(
        checkin_id=None,
        site_id=site.id,
        grid_id=site.grid_id,
        kind_id=site.kind_id,
        status="found",
        severity=wanted["severity"],
        summary=[],
        opened_at=now,
        due_at=rules.due_at(wanted["severity"], now),
    )
    db.session.add(finding)
    db.session.flush()
    _log(finding.id, "found", actor.account_id, now, text=wanted["text"])
    notices.notify_people(finding, "found", actor.account_id, None, now)
    return finding.id


def on_site_changed(site: Site, *, now: datetime) -> None:
    """Findings follow their site to its grid; hears `events.site_changed`."""
    moved = db.session.scalars(
        update(Finding)
        .where(Finding.site_id == site.id, Finding.grid_id != site.grid_id)
        .values(grid_id=site.grid_id)
        .returning(Finding.id)
    ).all()
    for finding_id in moved:
        detail = {"site": site.id, "grid": site.grid_id}
        audit.record(None, "finding.follow", "finding", finding_id, now, detail)


def move(actor: Actor, finding_id: int, wanted: dict[str, Any], now: datetime) -> None:
    """One step of a finding; `wanted` holds move, assignee_id, text and photos (their hashes).

    Whoever has to do with what comes next is notified.

    Raises Problem("not-found"), ("forbidden"), ("invalid"), ("move-not-possible") or
    ("second-person-needed").
    """
    step, assignee_id, text = wanted["move"], wanted["assignee_id"], wanted["text"].strip()
    faults = rules.move_faults(step, assignee_id, text, len(wanted["photos"]))
    if faults:
        raise Problem("invalid", faults=[Fault(*fault) for fault in faults])
    finding = states.lock_finding(actor, finding_id)
    _check_move(actor, finding, step)
    photo_ids = find_sent(actor.account_id, wanted["photos"])
    mended_for = finding.assignee_id
    finding.status = rules.status_after(step, finding.status) or finding.status
    if step == "assign":
        _check_assignee(assignee_id, finding.grid_id, now)
        finding.assignee_id = assignee_id
    if step == "close":
        finding.closed_at = now
    if step == "reopen":
        finding.closed_at, finding.assignee_id = None, None
        finding.due_at = rules.due_at(finding.severity, now)
    finding.version += 1
    db.session.flush()
    move_id = _log(finding.id, step, actor.account_id, now, assignee_id=assignee_id, text=text)
    attach_photos(FindingPhoto.move_id, move_id, photo_ids)
    notices.notify_people(finding, step, actor.account_id, mended_for, now)


def _log(
    finding_id: int,
    step: str,
    by_id: int,
    now: datetime,
    *,
    assignee_id: int | None = None,
    text: str = "",
) -> int:
    row = {"move": step, "by_id": by_id, "at": now, "assignee_id": assignee_id, "text": text}
    added = insert(FindingMove).values(finding_id=finding_id, **row).returning(FindingMove.id)
    move_id: int = db.session.scalars(added).one()
    detail = {"assignee": assignee_id} if assignee_id else {}
    audit.record(by_id, f"finding.{step}", "finding", finding_id, now, detail)
    return move_id


def _check_move(actor: Actor, finding: Finding, step: str) -> None:
    mover = states.mover_of(actor, finding.grid_id)
    refusal = rules.refusal(step, states.state_of(finding), mover)
    if refusal is not None:
        raise Problem(refusal)


def _check_assignee(account_id: int, grid_id: int, now: datetime) -> None:
    """Raises Problem("invalid") unless this person walks or answers for the grid at `now`."""
    above = exists().where(
        AreaClosure.area_id == grid_id, AreaClosure.ancestor_id == Assignment.area_id
    )
    found = (
        select(Account.id)
        .join(Assignment, Assignment.account_id == Account.id)
        .where(
            Account.id == account_id,
            Account.disabled_at.is_(None),
            Assignment.role.in_(_MENDERS),
            Assignment.since <= now,
            unended(now),
            above,
        )
    )
    if db.session.scalar(found.limit(1)) is None:
        raise Problem("invalid", faults=[Fault("assignee_id", "no_such")])


def _summary(checkin: Checkin) -> list[dict[str, Any]]:
    if checkin.checklist_id is None:
        return []
    checklist = db.session.get_one(Checklist, checkin.checklist_id)
    return summary([from_json(each) for each in checklist.questions], checkin.answers)
