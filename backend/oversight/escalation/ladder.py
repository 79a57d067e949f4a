"""Climbing the ladder: a sweep that tells each person once what her territory still lacks.

    found in the database                                 the sweep
    the quiet hours                                       does nothing
    an opened window, a rung of it due, no occasion       notes the occasion
    the oldest occasion that is running, within grace     tells the next PIECE people
    the same, nobody left to tell                         settles it: told
    the same, but found too late                          settles it: skipped, for whoever is left

One piece for each transaction. The occasion's row is locked while a piece of it is told, and
(account, occasion) is unique: a worker that is killed leaves nothing of its piece, another that
comes at the same time waits and goes on behind it. Before the first occasion of a rung only the
newest one that is due is noted, so that a ladder put up late does not tell the past.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from backend.messages.notices.models import Notice, NoticeOccasion
from backend.oversight.escalation import digest, lacking
from backend.oversight.escalation.lacking import Question
from backend.oversight.escalation.rules import Rung, due_at, is_quiet, lapses_at
from backend.patrol.cycles.models import Plan, WindowRow
from backend.patrol.cycles.queries import plans
from backend.records.audit import service as audit
from backend.staff.extensions import db, insert_new

PIECE = 50
REMEMBERED = 10  # skipped occasions that a digest still names


def climb(now: datetime, grace: timedelta) -> bool:
    """One bounded piece; false when nothing was left to do. The caller commits after each."""
    if is_quiet(now):
        return False
    if _note_due(now):
        return True
    running = select(NoticeOccasion.id).where(NoticeOccasion.state == "running")
    oldest = db.session.scalar(running.order_by(NoticeOccasion.due_at, NoticeOccasion.id).limit(1))
    if oldest is None:
        return False
    occasion = db.session.scalar(
        select(NoticeOccasion)
        .where(NoticeOccasion.id == oldest, NoticeOccasion.state == "running")
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if occasion is not None:
        _go_on(occasion, now, grace)
    return True


def _note_due(now: datetime) -> bool:
    rows = [
        {
            "rung": rung,
            "window_id": window.id,
            "due_at": due_at(rung, window.ends_on),
            "state": "running",
            "told_up_to": 0,
        }
        for plan in plans()
        for rung in Rung
        for window in _due_windows(plan, rung, now)
    ]
    if not rows:
        return False
    noted: Any = db.session.execute(insert_new(NoticeOccasion).returning(NoticeOccasion.id), rows)
    return bool(noted.all())


def _due_windows(plan: Plan, rung: Rung, now: datetime) -> list[WindowRow]:
    """The opened windows of which this rung is due and not noted, oldest first."""
    of_plan = select(WindowRow).where(
        WindowRow.plan_id == plan.id, WindowRow.opened_at.is_not(None)
    )
    noted = db.session.scalar(
        select(func.max(WindowRow.starts_on))
        .join(NoticeOccasion, NoticeOccasion.window_id == WindowRow.id)
        .where(WindowRow.plan_id == plan.id, NoticeOccasion.rung == rung)
    )
    if noted is not None:
        later = of_plan.where(WindowRow.starts_on > noted).order_by(WindowRow.starts_on)
        return [row for row in db.session.scalars(later) if due_at(rung, row.ends_on) <= now]
    newest = of_plan.order_by(WindowRow.starts_on.desc()).limit(3)
    due = (row for row in db.session.scalars(newest) if due_at(rung, row.ends_on) <= now)
    return list(due)[:1]


def _go_on(occasion: NoticeOccasion, now: datetime, grace: timedelta) -> None:
    window = db.session.get_one(WindowRow, occasion.window_id)
    rung = Rung(occasion.rung)
    if now >= lapses_at(rung, window.ends_on, grace):
        _settle(occasion, "skipped", now)
        return
    question = Question(rung, window, occasion.due_at)
    people = lacking.recipients(question, occasion.told_up_to, PIECE)
    if people:
        _tell(occasion, question, people, now)
    if len(people) < PIECE:
        _settle(occasion, "told", now)


def _tell(
    occasion: NoticeOccasion, question: Question, people: Sequence[int], now: datetime
) -> None:
    rows = [
        {
            "account_id": account_id,
            "occasion_id": occasion.id,
            "content": content,
            "written_at": now,
            "channel": "inbox",
            "delivered_at": now,
        }
        for account_id, content in _contents(question, people)
    ]
    if rows:
        db.session.execute(insert_new(Notice), rows)
    occasion.told_up_to = people[-1]
    db.session.flush()


def _contents(question: Question, people: Sequence[int]) -> Iterator[tuple[int, dict[str, object]]]:
    held = lacking.grids_held(question, people)
    counts: dict[int, list[digest.Count]] = defaultdict(list)
    for count in lacking.counts(question, held):
        counts[count.account_id].append(count)
    sites: dict[int, list[int]] = defaultdict(list)
    for account_id, site_id in lacking.worst(question, held):
        sites[account_id].append(site_id)
    skipped, last = _skipped(question), _last_told(question, people)
    for account_id, (since, areas) in lacking.holdings(question, people).items():
        unheard = digest.skipped_for(skipped, last.get(account_id), since)
        content = digest.compose(areas, counts[account_id], sites[account_id], unheard)
        if content is not None:
            yield account_id, content


def _skipped(question: Question) -> list[digest.Skipped]:
    """The newest occasions of this rung that were skipped, oldest first."""
    rows = db.session.execute(
        select(WindowRow.number, WindowRow.starts_on, NoticeOccasion.due_at)
        .join(NoticeOccasion, NoticeOccasion.window_id == WindowRow.id)
        .where(
            WindowRow.plan_id == question.window.plan_id,
            WindowRow.starts_on < question.window.starts_on,
            NoticeOccasion.rung == question.rung,
            NoticeOccasion.state == "skipped",
        )
        .order_by(WindowRow.starts_on.desc())
        .limit(REMEMBERED)
    ).all()
    return [digest.Skipped(*row) for row in reversed(rows)]


def _last_told(question: Question, people: Sequence[int]) -> dict[int, date]:
    """By account, the first day of the window of her last digest of this rung and plan."""
    rows = db.session.execute(
        select(Notice.account_id, func.max(WindowRow.starts_on))
        .join(NoticeOccasion, NoticeOccasion.id == Notice.occasion_id)
        .join(WindowRow, WindowRow.id == NoticeOccasion.window_id)
        .where(
            Notice.account_id.in_(people),
            NoticeOccasion.rung == question.rung,
            WindowRow.plan_id == question.window.plan_id,
        )
        .group_by(Notice.account_id)
    )
    return {row[0]: row[1] for row in rows}


def _settle(occasion: NoticeOccasion, state: str, now: datetime) -> None:
    occasion.state, occasion.settled_at = state, now
    db.session.flush()
    detail = {"rung": occasion.rung, "window": occasion.window_id}
    audit.record(None, f"ladder.{state}", "notice_occasion", occasion.id, now, detail)
