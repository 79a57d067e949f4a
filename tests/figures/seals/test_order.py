"""Uploads in any order, on either database, give the same seal, byte for byte."""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from flask import Flask

from backend.patrol.checkins import review, service
from backend.staff import time_tokens
from backend.staff.extensions import db
from tests.figures.seals.past import CUT_OFF, LENGTH, REST, START, Past
from tests.support.at_once import ENGINES, own_world
from tests.support.builders import Cast, visit

Upload = tuple[int, timedelta, str, dict[str, Any]]
World = tuple[Flask, Cast]
NOBODY = {"result": "attempted", "attempt_reason": "locked", "answers": []}
FAR = {"fix": {"lon": 117.39, "lat": 26.0, "accuracy": 5}, "place_reason": "山路塌方"}


@pytest.fixture(name="worlds")
def both_databases(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[list[World]]:
    with ExitStack() as stack:
        found = []
        for engine in ENGINES:
            asks: Any = SimpleNamespace(param=engine, getfixturevalue=request.getfixturevalue)
            data = tmp_path / engine
            data.mkdir()
            found.append(stack.enter_context(own_world(asks, data, f"order{tmp_path.name[-8:]}")))
        yield found


def uploads(number: int, sites: int) -> list[Upload]:
    """Visits all over a window, many to the same sites and some at the same moment."""
    rng = Random(369)
    return [
        (
            rng.randrange(sites),
            timedelta(minutes=rng.randrange(1, 3 * 24 * 60)),
            str(UUID(int=rng.getrandbits(128), version=4)),
            rng.choices(({}, NOBODY, FAR), (8, 1, 1))[0],
        )
        for _ in range(number)
    ]


def sealed(app: Flask, cast: Cast, sent: list[Upload], sites: int, order: int) -> str:
    """The digest of the window in a fresh database, after all of it came in some order."""
    with app.app_context():
        past = Past(app, cast, sites)
        signer, actor = app.extensions["signer"], past.actor(cast.officer, CUT_OFF)
        for n, (place, since, uid, members) in enumerate(Random(order).sample(sent, len(sent))):
            at = START + since
            clock = {"token": time_tokens.issue(signer, at), "elapsed_ms": 0}
            site = past.sites[place]
            document = visit(app, cast, site, now=at, clock=clock, id=uid, **members)
            arrives = START + LENGTH + timedelta(seconds=n)
            checkin = service.record(actor, json.dumps(document).encode(), signer, arrives).checkin
            if checkin.standing == "pending":
                office = past.actor(cast.office, CUT_OFF)
                review.decide(office, checkin.id, "approved", "属实", arrives)
            if n % 500 == 0:
                db.session.commit()
        past.seal(CUT_OFF + REST)
        db.session.commit()
        return past.digest()


def test_three_hundred_in_any_order(worlds: list[World]) -> None:
    sent = uploads(300, 40)
    assert len({sealed(*world, sent, 40, order) for order, world in enumerate(worlds)}) == 1


@pytest.mark.drill
@pytest.mark.parametrize("order", range(2))
def test_ten_thousand_in_any_order(worlds: list[World], order: int) -> None:
    sent = uploads(10_000, 2_000)
    found = {sealed(*world, sent, 2_000, order * 10 + n) for n, world in enumerate(worlds)}
    assert len(found) == 1
