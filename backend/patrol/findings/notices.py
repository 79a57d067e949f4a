"""Who is notified of a step of a finding, at once.

    step           notified                                         matter
    found, reopen  those nearest to the grid who may handle it      found
    assign         the assignee                                     assigned
    rectify        those nearest to the grid who may look again:    rectified
                   no hand of theirs was in it
    return         the assignee                                     sent_back
    close          the assignee                                     closed
    note           nobody

Nobody is notified of what she did herself. Nearest: of the grid's own people, else of its village,
its town, its county.
"""

from datetime import datetime

from backend.messages.notices import notifying
from backend.patrol.findings import rules, states
from backend.patrol.findings.models import Finding
from backend.registry.accounts.models import Account
from backend.registry.accounts.people import find_nearest
from backend.registry.sites.models import Site
from backend.staff.extensions import db

_MATTERS = {
    "found": "found",
    "reopen": "found",
    "assign": "assigned",
    "rectify": "rectified",
    "return": "sent_back",
    "close": "closed",
}


def notify_people(
    finding: Finding, step: str, by_id: int, assignee_id: int | None, now: datetime
) -> None:
    """Writes the notices of a step that `by_id` has just made.

    `assignee_id` is whom it was given to before the step.
    """
    if step not in _MATTERS:
        return
    people = set(_find_people(finding, step, assignee_id, now)) - {by_id}
    site = db.session.get_one(Site, finding.site_id)
    subject = notifying.Subject(
        id=str(finding.id), name=site.name, name_en=site.name, matter=_MATTERS[step]
    )
    notifying.notify("finding", now, sorted(people), subject)


def list_next_people(finding: Finding, now: datetime) -> list[str]:
    """The names of those who are to make the next step; empty when it is closed."""
    if finding.status == "assigned":
        return [db.session.get_one(Account, finding.assignee_id).name]
    if finding.status == "closed":
        return []
    return [person.name for person in _find_nearest(finding, now)]


def _find_people(finding: Finding, step: str, assignee_id: int | None, now: datetime) -> list[int]:
    if step in ("found", "reopen", "rectify"):
        return [person.id for person in _find_nearest(finding, now)]
    told = finding.assignee_id if step == "assign" else assignee_id
    return [] if told is None else [told]


def _find_nearest(finding: Finding, now: datetime) -> list[Account]:
    """Those who may give a found one to somebody, or look again at a mended one."""
    if finding.status != "rectified":
        return find_nearest(finding.grid_id, "finding.handle", now)
    hands = rules.hands_of(states.state_of(finding))
    return find_nearest(finding.grid_id, "finding.close", now, besides=hands)
