"""An officer's day that has not changed is told by versions: 304 never hides anything."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from backend.patrol.cycles.opening import open_next
from backend.staff.extensions import db
from tests.figures.coverage.test_cells import NOON
from tests.support.builders import Cast, Person, make_site
from tests.support.busy_world import BusyWorld

URL = "/api/v1/today"
MOMENTS = 60


def ask(app: Flask, person: Person, etag: str = "") -> Any:
    headers = person.headers | {"If-None-Match": etag}
    return app.test_client().get(URL, headers=headers)


def day_of(answer: Any) -> dict[str, Any]:
    """What the clock alone does not change."""
    return {name: each for name, each in answer.get_json().items() if name not in ("now", "clock")}


@pytest.mark.parametrize("seed", (0, *(pytest.param(n, marks=pytest.mark.drill) for n in (1, 2))))
def test_whatever_changes_is_told(app: Flask, cast: Cast, seed: int) -> None:
    dice, same, changed = Random(seed), 0, 0
    people = (cast.officer, cast.colleague, cast.leader, cast.outsider)
    with time_machine.travel(NOON, tick=False) as clock:
        world = BusyWorld(app, cast, clock, dice)
        for _ in range(4):
            world.add_site()
        db.session.commit()
        held = {person.id: ask(app, person) for person in people}
        for _ in range(MOMENTS):
            if dice.random() < 0.8:
                dice.choice(world.changes())()
                db.session.commit()
            clock.shift(timedelta(minutes=dice.choice([0, 1, 600])))
            person = dice.choice(people)
            etag = held[person.id].headers["ETag"]
            answer, whole = ask(app, person, etag), ask(app, person)
            if whole.status_code != 200:  # walks nowhere any more
                continue
            told = answer.status_code == 200
            assert told or day_of(whole) == day_of(held[person.id]), datetime.now(UTC)
            held[person.id] = whole
            same, changed = same + (not told), changed + told
    assert same
    assert changed


def test_an_unchanged_day_costs_versions_alone(
    app: Flask, client: FlaskClient, cast: Cast, count_queries: Callable[[], Any]
) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        make_site(cast)
        while open_next(NOON):
            pass
        db.session.commit()
        etag = ask(app, cast.officer).headers["ETag"]
        clock.shift(timedelta(hours=2))
        with count_queries() as seen:
            answer = ask(app, cast.officer, etag)
    assert (answer.status_code, answer.data) == (304, b"")
    # caller; versions of grids; of kinds
    assert len(seen) == 3
    assert not [statement for statement in seen if "obligations" in statement]
