"""Plays what followed the demo's visits through the services, each step at its own time."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from random import Random

from sqlalchemy import func, select, update

from backend.demo import aftermath
from backend.demo.history import Cast
from backend.demo.places import Spot
from backend.demo.visits import Visit
from backend.messages.notices.models import Notice
from backend.oversight.escalation.rules import Level, due_at
from backend.oversight.escalation.sweep import escalate
from backend.patrol.checkins import review
from backend.patrol.checkins.models import Checkin
from backend.patrol.cycles import exemptions
from backend.patrol.cycles.rules import Window
from backend.patrol.findings import service as findings
from backend.patrol.findings.models import Finding
from backend.staff.access import Actor, Grant, Role
from backend.staff.extensions import db

Ids = Mapping[str, int]


class Company:
    """The people who judge visits and mend what was found, with the ids that they go by."""

    def __init__(self, crew: Cast, accounts: Ids, areas: Ids) -> None:
        self.crew = crew
        self._accounts = accounts
        self.areas = areas

    def leader(self, grid: str) -> Actor:
        """The leader of the grid with this code."""
        return self._actor(self.crew.leaders[grid], Role.LEADER, grid)

    def supervisor(self, grid: str) -> Actor:
        """The supervisor of the town in which the grid lies."""
        return self._actor(self.crew.supervisors[grid[:9]], Role.SUPERVISOR, grid[:9])

    def office(self, county: str) -> Actor:
        """The county's office."""
        return self._actor("xian.ban", Role.OFFICE, county)

    def officer(self, grid: str, uid: str) -> Actor:
        """One of the officers of the grid, the same for the same visit."""
        return self._actor(Random(uid).choice(self.crew.officers[grid]), Role.OFFICER, grid)

    def _actor(self, username: str, role: Role, area: str) -> Actor:
        grant = Grant(role, self.areas[area])
        return Actor(self._accounts[username], username, 0, by_cookie=False, grants=(grant,))


def judge_doubtful(
    visits: Sequence[Visit], spots: Sequence[Spot], company: Company, now: datetime
) -> None:
    """The leaders' words on visits that did not stand by themselves."""
    by_uid = {visit.uid: visit for visit in visits}
    pending = select(Checkin.id, Checkin.uid).where(Checkin.standing == "pending")
    for number, uid in db.session.execute(pending.order_by(Checkin.id)).all():
        visit = by_uid[uid]
        said = aftermath.review(visit, now)
        if said:
            leader = company.leader(spots[visit.site].grid)
            review.decide(leader, number, said.verdict, said.note, said.at)


def mend_findings(
    visits: Sequence[Visit], spots: Sequence[Spot], company: Company, now: datetime
) -> None:
    """Opens a finding for each abnormal visit, and lets it take its course."""
    by_uid = {visit.uid: visit for visit in visits}
    abnormal = select(Checkin).where(Checkin.result == "abnormal").order_by(Checkin.id)
    for checkin in db.session.scalars(abnormal).all():
        findings.on_checkin(checkin, now=checkin.received_at)
        opened = select(Finding.id).where(Finding.checkin_id == checkin.id)
        visit = by_uid[checkin.uid]
        _play(db.session.scalars(opened).one(), visit, spots[visit.site].grid, company, now)


def tell(window: Window, now: datetime) -> None:
    """What people were told while this window ran and at its end; the next is not opened yet."""
    moments = [due_at(Level.TOWN, window.starts_on)]
    moments += [
        due_at(level, window.ends_on) for level in (Level.OFFICER, Level.LEADER, Level.COUNTY)
    ]
    for moment in moments:
        while moment <= now and escalate(moment, timedelta(hours=1)):
            pass


def read_older() -> None:
    """Everybody has read what she was told, but for the last."""
    newest = select(func.max(Notice.id)).group_by(Notice.account_id)
    db.session.execute(
        update(Notice).where(Notice.id.not_in(newest)).values(read_at=Notice.written_at)
    )


def _play(finding_id: int, visit: Visit, grid: str, company: Company, now: datetime) -> None:
    officer = company.officer(grid, visit.uid)
    people = {
        "leader": company.leader(grid),
        "officer": officer,
        "supervisor": company.supervisor(grid),
    }
    for step in aftermath.moves(visit, now):
        assignee_id = officer.account_id if step.move == "assign" else None
        wanted = {"move": step.move, "assignee_id": assignee_id, "text": step.text}
        findings.move(people[step.by], finding_id, wanted, step.at)


def exempt_villages(windows: Sequence[Window], shown: str, company: Company, now: datetime) -> None:
    """Two villages of the shown town: a landslide in the running window, and a storm in the one
    before that never came.
    """
    flooded, spared = sorted(grid for grid in company.crew.leaders if grid[:9] == shown[:9])[-2:]
    before, running = windows[-2:]
    at = now - timedelta(hours=3)
    _exempt(company, flooded, running, "emergency", "山体滑坡，进村道路中断，抢通前不进村", at)
    expected = before.ends_at - timedelta(hours=40)
    row = _exempt(company, spared, before, "weather", "台风蓝色预警，沿溪道路封闭", expected)
    later = expected + timedelta(hours=9)
    exemptions.withdraw(company.supervisor(spared), row, "台风转向，道路已开放", later)


def _exempt(
    company: Company, grid: str, window: Window, cause: str, reason: str, at: datetime
) -> int:
    wanted = {
        "area_id": company.areas[grid[:12]],
        "plan": "three-day",
        "window": window.number,
        "cause": cause,
        "reason": reason,
    }
    return exemptions.grant(company.supervisor(grid), wanted, at).id
