"""A window comes to rest 72 hours after its end; what is late is for a leader to decide."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from backend.core.errors import Problem
from backend.figures.seals import adjusting
from backend.figures.seals.models import Seal, SealedFigures
from backend.patrol.checkins import queries, review
from backend.patrol.checkins.models import Checkin
from backend.patrol.cycles import board_versions
from backend.patrol.cycles.models import Obligation
from backend.patrol.cycles.rules import Figures
from backend.records.audit.models import AuditRow
from backend.registry.sites import changes
from backend.staff.extensions import db
from tests.figures.seals.past import CUT_OFF, LENGTH, REST, START, TICK, Past
from tests.support.builders import Cast, make_photo

LAST_SECOND = START + LENGTH - timedelta(seconds=1)
NOBODY = {"result": "attempted", "attempt_reason": "locked", "answers": []}
FAR = {"fix": {"lon": 117.39, "lat": 26.0, "accuracy": 5}, "place_reason": "山路塌方"}


@pytest.fixture
def past(app: Flask, cast: Cast) -> Past:
    return Past(app, cast)


def test_the_last_moment_before_the_cut_off_counts(past: Past) -> None:
    site = past.sites[0]
    checkin = past.send(site, LAST_SECOND, CUT_OFF - TICK)
    assert past.obligation(site).outcome == "covered"
    assert queries.receipt_of(checkin)["late"] is False
    assert past.seal(CUT_OFF + REST) == 1
    sides = past.board(past.cast.leader, CUT_OFF + REST)["sealed"]
    assert sides["sealed"] == Figures(covered=1, missed=1, longest_gap_s=6 * 86400)
    assert past.adjustments() == []


def test_from_the_cut_off_on_it_is_an_adjustment(past: Past) -> None:
    site = past.sites[0]
    past.open(CUT_OFF)
    checkin = past.send(site, LAST_SECOND, CUT_OFF)
    assert queries.receipt_of(checkin)["late"] is True
    assert past.obligation(site).outcome == "none"
    assert past.adjustments() == []  # the window waits for its seal
    past.seal(CUT_OFF + REST)
    later = past.send(past.sites[1], LAST_SECOND, CUT_OFF + 2 * REST)
    assert [row.checkin_id for row in past.adjustments()] == [checkin.id, later.id]
    assert [row.verdict for row in past.adjustments()] == [None, None]
    assert past.obligation(past.sites[1]).outcome == "none"
    next_window = past.obligation(site, START + LENGTH)
    assert next_window.gap_from == past.obligation(site).gap_from


def test_not_before_it_has_come_to_rest_and_the_same_however_late(past: Past) -> None:
    past.send(past.sites[0], START + timedelta(hours=9), START + timedelta(hours=9))
    past.send(past.sites[1], LAST_SECOND, CUT_OFF + timedelta(minutes=2))
    assert past.seal(CUT_OFF + REST - TICK) == 0
    sealed = []
    for wait in (REST, timedelta(days=3), timedelta(days=20)):
        savepoint = db.session.begin_nested()
        past.open(CUT_OFF + wait)
        past.seal(CUT_OFF + wait)
        sides = past.board(past.cast.leader, CUT_OFF + wait)["sealed"]
        sealed.append((sides["digest"], sides["sealed"], sides["waiting"]))
        savepoint.rollback()
        db.session.expire_all()
    assert len(set(sealed)) == 1
    _, figures, waiting = sealed[0]
    assert (figures.covered, figures.missed, waiting) == (1, 1, 1)


def test_windows_are_sealed_in_order_and_once(past: Past) -> None:
    later = CUT_OFF + 3 * LENGTH + REST
    past.open(later)
    assert past.seal(later) == 4
    assert past.seal(later) == 0
    rows = db.session.execute(select(Seal.window_id, Seal.digest)).all()
    assert len({row.digest for row in rows}) == len(rows) == 4
    journal = select(AuditRow.subject_id).where(AuditRow.action == "window.sealed")
    assert len(set(db.session.scalars(journal.order_by(AuditRow.id)))) == 4


def test_sealing_mends_what_differs_from_the_visits(past: Past) -> None:
    past.send(past.sites[0], LAST_SECOND, LAST_SECOND)
    right = [past.obligation(site).outcome for site in past.sites]
    db.session.execute(update(Obligation).values(outcome="attempted"))
    past.seal(CUT_OFF + REST)
    assert [past.obligation(site).outcome for site in past.sites] == right == ["covered", "none"]
    assert db.session.get_one(Seal, past.window().id).mended == 2


@pytest.mark.parametrize(("stored", "changes"), (("attempted", 1), ("none", 0)))
def test_mending_a_moved_site_changes_the_grid_where_it_is_listed(
    past: Past, stored: str, changes: int
) -> None:
    moved, grid = past.sites[0], past.cast.grid_b
    moved.grid_id = grid
    db.session.execute(
        update(Obligation).where(Obligation.site_id == moved.id).values(outcome=stored)
    )
    db.session.commit()
    before = board_versions.get_version(grid)
    past.seal(CUT_OFF + REST)
    db.session.commit()
    assert board_versions.get_version(grid) == before + changes


def test_a_closed_site_keeps_its_miss(past: Past) -> None:
    site, after = past.sites[0], START + LENGTH + timedelta(hours=1)
    seen = {"version": 1, "photos": [make_photo(past.cast.officer)]}
    wish = {"change": "close", "reason": "已拆除", "grid_id": None} | seen
    row = changes.request(past.actor(past.cast.officer, after), site.id, wish, after)
    changes.decide(past.actor(past.cast.leader, after), row.id, "approved", "核实", after)
    past.seal(CUT_OFF + REST)
    assert past.obligation(site).outcome == "none"
    assert past.board(past.cast.leader, CUT_OFF + REST)["sealed"]["sealed"].missed == 2


def test_an_approval_stands_beside_what_was_sealed(past: Past) -> None:
    now = CUT_OFF + 2 * REST
    past.seal(now)
    past.send(past.sites[0], LAST_SECOND, now)
    past.send(past.sites[1], LAST_SECOND, now, **NOBODY)
    first, second = past.adjustments()
    leader = past.actor(past.cast.leader, now)
    adjusting.decide(leader, first.id, "approved", "山里没信号", now)
    before = past.obligation(past.sites[0])
    assert (before.outcome, before.last_at) == ("none", None)
    sides = past.board(past.cast.leader, now)["sealed"]
    assert sides["sealed"] == Figures(missed=2, longest_gap_s=6 * 86400)
    assert sides["adjusted"] == Figures(covered=1, missed=1)
    assert sides["waiting"] == 1
    adjusting.decide(leader, second.id, "refused", "当天在镇上开会", now)
    sides = past.board(past.cast.leader, now)["sealed"]
    assert (sides["adjusted"], sides["waiting"]) == (Figures(covered=1, missed=1), 0)
    assert past.board(past.cast.leader, now)["figures"] == sides["sealed"]


def test_two_visits_of_one_site_change_it_once(past: Past) -> None:
    now = CUT_OFF + 2 * REST
    past.seal(now)
    past.send(past.sites[0], LAST_SECOND, now, **NOBODY)
    past.send(past.sites[0], LAST_SECOND, now)
    past.send(past.sites[0], LAST_SECOND - timedelta(hours=1), now)
    leader = past.actor(past.cast.leader, now)
    for row in past.adjustments():
        adjusting.decide(leader, row.id, "approved", "属实", now)
    steps = [(row.outcome_before, row.outcome_after) for row in past.adjustments()]
    assert steps == [("none", "attempted"), ("attempted", "covered"), ("covered", "covered")]
    sides = past.board(past.cast.leader, now)["sealed"]
    assert sides["adjusted"] == Figures(covered=1, missed=1)


def test_accepted_too_late_is_an_adjustment_too(past: Past) -> None:
    checkin = past.send(past.sites[0], LAST_SECOND, LAST_SECOND, **FAR)
    past.seal(CUT_OFF + REST)
    now = CUT_OFF + 2 * REST
    review.decide(past.actor(past.cast.leader, now), checkin.id, "approved", "问过了", now)
    assert past.obligation(past.sites[0]).outcome == "none"
    assert [row.checkin_id for row in past.adjustments()] == [checkin.id]


def test_nobody_is_asked_about_what_changes_nothing(past: Past) -> None:
    past.send(past.sites[0], LAST_SECOND, LAST_SECOND)
    past.seal(CUT_OFF + REST)
    now = CUT_OFF + 2 * REST
    past.send(past.sites[0], LAST_SECOND, now)
    past.send(past.sites[0], LAST_SECOND, now, **NOBODY)
    assert past.adjustments() == []


def test_not_ones_own_visit_and_only_in_the_territory(past: Past) -> None:
    now = CUT_OFF + 2 * REST
    past.seal(now)
    past.send(past.sites[0], LAST_SECOND, now)
    (row,) = past.adjustments()
    for name, code in (("outsider", "not-found"), ("auditor", "not-found")):
        with pytest.raises(Problem) as problem:
            adjusting.decide(past.actor(past.cast.people[name], now), row.id, "approved", "?", now)
        assert problem.value.code == code
    db.session.execute(
        update(Checkin).where(Checkin.id == row.checkin_id).values(author_id=past.cast.leader.id)
    )
    with pytest.raises(Problem) as problem:
        adjusting.decide(past.actor(past.cast.leader, now), row.id, "approved", "我去过", now)
    assert problem.value.code == "second-person-needed"


def test_the_second_decision_learns_the_first(past: Past) -> None:
    now = CUT_OFF + 2 * REST
    past.seal(now)
    past.send(past.sites[0], LAST_SECOND, now)
    (row,) = past.adjustments()
    adjusting.decide(past.actor(past.cast.leader, now), row.id, "refused", "没去", now)
    with pytest.raises(Problem) as problem:
        adjusting.decide(past.actor(past.cast.supervisor, now), row.id, "approved", "去了", now)
    told = problem.value.members["decided"]
    assert (problem.value.code, told["verdict"], told["note"]) == (
        "already-decided",
        "refused",
        "没去",
    )
    assert told["by"] == "leader某"


def test_frozen_figures_are_those_of_each_grid_and_kind(past: Past) -> None:
    past.send(past.sites[0], LAST_SECOND, LAST_SECOND)
    past.seal(CUT_OFF + REST)
    (row,) = db.session.scalars(select(SealedFigures))
    assert (row.grid_id, row.kind_id) == (past.cast.grid_a, past.cast.kind_id)
    assert (row.covered, row.attempted, row.exempt, row.missed) == (1, 0, 0, 1)
