"""Accountability steps: proposed once, decided by a person, answered, closed; all of it kept."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from backend.core import clock
from backend.figures.seals.rules import WRITING_TIME
from backend.oversight.accountability.models import Step, StepMove
from backend.oversight.accountability.proposing import propose_steps
from backend.oversight.accountability.rules import Conditions
from backend.patrol.cycles.rules import cut_off
from backend.records.audit.models import AuditRow
from backend.staff.access import Role
from backend.staff.extensions import db
from tests.oversight.conftest import BEGIN, FIRST, WINDOW, Ask, open_all, seal_all
from tests.support.builders import Cast, make_person, make_site

SETTLED = cut_off(BEGIN) + WRITING_TIME - BEGIN
IF = Conditions(
    "three-day", ("town",), below=0.8, least=2, in_a_row=2, within_days=30, look_back=10
)
WORDS = {"text": "连续两期覆盖率低", "document_no": "永安督〔2026〕7号"}


def after(number: int) -> Any:
    """When the figures of this many windows are settled."""
    return BEGIN + number * WINDOW + SETTLED


@pytest.fixture
def neglect(app: Flask, cast: Cast, clock: Any) -> Any:
    """Windows in which nobody came to the two sites of 燕南; moves the clock past them."""
    for _ in range(2):
        make_site(cast, since=BEGIN - WINDOW)
    for turn in range(6):
        open_all(BEGIN + turn * WINDOW)
    clock.move_to(after(2))
    return clock


def sweep(now: Any, conditions: Conditions = IF) -> int:
    seal_all(now)
    made = propose_steps(conditions, now)
    db.session.commit()
    return made


def all_steps() -> list[tuple[str, str, str]]:
    rows = db.session.scalars(
        select(Step).order_by(Step.id).execution_options(populate_existing=True)
    )
    return [(row.step, row.trigger, row.status) for row in rows]


def confirmed(ask: Ask, cast: Cast, step_id: int, days: int = 5, **more: Any) -> Any:
    due = clock.local_date(clock.now()) + timedelta(days=days)
    wish = {"move": "confirm", **WORDS, "due_on": due.isoformat(), **more}
    return ask(cast.office, f"/steps/{step_id}/moves", wish)


def test_nothing_is_proposed_before_the_figures_are_settled(neglect: Any) -> None:
    assert sweep(after(2) - timedelta(seconds=1)) == 0
    assert sweep(after(2)) == 1
    assert all_steps() == [("notice", f"windows:{FIRST}-{FIRST + 1}", "proposed")]


def test_late_and_twice_it_proposes_the_same_once(neglect: Any) -> None:
    assert sweep(after(5)) == 1
    assert sweep(after(5)) == 0
    assert all_steps() == [("notice", f"windows:{FIRST}-{FIRST + 1}", "proposed")]
    moves = db.session.scalars(select(StepMove)).all()
    assert [(move.move, move.by_id) for move in moves] == [("propose", None)]


def test_a_good_window_between_saves_nobody_from_the_next_shortfall(
    ask: Ask, cast: Cast, neglect: Any
) -> None:
    sweep(after(2))
    (step,) = db.session.scalars(select(Step.id))
    ask(cast.office, f"/steps/{step}/moves", {"move": "dismiss", "text": "台风"})
    assert sweep(after(3)) == 0  # one window since is not two
    assert sweep(after(4)) == 1
    assert all_steps()[1] == ("notice", f"windows:{FIRST + 2}-{FIRST + 3}", "proposed")


def test_a_step_taken_gets_its_chance_and_the_next_is_harder(
    ask: Ask, cast: Cast, neglect: Any
) -> None:
    sweep(after(2))
    (step,) = db.session.scalars(select(Step.id))
    neglect.move_to(after(2) + timedelta(hours=1))
    confirmed(ask, cast, step)
    # Windows that had begun when the notice came do not count against the town: 109 to 112 had.
    assert sweep(after(5)) == 0
    assert sweep(after(6)) == 1
    assert all_steps()[1] == ("talk", f"windows:{FIRST + 4}-{FIRST + 5}", "proposed")


def test_a_listing_past_its_time_leads_to_accountability(
    ask: Ask, cast: Cast, neglect: Any
) -> None:
    sweep(after(2))
    row = db.session.scalars(select(Step)).one()
    row.step = "listing"
    db.session.commit()
    confirmed(ask, cast, row.id, days=1)
    assert sweep(after(2) + timedelta(days=1)) == 0
    neglect.move_to(after(2) + timedelta(days=3))
    assert sweep(after(2) + timedelta(days=3)) == 1
    assert sweep(after(2) + timedelta(days=3)) == 0
    assert all_steps()[1] == ("accountability", f"listing:{row.id}:0", "proposed")
    newest = db.session.scalars(select(func.max(Step.id))).one()
    due = clock.local_date(clock.now()).isoformat()
    wish = {"move": "confirm", **WORDS, "due_on": due}
    ask(cast.office, f"/steps/{newest}/moves", wish, status=422)
    shown = ask(cast.office, f"/steps/{newest}/moves", wish | {"measure": "refer"})
    assert (shown["measure"], shown["by_deadline"]) == ("refer", True)


def test_the_whole_way_with_its_history(ask: Ask, cast: Cast, neglect: Any) -> None:
    sweep(after(2))
    (step,) = db.session.scalars(select(Step.id))
    path = f"/steps/{step}/moves"
    # A proposal is told to those who decide, and to the audit.
    assert ask(cast.supervisor, "/steps")["items"] == []
    ask(cast.supervisor, f"/steps/{step}", status=404)
    assert [each["id"] for each in ask(cast.auditor, "/steps")["items"]] == [step]
    proposed = ask(cast.office, f"/steps/{step}")
    assert proposed["possible_moves"] == ["confirm", "dismiss"]
    assert proposed["grounds"] == [
        {"number": number, "covered": 0, "due": 2} for number in (FIRST, FIRST + 1)
    ]
    assert [post["person"]["id"] for post in proposed["responsible"]] == [cast.supervisor.id]

    confirmed(ask, cast, step)
    addressed = ask(cast.supervisor, f"/steps/{step}")
    assert (addressed["status"], addressed["possible_moves"]) == ("issued", ["answer"])
    assert (addressed["document_no"], addressed["text"]) == (WORDS["document_no"], WORDS["text"])
    ask(cast.supervisor, path, {"move": "answer", "text": "已重新排班"})
    due = clock.local_date(clock.now()).isoformat()
    ask(cast.office, path, {"move": "return", "text": "没有时间表", "due_on": due})
    ask(cast.supervisor, path, {"move": "answer", "text": "时间表见附件"})
    closed = ask(cast.office, path, {"move": "close", "text": ""})
    assert (closed["status"], closed["possible_moves"]) == ("closed", [])
    details = [(move["move"], move["by"] and move["by"]["id"]) for move in closed["moves"]]
    office, town = cast.office.id, cast.supervisor.id
    assert details == [
        ("propose", None),
        ("confirm", office),
        ("answer", town),
        ("return", office),
        ("answer", town),
        ("close", office),
    ]
    told = [
        (notice["rung"], notice["groups"][0]["matter"], notice["groups"][0]["id"])
        for notice in ask(cast.supervisor, "/notices")["items"]
    ]
    assert told == [("step", "returned", str(step)), ("step", "issued", str(step))]
    assert ask(cast.office, "/notices")["items"] == []
    journal = select(AuditRow.action).where(AuditRow.subject == "step").order_by(AuditRow.id)
    rows = db.session.scalars(journal)
    assert list(rows.all()) == [f"step.{move}" for move, _ in details]


def test_illegal_moves(ask: Ask, cast: Cast, neglect: Any) -> None:
    sweep(after(2))
    (step,) = db.session.scalars(select(Step.id))
    path = f"/steps/{step}/moves"
    ask(cast.office, path, {"move": "close"}, status=409)
    ask(cast.office, path, {"move": "answer", "text": "x"}, status=403)
    ask(cast.auditor, path, {"move": "dismiss", "text": "x"}, status=403)
    ask(cast.supervisor, path, {"move": "dismiss", "text": "x"}, status=404)
    ask(cast.officer, "/steps", status=403)
    confirmed(ask, cast, step)
    assert ask(cast.office, path, {"move": "dismiss", "text": "x"}, status=409)["code"] == (
        "move-not-possible"
    )
    ask(cast.supervisor, path, {"move": "close"}, status=403)
    ask(cast.supervisor, path, {"move": "answer", "text": " "}, status=422)


def test_nobody_decides_about_what_she_answers_for(ask: Ask, cast: Cast, neglect: Any) -> None:
    both = make_person(
        "both", [(Role.OFFICE, cast.areas["county"]), (Role.SUPERVISOR, cast.areas["town"])]
    )
    sweep(after(2))
    (step,) = db.session.scalars(select(Step.id))
    answer = ask(both, f"/steps/{step}/moves", {"move": "dismiss", "text": "x"}, status=409)
    assert answer["code"] == "second-person-needed"


def test_a_list_costs_the_same_however_long(
    ask: Ask, cast: Cast, neglect: Any, count_queries: Any
) -> None:
    sweep(after(2))
    with count_queries() as seen:
        ask(cast.office, "/steps")
    assert len(seen) == 2  # caller; steps
