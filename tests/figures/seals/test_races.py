"""Leaders, late phones and workers at once, each with a transaction of its own."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from backend.figures.seals.models import Adjustment, Seal
from backend.figures.seals.service import seal_next
from backend.patrol.cycles.models import WindowRow
from backend.staff.extensions import db
from tests.figures.seals.past import CUT_OFF, LENGTH, REST, START, TICK, Past
from tests.support.at_once import ENGINES, own_world, together
from tests.support.builders import Cast

ROUNDS = 4


@pytest.fixture(scope="module", params=ENGINES)
def world(request: pytest.FixtureRequest, tmp_path_factory: Any) -> Iterator[tuple[Flask, Cast]]:
    with own_world(request, tmp_path_factory.mktemp("seals"), "seals") as found:
        app, cast = found
        with app.app_context():
            app.extensions["past"] = Past(app, cast, 30)
            app.extensions["past"].open(CUT_OFF + 12 * LENGTH)
            db.session.commit()
        yield found


def work(app: Flask, now: Any) -> int:
    """One worker's job, as `jobs.py` runs it."""
    count = 0
    with app.app_context():
        while seal_next(now):
            db.session.commit()
            count += 1
        db.session.commit()
    return count


def test_a_late_visit_and_the_seal_see_each_other(world: tuple[Flask, Cast]) -> None:
    app, _ = world
    past = app.extensions["past"]
    for turn in range(3):
        begins = START + turn * LENGTH
        now = CUT_OFF + turn * LENGTH + REST

        def late(turn: int = turn, begins: Any = begins, now: Any = now) -> int:
            with app.app_context():
                checkin = past.send(past.sites[turn], begins + LENGTH - TICK, now)
                db.session.commit()
                return int(checkin.id)

        number, _, _ = together(
            late, lambda now=now: work(app, now), lambda now=now: work(app, now)
        )
        with app.app_context():
            asked = db.session.scalars(select(Adjustment).filter_by(checkin_id=number)).all()
            assert [row.verdict for row in asked] == [None]


def test_three_workers_make_one_seal_each(world: tuple[Flask, Cast]) -> None:
    app, _ = world
    now = CUT_OFF + 11 * LENGTH + REST
    together(*[lambda: work(app, now)] * 3)
    with app.app_context():
        due = select(func.count()).select_from(WindowRow).where(WindowRow.sealed_at.is_not(None))
        assert db.session.scalar(select(func.count()).select_from(Seal)) == 12
        assert db.session.scalar(due) == 12


def test_of_two_leaders_one_learns_what_the_other_said(world: tuple[Flask, Cast]) -> None:
    app, cast = world
    past = app.extensions["past"]
    work(app, CUT_OFF + REST)
    for turn in range(ROUNDS):
        with app.app_context():
            checkin = past.send(past.sites[10 + turn], START + LENGTH - TICK, CUT_OFF + 2 * REST)
            db.session.commit()
            asked = select(Adjustment.id).filter_by(checkin_id=checkin.id)
            path = f"/api/v1/adjustments/{db.session.scalars(asked).one()}/decision"

        def decide(who: str, verdict: str, path: str = path) -> Any:
            body = {"verdict": verdict, "note": f"{who} 看过"}
            return app.test_client().post(path, json=body, headers=cast.people[who].headers)

        answers = together(
            lambda: decide("leader", "approved"),
            lambda: decide("supervisor", "refused"),
        )
        assert Counter(answer.status_code for answer in answers) == {200: 1, 409: 1}
        won = next(answer.json for answer in answers if answer.status_code == 200)
        lost = next(answer.json for answer in answers if answer.status_code == 409)
        told = lost["decided"]
        assert (told["verdict"], told["note"]) == (won["state"], won["note"])
