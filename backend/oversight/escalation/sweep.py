"""Escalating: a sweep that notifies each person once of what her territory still lacks.

    found in the database                                 the sweep
    the quiet hours                                       does nothing
    an opened window, a level of it due, no occasion      adds the occasion
    the oldest occasion that is running, within grace     notifies the next PIECE people
    the same, nobody left to notify                       ends it: told
    the same, but found too late                          ends it: skipped, for whoever is left

One piece for each transaction. The occasion's row is locked while a piece of it is written, and
(account, occasion) is unique: a worker that is killed leaves nothing of its piece, and another
that comes at the same time waits and then continues behind it. Before the first occasion of a
level only the newest one that is due is added, so that nobody is notified of what was long ago
when the sweep is run for the first time.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from backend.messages.notices import notifying
from backend.messages.notices.models import Notice, NoticeOccasion
from backend.oversight.escalation import digest, lacking
from backend.oversight.escalation.digest import Digest
from backend.oversight.escalation.lacking import Question
from backend.oversight.escalation.rules import EscalationLevel, due_at, is_quiet, lapses_at
from backend.patrol.cycles.models import Plan, WindowRow
from backend.patrol.cycles.queries import list_plans
from backend.records.audit import service as audit
from backend.staff.extensions import db, insert_new

PIECE = 50
SKIPPED_MAX = 10  # skipped occasions that a digest still names


def escalate(now: datetime, grace: timedelta) -> bool:
    """One bounded piece; false when nothing was left to do. The caller commits after each."""
    if is_quiet(now):
        return False
    if _add_due_occasions(now):
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
        _continue(occasion, now, grace)
    return True


def _add_due_occasions(now: datetime) -> bool:
    rows = [
        {
            "rung": level,
            "window_id": window.id,
            "due_at": due_at(level, window.ends_on),
            "state": "running",
            "told_up_to": 0,
        }
        for plan in list_plans()
        for level in EscalationLevel
        for window in _find_due_windows(plan, level, now)
    ]
    if not rows:
        return False
    added: Any = db.session.execute(insert_new(NoticeOccasion).returning(NoticeOccasion.id), rows)
    return bool(added.all())


def _find_due_windows(plan: Plan, level: EscalationLevel, now: datetime) -> list[WindowRow]:
    """The opened windows of which this level is due without an occasion yet, oldest first."""
    of_plan = select(WindowRow).where(
        WindowRow.plan_id == plan.id, WindowRow.opened_at.is_not(None)
    )
    newest_noted = db.session.scalar(
        select(func.max(WindowRow.starts_on))
        .join(NoticeOccasion, NoticeOccasion.window_id == WindowRow.id)
        .where(WindowRow.plan_id == plan.id, NoticeOccasion.kind == level)
    )
    if newest_noted is not None:
        later = of_plan.where(WindowRow.starts_on > newest_noted).order_by(WindowRow.starts_on)
        return [row for row in db.session.scalars(later) if due_at(level, row.ends_on) <= now]
    newest = of_plan.order_by(WindowRow.starts_on.desc()).limit(3)
    due = (row for row in db.session.scalars(newest) if due_at(level, row.ends_on) <= now)
    return list(due)[:1]


def _continue(occasion: NoticeOccasion, now: datetime, grace: timedelta) -> None:
    window = db.session.get_one(WindowRow, occasion.window_id)
    level = EscalationLevel(occasion.kind)
    if now >= lapses_at(level, window.ends_on, grace):
        _end(occasion, "skipped", now)
        return
    question = Question(level, window, occasion.due_at)
    people = lacking.find_recipients(question, occasion.notified_up_to, PIECE)
    if people:
        _notify(occasion, question, people, now)
    if len(people) < PIECE:
        _end(occasion, "told", now)


def _notify(
    occasion: NoticeOccasion, question: Question, people: Sequence[int], now: datetime
) -> None:
    notifying.write_notices(occasion.id, dict(_compose_digests(question, people)), now)
    occasion.notified_up_to = people[-1]
    db.session.flush()


def _compose_digests(question: Question, people: Sequence[int]) -> Iterator[tuple[int, Digest]]:
    held = lacking.select_grids_held(question, people)
    counts: dict[int, list[digest.Count]] = defaultdict(list)
    for count in lacking.count_by_grid(question, held):
        counts[count.account_id].append(count)
    sites: dict[int, list[int]] = defaultdict(list)
    for account_id, site_id in lacking.find_worst_sites(question, held):
        sites[account_id].append(site_id)
    skipped, last = _find_skipped(question), _find_last_notified(question, people)
    for account_id, (since, areas) in lacking.find_holdings(question, people).items():
        unnamed = digest.find_windows_to_name(skipped, last.get(account_id), since)
        content = digest.compose_digest(areas, counts[account_id], sites[account_id], unnamed)
        if content is not None:
            yield account_id, content


def _find_skipped(question: Question) -> list[digest.Skipped]:
    """The newest occasions of this level that were skipped, oldest first."""
    rows = db.session.execute(
        select(WindowRow.number, WindowRow.starts_on, NoticeOccasion.due_at)
        .join(NoticeOccasion, NoticeOccasion.window_id == WindowRow.id)
        .where(
            WindowRow.plan_id == question.window.plan_id,
            WindowRow.starts_on < question.window.starts_on,
            NoticeOccasion.kind == question.level,
            NoticeOccasion.state == "skipped",
        )
        .order_by(WindowRow.starts_on.desc())
        .limit(SKIPPED_MAX)
    ).all()
    return [digest.Skipped(*row) for row in reversed(rows)]


def _find_last_notified(question: Question, people: Sequence[int]) -> dict[int, date]:
    """By account, the first day of the window of her last digest of this level and plan."""
    rows = db.session.execute(
        select(Notice.account_id, func.max(WindowRow.starts_on))
        .join(NoticeOccasion, NoticeOccasion.id == Notice.occasion_id)
        .join(WindowRow, WindowRow.id == NoticeOccasion.window_id)
        .where(
            Notice.account_id.in_(people),
            NoticeOccasion.kind == question.level,
            WindowRow.plan_id == question.window.plan_id,
        )
        .group_by(Notice.account_id)
    )
    return {row[0]: row[1] for row in rows}


def _end(occasion: NoticeOccasion, state: str, now: datetime) -> None:
    occasion.state, occasion.ended_at = state, now
    db.session.flush()
    detail = {"rung": occasion.kind, "window": occasion.window_id}
    audit.record(None, f"ladder.{state}", "notice_occasion", occasion.id, now, detail)
