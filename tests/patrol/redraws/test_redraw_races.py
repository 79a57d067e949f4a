"""A new boundary that several come to at once, each in a transaction of her own."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from backend.patrol.cycles import opening
from backend.patrol.cycles.models import Obligation
from backend.registry.areas.models import PastShape
from backend.registry.sites.models import StatusPeriod
from backend.staff.extensions import db
from tests.patrol.redraws.test_redraws import END, NEAR, NEXT, NOON, features
from tests.support.at_once import ENGINES, own_world, together
from tests.support.builders import Cast, make_site

SITES = 25


@pytest.fixture(scope="module", params=ENGINES)
def world(request: pytest.FixtureRequest, tmp_path_factory: Any) -> Iterator[tuple[Flask, Cast]]:
    with (
        time_machine.travel(NOON, tick=False),
        own_world(request, tmp_path_factory.mktemp("redraw"), "redraw") as (app, cast),
    ):
        with app.app_context():
            for _ in range(SITES):
                make_site(cast, geometry=NEAR)
            db.session.commit()
        yield app, cast


def test_one_is_confirmed_and_all_workers_leave_the_same(
    world: tuple[Flask, Cast], monkeypatch: pytest.MonkeyPatch
) -> None:
    app, cast = world
    monkeypatch.setattr(opening, "BATCH", 7)
    with app.app_context():
        body = {"features": features(cast), "effective_on": NEXT.isoformat(), "reason": "修路"}

    def confirm() -> int:
        path = "/api/v1/redraws"
        answer = app.test_client().post(path, json=body, headers=cast.office.headers)
        return int(answer.status_code)

    assert Counter(together(confirm, confirm)) == {201: 1, 409: 1}

    def work() -> None:
        with app.app_context():
            while opening.open_next(END):
                db.session.commit()
            db.session.commit()

    together(work, work, work)
    with app.app_context():
        grids = db.session.execute(
            select(Obligation.grid_id, func.count()).group_by(Obligation.grid_id)
        )
        assert [tuple(row) for row in grids] == [(cast.grid_b, SITES)]
        assert db.session.scalar(select(func.count()).select_from(StatusPeriod)) == 2 * SITES
        assert db.session.scalar(select(func.count()).select_from(PastShape)) == 2
