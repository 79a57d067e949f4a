"""A random walk of the world: a phone that follows holds what a new one would be given."""

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest
import time_machine
from flask import Flask

from backend.staff.extensions import db
from tests.figures.sync.phone import Phone
from tests.support.builders import Cast
from tests.support.busy_world import BusyWorld

NOON = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
STEPS = 30
NOTHING: dict[str, list[Any]] = {"items": [], "grids": [], "kinds": []}


SEEDS = (0, *(pytest.param(seed, marks=pytest.mark.drill) for seed in (1, 2)))


@pytest.mark.parametrize("seed", SEEDS)
def test_a_phone_that_follows_holds_what_a_new_one_gets(app: Flask, cast: Cast, seed: int) -> None:
    dice = Random(seed)
    phones = [Phone(app, cast.officer), Phone(app, cast.colleague)]
    moved = 0
    with time_machine.travel(NOON, tick=False) as clock:
        world = BusyWorld(app, cast, clock, dice)
        for _ in range(4):
            world.add_site()
        for _ in range(STEPS):
            dice.choice(world.changes())()
            db.session.commit()
            for phone in phones:
                if dice.random() < 0.5:
                    continue  # without a signal
                moved += sum(map(len, phone.sync().values()))
                new = Phone(app, phone.person)
                new.sync()
                assert phone.held == new.held
                assert phone.rest == new.rest
                assert phone.sync() == NOTHING
                assert (phone.held, phone.rest) == (new.held, new.rest)
            clock.shift(timedelta(minutes=1))
    assert moved > STEPS / 2, "a world in which nothing happens proves nothing"
    assert all(phone.unchanged for phone in phones)
