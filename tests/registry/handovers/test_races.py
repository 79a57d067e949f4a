"""Two leaders hand the same grid over at the same moment, on both databases."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from backend.registry.accounts.models import Assignment
from backend.staff.access import Role
from backend.staff.extensions import db
from tests.support.at_once import ENGINES, own_world, together
from tests.support.builders import Cast, Person, make_person

ROUNDS = 5


@pytest.fixture(scope="module", params=ENGINES)
def world(request: pytest.FixtureRequest, tmp_path_factory: Any) -> Iterator[tuple[Flask, Cast]]:
    with own_world(request, tmp_path_factory.mktemp("handover"), "handover") as found:
        yield found


def new_officer(app: Flask, grid: int, name: str) -> Person:
    """An officer who also leads the grid, and so stays one of the town when she gives it away."""
    with app.app_context():
        person = make_person(name, [(Role.OFFICER, grid), (Role.LEADER, grid)])
        db.session.commit()
    return person


def hand_over(app: Flask, grid: int, by: Person, giver: Person, taker: Person) -> Any:
    body = {"from": giver.id, "to": taker.id}
    path = f"/api/v1/areas/{grid}/handover"
    return app.test_client().post(path, json=body, headers=by.headers)


def running(app: Flask, grid: int, *people: Person) -> list[int]:
    """Whose of these the grid is now; each at most once."""
    with app.app_context():
        held = select(Assignment.account_id).where(
            Assignment.area_id == grid,
            Assignment.role == Role.OFFICER,
            Assignment.until.is_(None),
            Assignment.account_id.in_([person.id for person in people]),
        )
        return list(db.session.scalars(held))


def test_one_grid_goes_to_one_of_two(world: tuple[Flask, Cast]) -> None:
    app, cast = world
    for number in range(ROUNDS):
        giver = new_officer(app, cast.grid_a, f"giver{number}")
        takers = [new_officer(app, cast.grid_b, f"taker{number}{which}") for which in "ab"]
        answers = together(
            lambda by=cast.leader, giver=giver, taker=takers[0]: hand_over(
                app, cast.grid_a, by, giver, taker
            ),
            lambda by=cast.supervisor, giver=giver, taker=takers[1]: hand_over(
                app, cast.grid_a, by, giver, taker
            ),
        )
        assert Counter(answer.status_code for answer in answers) == {200: 1, 409: 1}
        (done,) = [answer.json for answer in answers if answer.status_code == 200]
        assert running(app, cast.grid_a, giver, *takers) == [done["to"]["id"]]


def test_nobody_gets_the_same_grid_twice(world: tuple[Flask, Cast]) -> None:
    app, cast = world
    for number in range(ROUNDS):
        givers = [new_officer(app, cast.grid_a, f"one{number}{which}") for which in "ab"]
        taker = new_officer(app, cast.grid_b, f"both{number}")
        answers = together(
            lambda by=cast.leader, giver=givers[0], taker=taker: hand_over(
                app, cast.grid_a, by, giver, taker
            ),
            lambda by=cast.supervisor, giver=givers[1], taker=taker: hand_over(
                app, cast.grid_a, by, giver, taker
            ),
        )
        assert Counter(answer.status_code for answer in answers) == {200: 1, 409: 1}
        left = next(
            giver
            for giver, answer in zip(givers, answers, strict=True)
            if answer.status_code == 409
        )
        held = running(app, cast.grid_a, *givers, taker)
        assert sorted(held) == sorted([left.id, taker.id])


def test_there_and_back_at_once_stops_nobody(world: tuple[Flask, Cast]) -> None:
    """Each hands over to the other's officer: no two transactions wait for each other."""
    app, cast = world
    for number in range(ROUNDS):
        first = new_officer(app, cast.grid_a, f"here{number}")
        second = new_officer(app, cast.grid_b, f"there{number}")
        answers = together(
            lambda a=first, b=second: hand_over(app, cast.grid_a, cast.supervisor, a, b),
            lambda a=first, b=second: hand_over(app, cast.grid_b, cast.office, b, a),
        )
        assert [answer.status_code for answer in answers] == [200, 200]


def take_back(app: Flask, number: int, by: Person) -> Any:
    return app.test_client().post(f"/api/v1/handovers/{number}/return", headers=by.headers)


def test_of_two_who_take_back_one_does(world: tuple[Flask, Cast]) -> None:
    app, cast = world
    for number in range(ROUNDS):
        giver = new_officer(app, cast.grid_a, f"gave{number}")
        taker = new_officer(app, cast.grid_b, f"took{number}")
        given = hand_over(app, cast.grid_a, cast.leader, giver, taker).json["id"]
        answers = together(
            lambda given=given: take_back(app, given, cast.leader),
            lambda given=given: take_back(app, given, cast.supervisor),
        )
        assert Counter(answer.status_code for answer in answers) == {200: 1, 409: 1}
        assert running(app, cast.grid_a, giver, taker) == [giver.id]


def test_taking_back_while_the_taker_passes_it_on(world: tuple[Flask, Cast]) -> None:
    """Either comes first; the grid has one of the three, and the other answer is a refusal."""
    app, cast = world
    for number in range(ROUNDS):
        giver = new_officer(app, cast.grid_a, f"first{number}")
        taker = new_officer(app, cast.grid_b, f"second{number}")
        third = new_officer(app, cast.grid_b, f"third{number}")
        given = hand_over(app, cast.grid_a, cast.leader, giver, taker).json["id"]
        back, on = together(
            lambda given=given: take_back(app, given, cast.leader),
            lambda taker=taker, third=third: hand_over(
                app, cast.grid_a, cast.supervisor, taker, third
            ),
        )
        assert sorted((back.status_code, on.status_code)) == [200, 409]
        holder = giver if back.status_code == 200 else third
        assert running(app, cast.grid_a, giver, taker, third) == [holder.id]
