"""The sweep: who gets what, once; on both databases."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select, update

from backend.messages.notices.models import Notice, NoticeOccasion
from backend.oversight.escalation import lacking, sweep
from backend.oversight.escalation.rules import EscalationLevel, ObligationState, due_at, lacks
from backend.patrol.cycles import opening
from backend.patrol.cycles.models import Obligation, WindowRow
from backend.registry.accounts.models import Account, Assignment
from backend.registry.sites.models import Site
from backend.staff.extensions import db
from tests.support.builders import Cast, make_site, visit

GRACE = timedelta(hours=12)
# The window of 24, 25, 26 November begins; its officers are told on the 26th at 08:00.
START = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
ENDS_ON = date(2026, 11, 27)
OFFICERS, LEADERS = (
    due_at(EscalationLevel.OFFICER, ENDS_ON),
    due_at(EscalationLevel.LEADER, ENDS_ON),
)
TOWNS, COUNTY = due_at(EscalationLevel.TOWN, ENDS_ON), due_at(EscalationLevel.COUNTY, ENDS_ON)
NEXT = timedelta(days=3)


def escalate(now: datetime, grace: timedelta = GRACE) -> None:
    while opening.open_next(now):
        pass
    while sweep.escalate(now, grace):
        pass


def notified(level: EscalationLevel | None = None) -> dict[str, list[dict[str, Any]]]:
    """By user name, the contents of what she was told, oldest first."""
    query = (
        select(Account.username, Notice.content)
        .join(Account, Account.id == Notice.account_id)
        .join(NoticeOccasion, NoticeOccasion.id == Notice.occasion_id)
        .order_by(Notice.id)
    )
    if level:
        query = query.where(NoticeOccasion.kind == level)
    found: dict[str, list[dict[str, Any]]] = {}
    for username, content in db.session.execute(query):
        found.setdefault(username, []).append(content)
    return found


def states() -> dict[tuple[str, int], str]:
    rows = db.session.execute(
        select(NoticeOccasion.kind, WindowRow.number, NoticeOccasion.state).join(
            WindowRow, WindowRow.id == NoticeOccasion.window_id
        )
    )
    return {(level, number): state for level, number, state in rows}


def go(app: Flask, cast: Cast, site: Site, now: datetime, **members: Any) -> None:
    """The officer visits, and her visit arrives."""
    with time_machine.travel(now, tick=False):
        answer = app.test_client().post(
            "/api/v1/checkins",
            json=visit(app, cast, site, now=now, **members),
            headers=cast.officer.headers,
        )
    assert answer.status_code == 201, answer.text


def test_one_digest_each_when_it_is_due_and_no_second(cast: Cast) -> None:
    first, second = make_site(cast), make_site(cast, grid_id=cast.grid_b)
    escalate(OFFICERS - timedelta(seconds=1))
    assert notified() == {}
    for minutes in range(3):
        escalate(OFFICERS + timedelta(minutes=minutes))
    found = notified()
    assert {name: len(rows) for name, rows in found.items()} == {"officer": 1, "colleague": 1}
    assert found["officer"][0] == {
        "areas": [cast.grid_a, cast.grid_b],
        "required": 2,
        "missed": 2,
        "attempted": 0,
        "lacking": 2,
        "kinds": {"rental": 2},
        "grids": [[cast.grid_a, 1], [cast.grid_b, 1]],
        "grids_lacking": 2,
        "sites": [first.id, second.id],
        "skipped": [],
    }
    assert found["colleague"][0]["sites"] == [first.id]


def test_level_by_level_up_to_the_county(cast: Cast) -> None:
    make_site(cast)
    escalate(OFFICERS)
    assert set(notified()) == {"officer", "colleague"}
    escalate(LEADERS - timedelta(seconds=1))
    assert notified(EscalationLevel.LEADER) == {}
    escalate(LEADERS)
    assert set(notified(EscalationLevel.LEADER)) == {"leader"}
    escalate(TOWNS)
    assert set(notified(EscalationLevel.TOWN)) == {"supervisor"}
    # The first window alone is no matter for the county; the second missed in a row is.
    assert notified(EscalationLevel.COUNTY) == {}
    escalate(COUNTY + NEXT)
    assert set(notified(EscalationLevel.COUNTY)) == {"office"}
    assert len(notified()["office"]) == 1


def test_it_stops_where_the_visit_has_arrived(app: Flask, cast: Cast) -> None:
    visited, late, left = make_site(cast), make_site(cast), make_site(cast)
    escalate(START + timedelta(hours=12))
    go(app, cast, visited, OFFICERS - timedelta(hours=1))
    escalate(OFFICERS)
    assert notified()["officer"][0]["sites"] == [late.id, left.id]
    escalate(LEADERS)
    assert (notified()["leader"][0]["missed"], notified()["leader"][0]["lacking"]) == (2, 2)
    # Visited in the next window: missed it stays, but nobody has to be told any more.
    go(app, cast, late, LEADERS + timedelta(hours=3))
    escalate(TOWNS)
    assert (notified()["supervisor"][0]["missed"], notified()["supervisor"][0]["lacking"]) == (2, 1)
    assert notified()["supervisor"][0]["sites"] == [left.id]


def test_who_lacks_nothing_is_told_nothing(app: Flask, cast: Cast) -> None:
    site = make_site(cast)
    escalate(START + timedelta(hours=12))
    go(app, cast, site, START + timedelta(hours=13))
    escalate(TOWNS)
    assert notified() == {}
    assert set(states().values()) <= {"told", "skipped"}


def test_what_is_exempt_or_closed_is_never_notified(cast: Cast) -> None:
    exempt, closed = make_site(cast), make_site(cast)
    escalate(START + timedelta(hours=1))
    row = update(Obligation).where(Obligation.site_id == exempt.id)
    db.session.execute(row.values(exempt=True, outcome="exempt"))
    closed.status = "closed"
    for due in (OFFICERS, LEADERS, TOWNS):
        escalate(due)
    assert notified() == {}


def test_told_is_who_held_the_role_at_the_due_moment(cast: Cast) -> None:
    make_site(cast)
    escalate(START)

    def held(account_id: int, since: datetime, until: datetime | None) -> None:
        db.session.add(
            Assignment(
                account_id=account_id,
                role="leader",
                area_id=cast.grid_a,
                since=since,
                until=until,
            )
        )

    ended = update(Assignment).where(Assignment.account_id == cast.leader.id)
    db.session.execute(ended.values(until=LEADERS))
    held(cast.nobody.id, LEADERS, None)
    held(cast.colleague.id, LEADERS + timedelta(seconds=1), None)
    escalate(LEADERS + timedelta(hours=2))
    assert set(notified(EscalationLevel.LEADER)) == {"nobody"}


def test_the_quiet_hours_are_kept_however_late_a_worker_comes(cast: Cast) -> None:
    make_site(cast)
    escalate(START)
    long = timedelta(days=9)
    escalate(OFFICERS + timedelta(hours=14), long)  # 22:00 of the last day
    escalate(LEADERS - timedelta(seconds=1), long)
    assert notified() == {}
    escalate(LEADERS, long)
    assert set(notified()) == {"leader"}  # for the officers it is too late


def test_after_an_outage_nothing_is_told_late_but_named_as_skipped(cast: Cast) -> None:
    make_site(cast)
    escalate(OFFICERS)
    assert len(notified()["officer"]) == 1
    escalate(LEADERS)
    # The workers stand still from here on, over the officers' next moment and the leaders'.
    back = LEADERS + NEXT + GRACE
    escalate(back)
    assert len(notified()["officer"]) == len(notified()["leader"]) == 1
    number = max(number for _, number in states())
    assert states()["officer", number] == states()["leader", number] == "skipped"
    escalate(OFFICERS + 2 * NEXT)
    escalate(LEADERS + 2 * NEXT)
    escalate(LEADERS + 3 * NEXT)
    assert [content["skipped"] for content in notified()["officer"]] == [[], [number]]
    assert [content["skipped"] for content in notified()["leader"]] == [[], [number], []]


def test_the_first_sweep_does_not_notify_of_the_past(cast: Cast) -> None:
    make_site(cast)
    for turn in range(6):
        while opening.open_next(START + turn * NEXT):
            pass
    escalate(LEADERS + 4 * NEXT)
    assert {
        level: len([1 for each, _ in states() if each == level]) for level in EscalationLevel
    } == dict.fromkeys(EscalationLevel, 1)
    assert len(notified()["leader"]) == 1


def test_piece_by_piece_like_all_at_once(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    make_site(cast)
    make_site(cast, grid_id=cast.grid_c)
    escalate(START)
    savepoint = db.session.begin_nested()
    escalate(OFFICERS)
    whole = notified()
    savepoint.rollback()
    assert notified() == {}
    monkeypatch.setattr(sweep, "PIECE", 1)
    escalate(OFFICERS)
    assert notified() == whole
    assert set(whole) == {"officer", "colleague", "outsider"}


def test_the_query_and_the_rule_are_one(cast: Cast) -> None:
    """Every way in which an obligation can stand, through both."""
    cases: dict[int, ObligationState] = {}
    sites = [
        (make_site(cast, status=status), outcome, since, before)
        for status in ("active", "suspended", "closed")
        for outcome in ("none", "attempted", "covered", "exempt")
        for since in ("none", "attempted", "covered", "exempt", None)
        for before in ("none", "attempted", "covered", None)
    ]
    windows = [_window(cast, number) for number in range(3)]
    for site, *outcomes in sites:
        for window, outcome in zip((1, 2, 0), outcomes, strict=True):
            if outcome is not None:
                db.session.add(_obligation(cast, site, windows[window].id, outcome))
        stored, since, before = outcomes
        cases[site.id] = ObligationState(
            lacking.Outcome(stored),
            site.status,
            since == "covered",
            before and lacking.Outcome(before),
        )
    db.session.flush()
    for level in EscalationLevel:
        question = lacking.Question(level, windows[1], START)
        found = db.session.scalars(
            select(Site.id)
            .join(Obligation, Obligation.site_id == Site.id)
            .where(Obligation.window_id == windows[1].id, lacking.lacks(question))
        )
        assert set(found) == {id_ for id_, each in cases.items() if lacks(level, each)}


def _window(cast: Cast, number: int) -> WindowRow:
    starts_on = ENDS_ON + timedelta(days=3 * number)
    row = WindowRow(
        plan_id=cast.plan_id,
        number=number,
        starts_on=starts_on,
        ends_on=starts_on + timedelta(days=3),
        starts_at=START + number * NEXT,
        ends_at=START + (number + 1) * NEXT,
    )
    db.session.add(row)
    db.session.flush()
    return row


def _obligation(cast: Cast, site: Site, window_id: int, outcome: str) -> Obligation:
    return Obligation(
        site_id=site.id,
        window_id=window_id,
        grid_id=cast.grid_a,
        kind_id=cast.kind_id,
        outcome=outcome,
        gap_from=START,
    )
