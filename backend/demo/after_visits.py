"""What followed the visits of the demo, done through the services, each step at its own time."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, func, insert, or_, select, update

from backend.demo import follow_ups
from backend.demo.actors import Actors
from backend.demo.photos import Pictures, add_upload
from backend.demo.pictures import VARIANTS
from backend.demo.places import Spot
from backend.demo.visits import Visit
from backend.messages.notices.models import Notice, NoticeOccasion
from backend.oversight.escalation.rules import EscalationLevel, due_at
from backend.oversight.escalation.sweep import escalate
from backend.patrol.checkins import review
from backend.patrol.checkins.models import Checkin
from backend.patrol.checkins.rules import Standing
from backend.patrol.cycles import exemptions
from backend.patrol.cycles.rules import Window
from backend.patrol.findings import service as findings
from backend.patrol.findings.models import Finding
from backend.registry.sites.models import Site
from backend.staff.extensions import db


def review_visits(
    visits: Sequence[Visit], spots: Sequence[Spot], actors: Actors, now: datetime
) -> None:
    """The leaders' decisions on visits that did not count by themselves."""
    by_uid = {visit.uid: visit for visit in visits}
    pending = select(Checkin.id, Checkin.uid).where(Checkin.standing == Standing.PENDING)
    for number, uid in db.session.execute(pending.order_by(Checkin.id)).all():
        visit = by_uid[uid]
        decision = follow_ups.draw_review(visit, now)
        if decision:
            leader = actors.leader(spots[visit.site].grid)
            review.decide(leader, number, decision.verdict, decision.note, decision.at)


def work_on_findings(
    visits: Sequence[Visit],
    spots: Sequence[Spot],
    actors: Actors,
    pictures: Pictures,
    now: datetime,
) -> None:
    """Opens a finding for each abnormal visit, and moves it."""
    by_uid = {visit.uid: visit for visit in visits}
    abnormal = select(Checkin).where(Checkin.result == "abnormal").order_by(Checkin.id)
    for checkin in db.session.scalars(abnormal).all():
        findings.on_checkin(checkin, now=checkin.received_at)
        opened = select(Finding.id).where(Finding.checkin_id == checkin.id)
        visit = by_uid[checkin.uid]
        spot = spots[visit.site]
        _move(db.session.scalars(opened).one(), visit, spot, actors, pictures, now)


def send_notices(window: Window, now: datetime) -> None:
    """The notices of escalation while this window ran and at its end, before the next is opened."""
    moments = [due_at(EscalationLevel.TOWN, window.starts_on)]
    moments += [
        due_at(level, window.ends_on)
        for level in (EscalationLevel.OFFICER, EscalationLevel.LEADER, EscalationLevel.COUNTY)
    ]
    for moment in moments:
        while moment <= now and escalate(moment, timedelta(hours=1)):
            pass


def mark_older_read(now: datetime) -> None:
    """Everybody has read all notices of escalation but the last, all others but the last day's."""
    of_windows = select(Notice.id).join(NoticeOccasion).where(NoticeOccasion.window_id.is_not(None))
    newest = (
        select(func.max(Notice.id)).where(Notice.id.in_(of_windows)).group_by(Notice.account_id)
    )
    older = or_(Notice.id.in_(of_windows), Notice.written_at < now - timedelta(days=1))
    db.session.execute(
        update(Notice).where(Notice.id.not_in(newest), older).values(read_at=Notice.written_at)
    )


def give_one_to_mend(home: str, actors: Actors, now: datetime) -> None:
    """Something at a site of the home grid that its first officer is to mend by tomorrow."""
    at = now - timedelta(hours=2)
    leader, officer = actors.leader(home), actors.first_officer(home)
    of_home = select(Site.id).where(Site.grid_id == actors.areas[home]).order_by(Site.id)
    told = {"severity": 3, "text": "后窗焊死，屋里有刺鼻气味"}
    finding_id = findings.open_finding(leader, db.session.scalars(of_home.limit(1)).one(), told, at)
    wanted = {"move": "assign", "assignee_id": officer.account_id, "text": "请今天去一趟"}
    findings.move(leader, finding_id, wanted | {"photos": []}, at)


def order_notices() -> None:
    """Gives notices ids in the order of their times, as if each had been written at its time."""
    columns = [column for column in Notice.__table__.columns if column.name != "id"]
    written = select(*columns).order_by(Notice.written_at, Notice.id)
    rows = [row._asdict() for row in db.session.execute(written)]
    db.session.execute(delete(Notice))
    db.session.execute(insert(Notice), rows)


def _move(
    finding_id: int,
    visit: Visit,
    spot: Spot,
    actors: Actors,
    pictures: Pictures,
    now: datetime,
) -> None:
    grid = spot.grid
    officer = actors.officer(grid, visit.uid)
    mended = pictures[spot.kind, VARIANTS - 1]
    people = {
        "leader": actors.leader(grid),
        "officer": officer,
        "supervisor": actors.supervisor(grid),
    }
    for move in follow_ups.draw_moves(visit, now):
        assignee_id = officer.account_id if move.move == "assign" else None
        photos = [mended] if move.move == "rectify" else []
        for photo in photos:
            add_upload(officer.account_id, photo, move.at)
        wanted = {
            "move": move.move,
            "assignee_id": assignee_id,
            "text": move.text,
            "photos": [photo.sha256 for photo in photos],
        }
        findings.move(people[move.by], finding_id, wanted, move.at)


def exempt_villages(windows: Sequence[Window], home: str, actors: Actors, now: datetime) -> None:
    """Two villages of the home town: a landslide in the running window, and a storm in the one
    before that never came.
    """
    flooded, spared = sorted(grid for grid in actors.crew.leaders if grid[:9] == home[:9])[-2:]
    before, running = windows[-2:]
    at = now - timedelta(hours=3)
    _exempt(actors, flooded, running, "emergency", "山体滑坡，进村道路中断，抢通前不进村", at)
    expected = before.ends_at - timedelta(hours=40)
    row = _exempt(actors, spared, before, "weather", "台风蓝色预警，沿溪道路封闭", expected)
    later = expected + timedelta(hours=9)
    exemptions.withdraw(actors.supervisor(spared), row, "台风转向，道路已开放", later)


def _exempt(
    actors: Actors, grid: str, window: Window, cause: str, reason: str, at: datetime
) -> int:
    wanted = {
        "area_id": actors.areas[grid[:12]],
        "plan": "three-day",
        "window": window.number,
        "cause": cause,
        "reason": reason,
    }
    return exemptions.grant(actors.supervisor(grid), wanted, at).id
