"""Three workers propose at once, two people decide or extend at once: one row, one decision."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import delete, select

from backend.oversight.accountability.models import Step, StepMove
from backend.oversight.accountability.proposing import propose_steps
from backend.oversight.accountability.rules import Conditions
from backend.patrol.cycles.opening import open_next
from backend.staff.extensions import db
from tests.oversight.conftest import BEGIN, WINDOW, seal_all
from tests.support.at_once import ENGINES, own_world, together
from tests.support.builders import Cast, make_site

ROUNDS = 3
NOW = BEGIN + 4 * WINDOW
IF = Conditions("three-day", ("town", "grid"), 0.8, 1, 1, 30, 10)


@pytest.fixture(autouse=True)
def clock() -> Any:
    """Instead of the folder's: threads must see the same hour."""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture(scope="module", params=ENGINES)
def world(request: pytest.FixtureRequest, tmp_path_factory: Any) -> Iterator[tuple[Flask, Cast]]:
    with own_world(request, tmp_path_factory.mktemp("steps"), "steps") as (app, cast):
        with app.app_context():
            for grid in (cast.grid_a, cast.grid_b, cast.grid_c):
                make_site(cast, grid_id=grid, since=BEGIN - WINDOW)
            for turn in range(2):
                while open_next(BEGIN + turn * WINDOW):
                    pass
            seal_all(NOW)
            db.session.commit()
        yield app, cast


def sweep(app: Flask, later: timedelta = timedelta()) -> int:
    with app.app_context():
        made = propose_steps(IF, NOW + later)
        db.session.commit()
        return made


def test_three_workers_propose_each_once(world: tuple[Flask, Cast]) -> None:
    app, _ = world
    for _ in range(ROUNDS):
        with app.app_context():
            db.session.execute(delete(StepMove))
            db.session.execute(delete(Step))
            db.session.commit()
        later = (timedelta(), timedelta(seconds=1), WINDOW)
        made = together(*(lambda late=late: sweep(app, late) for late in later))
        with app.app_context():
            areas = Counter(db.session.scalars(select(Step.area_id)))
            moves = Counter(db.session.scalars(select(StepMove.step_id)))
        assert sum(made) == 5  # three grids and two towns
        assert set(areas.values()) == {1}
        assert len(moves) == 5
        assert set(moves.values()) == {1}


def test_one_of_two_decisions_holds(world: tuple[Flask, Cast]) -> None:
    app, cast = world
    sweep(app)
    with app.app_context():
        waiting = db.session.scalars(select(Step.id).filter_by(status="proposed")).all()[:ROUNDS]

    def post(step_id: int, body: dict[str, Any]) -> Any:
        path = f"/api/v1/steps/{step_id}/moves"
        return app.test_client().post(path, json=body, headers=cast.office.headers)

    confirm = {"move": "confirm", "text": "x", "document_no": "1", "due_on": "2027-01-01"}
    for step_id in waiting:
        answers = together(
            lambda step_id=step_id: post(step_id, confirm),
            lambda step_id=step_id: post(step_id, {"move": "dismiss", "text": "x"}),
        )
        assert Counter(answer.status_code for answer in answers) == {200: 1, 409: 1}
        with app.app_context():
            moves = db.session.scalars(select(StepMove.move).filter_by(step_id=step_id)).all()
        assert len(moves) == 2


def test_one_of_two_extensions_holds(world: tuple[Flask, Cast]) -> None:
    app, cast = world
    with app.app_context():
        listing = Step(
            area_id=cast.areas["town"],
            plan_code="three-day",
            step="listing",
            trigger="windows:1-2",
            judged_until=BEGIN,
            grounds=[],
            status="issued",
            proposed_at=BEGIN,
            due_at=NOW,
        )
        db.session.add(listing)
        db.session.commit()
        path = f"/api/v1/steps/{listing.id}/moves"

    def extend(due_on: str) -> Any:
        wish = {"move": "extend", "text": "x", "document_no": "1", "due_on": due_on}
        return app.test_client().post(path, json=wish, headers=cast.office.headers)

    for days in ("2027-01-01", "2027-02-01"):
        answers = together(lambda days=days: extend(days), lambda days=days: extend(days))
        assert sorted(answer.status_code for answer in answers) in ([200, 409], [200, 422])
    assert extend("2027-03-01").status_code == 409
