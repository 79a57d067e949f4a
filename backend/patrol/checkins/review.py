"""待核: a visit that does not stand by itself, or whose photos want an eye, judged by a person."""

from datetime import datetime

from sqlalchemy import select, update

from backend.core.errors import Problem
from backend.messages.notices import notifying
from backend.patrol.checkins import crediting
from backend.patrol.checkins.models import Checkin
from backend.patrol.checkins.recount import lock_obligations, recount_locked
from backend.patrol.checkins.rules import Standing, Verdict, reviewed_standing
from backend.patrol.cycles import board_versions
from backend.patrol.cycles.models import WindowRow
from backend.patrol.cycles.opening import WindowRef
from backend.patrol.cycles.rules import Window
from backend.records.audit import service as audit
from backend.registry.areas import territory
from backend.registry.sites.models import Site
from backend.staff.access import Actor
from backend.staff.extensions import db


def decide(actor: Actor, number: int, verdict: str, note: str, now: datetime) -> None:
    """Accepts or refuses a visit that waits. The first decision wins.

    A visit that counts by itself goes on counting when it is accepted; refused, it stops
    counting unless its window is closed.

    Raises Problem("not-found") outside the territory, Problem("second-person-needed") for
    one's own visit, Problem("already-decided") when nothing waits.
    """
    found = db.session.execute(
        select(Checkin, Site.grid_id, Site.name)
        .join(Site)
        .where(Checkin.id == number, territory.within(actor, "checkin.review", Site.grid_id))
    ).first()
    if found is None:
        raise Problem("not-found")
    checkin, grid_id, site_name = found
    if checkin.author_id == actor.account_id:
        raise Problem("second-person-needed")
    opening = _opening(checkin.window_id)
    rows = lock_obligations([checkin.site_id], opening.window.starts_at)
    before, said = Standing(checkin.standing), Verdict(verdict)
    after = reviewed_standing(before, said, is_closed=crediting.is_closed(opening, rows, now))
    taken = db.session.scalar(
        update(Checkin)
        .where(Checkin.id == number, Checkin.awaits_review, Checkin.standing == before)
        .values(
            standing=after,
            awaits_review=False,
            verdict=said,
            reviewed_by_id=actor.account_id,
            reviewed_at=now,
            review_note=note,
        )
        .returning(Checkin.id)
    )
    if taken is None:
        raise Problem("already-decided")
    if after is Standing.ACCEPTED:
        crediting.credit_visit(opening, checkin, now)
    elif before is Standing.COUNTS and after is Standing.REFUSED:
        recount_locked(rows)
    board_versions.mark_changed([grid_id])
    detail = {"verdict": verdict, "standing": after}
    audit.record(actor.account_id, "checkin.reviewed", "checkin", number, now, detail)
    if after is not before:
        _tell_author(checkin, site_name, after, now)


def _tell_author(checkin: Checkin, site_name: str, standing: Standing, now: datetime) -> None:
    matter = "accepted" if standing is Standing.ACCEPTED else "refused"
    subject = notifying.Subject(
        id=str(checkin.id), name=site_name, name_en=site_name, matter=matter
    )
    notifying.notify("visit", now, [checkin.author_id], subject)


def _opening(window_id: int) -> WindowRef:
    row = db.session.get_one(WindowRow, window_id)
    return WindowRef(row.plan_id, Window(row.number, row.starts_on, row.ends_on), row.id)
