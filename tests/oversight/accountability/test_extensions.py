"""A listing is extended: its date moves, and no step is added."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from backend.core import clock
from backend.oversight.accountability.models import Step, StepMove
from backend.oversight.accountability.proposing import propose_steps
from backend.oversight.accountability.rules import Conditions
from backend.records.audit.models import AuditRow
from backend.staff.access import Role
from backend.staff.extensions import db
from tests.oversight.conftest import BEGIN, Ask
from tests.support.builders import Cast, make_person

IF = Conditions("three-day", ("town",), 0.8, 2, 2, 30, 10)
WORDS = {"text": "汛期道路中断，延长整治期限", "document_no": "永安督〔2026〕9号"}


@pytest.fixture
def listing(app: Flask, cast: Cast) -> int:
    """One against 燕南 with today as its last day."""
    return add_step(cast, "listing", "windows:1-2", status="issued", due_in=0)


def add_step(cast: Cast, step: str, trigger: str, status: str, due_in: int | None = None) -> int:
    due_at = None if due_in is None else clock.midnight(day(due_in + 1))
    row = Step(
        area_id=cast.areas["town"],
        plan_code="three-day",
        step=step,
        trigger=trigger,
        judged_until=BEGIN,
        grounds=[],
        status=status,
        proposed_at=BEGIN,
        decided_at=None if status == "proposed" else BEGIN,
        due_at=due_at,
    )
    db.session.add(row)
    db.session.commit()
    return row.id


def day(days: int) -> Any:
    return clock.local_date(clock.now()) + timedelta(days=days)


def extension(days: int, **more: Any) -> dict[str, Any]:
    return {"move": "extend", **WORDS, "due_on": day(days).isoformat(), **more}


def sweep() -> int:
    made = propose_steps(IF, clock.now())
    db.session.commit()
    return made


def steps() -> list[tuple[str, str, str]]:
    rows = db.session.scalars(
        select(Step).order_by(Step.id).execution_options(populate_existing=True)
    )
    return [(row.step, row.trigger, row.status) for row in rows]


def moves(step_id: int) -> list[tuple[str, str, str]]:
    rows = db.session.scalars(select(StepMove).filter_by(step_id=step_id).order_by(StepMove.id))
    return [(row.move, row.document_no, row.text) for row in rows]


def test_its_date_moves_and_everybody_sees_why(ask: Ask, cast: Cast, listing: int) -> None:
    path = f"/steps/{listing}/moves"
    assert ask(cast.office, f"/steps/{listing}")["possible_moves"] == ["extend"]
    assert ask(cast.supervisor, f"/steps/{listing}")["possible_moves"] == ["answer"]
    shown = ask(cast.office, path, extension(1))
    assert (shown["status"], shown["due_at"]) == ("issued", f"{day(1)}T16:00:00Z")
    (move,) = ask(cast.supervisor, f"/steps/{listing}")["moves"]
    assert (move["move"], move["document_no"], move["text"]) == (
        "extend",
        WORDS["document_no"],
        WORDS["text"],
    )
    (notice,) = ask(cast.supervisor, "/notices")["items"]
    assert notice["groups"][0]["matter"] == "extended"
    assert db.session.scalars(
        select(AuditRow.action).filter_by(subject="step").order_by(AuditRow.id)
    ).all() == ["step.extend"]
    assert len(steps()) == 1


def test_it_keeps_the_answer_that_is_there(ask: Ask, cast: Cast, listing: int) -> None:
    ask(cast.supervisor, f"/steps/{listing}/moves", {"move": "answer", "text": "正在整治"})
    shown = ask(cast.office, f"/steps/{listing}/moves", extension(30))
    assert (shown["status"], shown["possible_moves"]) == (
        "answered",
        ["return", "close", "extend"],
    )


def test_twice_at_most_and_never_shorter(ask: Ask, cast: Cast, listing: int) -> None:
    path = f"/steps/{listing}/moves"
    for days in (-1, 0, 184):
        refused = ask(cast.office, path, extension(days), status=422)
        assert [(each["field"], each["message"]) for each in refused["fields"]] == [
            ("due_on", "要晚于原来的最后一天，最多延长 183 天")
        ]
    ask(cast.office, path, extension(183))
    ask(cast.office, path, extension(183), status=422)
    assert ask(cast.office, path, extension(366))["possible_moves"] == []
    assert ask(cast.office, path, extension(367), status=409)["code"] == "move-not-possible"


def test_who_may_not(ask: Ask, cast: Cast, listing: int) -> None:
    path = f"/steps/{listing}/moves"
    town, county = cast.areas["town"], cast.areas["county"]
    both = make_person("both", [(Role.OFFICE, county), (Role.SUPERVISOR, town)])
    assert ask(both, path, extension(5), status=409)["code"] == "second-person-needed"
    for person in (cast.supervisor, cast.auditor):
        ask(person, path, extension(5), status=403)


@pytest.mark.parametrize(
    ("step", "status"),
    (
        ("listing", "proposed"),
        ("listing", "dismissed"),
        ("listing", "closed"),
        ("talk", "issued"),
        ("accountability", "issued"),
        ("accountability", "proposed"),
    ),
)
def test_what_has_ended_or_is_no_listing_is_not_extended(
    ask: Ask, cast: Cast, step: str, status: str
) -> None:
    step_id = add_step(cast, step, "windows:1-2", status)
    answer = ask(cast.office, f"/steps/{step_id}/moves", extension(5), status=409)
    assert answer["code"] == "move-not-possible"


def test_each_date_that_passes_is_proposed_once(
    ask: Ask, cast: Cast, listing: int, clock: Any
) -> None:
    midnight = BEGIN + timedelta(days=1)
    clock.move_to(midnight - timedelta(seconds=1))
    assert sweep() == 0
    clock.move_to(midnight)
    assert (sweep(), sweep()) == (1, 0)
    proposal = db.session.scalars(select(Step.id).filter_by(step="accountability")).one()
    ask(cast.office, f"/steps/{listing}/moves", extension(0))
    assert steps()[1] == ("accountability", f"listing:{listing}:0", "dismissed")
    assert moves(proposal)[1:] == [("dismiss", "", WORDS["text"])]
    assert sweep() == 0
    clock.move_to(midnight + timedelta(days=1))
    assert (sweep(), sweep()) == (1, 0)
    assert steps()[2] == ("accountability", f"listing:{listing}:1", "proposed")


def test_a_listing_whose_answer_was_returned_expires_again(
    ask: Ask, cast: Cast, listing: int, clock: Any
) -> None:
    path = f"/steps/{listing}/moves"
    ask(cast.supervisor, path, {"move": "answer", "text": "正在整治"})
    clock.move_to(BEGIN + timedelta(days=1))
    assert sweep() == 1
    proposal = db.session.scalars(select(Step.id).filter_by(step="accountability")).one()
    ask(cast.office, f"/steps/{proposal}/moves", {"move": "dismiss", "text": "台风"})
    due = {"due_on": day(0).isoformat()}
    ask(cast.office, path, {"move": "return", "text": "没有时间表"} | due)
    clock.move_to(BEGIN + timedelta(days=2))
    assert sweep() == 1
    assert steps()[2] == ("accountability", f"listing:{listing}:1", "proposed")


@pytest.mark.parametrize("older", (True, False))
@pytest.mark.parametrize("trigger", ("listing:{}:0", "windows:5-6"))
def test_a_proposal_is_answered_by_an_extension(
    ask: Ask, cast: Cast, listing: int, trigger: str, older: bool
) -> None:
    """As older clients ask for it, too: confirmed with the measure `extend`."""
    proposal = add_step(cast, "accountability", trigger.format(listing), "proposed")
    possible = ask(cast.office, f"/steps/{proposal}")["possible_moves"]
    assert possible == ["confirm", "dismiss", "extend"]
    wish = {"move": "confirm", "measure": "extend"} if older else {}
    shown = ask(cast.office, f"/steps/{proposal}/moves", extension(7, **wish))
    assert (shown["status"], shown["due_at"], shown["measure"]) == ("dismissed", None, None)
    assert ask(cast.office, f"/steps/{listing}")["due_at"] == f"{day(7)}T16:00:00Z"
    assert moves(listing) == [("extend", WORDS["document_no"], WORDS["text"])]
    assert moves(proposal) == [("dismiss", "", WORDS["text"])]
