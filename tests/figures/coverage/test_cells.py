"""Boards are made of cells that were counted at different moments: they equal a full recount."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from backend.figures.cells.shelf import current_shelf
from backend.patrol.cycles.models import GridVersion, Obligation, WindowRow
from backend.patrol.cycles.opening import open_next
from backend.registry.areas.models import AreaClosure
from backend.staff.extensions import db
from tests.figures.coverage.test_board import check_in
from tests.support.at_once import ENGINES, own_world, together
from tests.support.builders import Cast, make_site
from tests.support.busy_world import BusyWorld

NOON = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
MOMENTS = 60
SECOND = timedelta(seconds=1)


def ask(app: Flask, cast: Cast, **query: Any) -> Any:
    url = "/api/v1/coverage"
    answer = app.test_client().get(url, query_string=query, headers=cast.office.headers)
    assert answer.status_code == 200, answer.text
    return answer.get_json()


def recount(area_id: int, window: WindowRow, now: datetime) -> dict[str, int | None]:
    """What the board of an area should show, counted row by row."""
    rows = db.session.scalars(
        select(Obligation)
        .join(AreaClosure, AreaClosure.area_id == Obligation.grid_id)
        .where(Obligation.window_id == window.id, AreaClosure.ancestor_id == area_id)
        .execution_options(populate_existing=True)
    ).all()
    number, until = Counter(row.outcome for row in rows), min(now, window.ends_at)
    gaps = [
        max(row.closed_gap_s, (until - (row.last_at or row.gap_from)) // SECOND)
        for row in rows
        if row.outcome != "exempt"
    ]
    over = window.ends_at <= now
    return {
        "required": len(rows),
        **{name: number[name] for name in ("covered", "attempted", "exempt")},
        "open": 0 if over else number["none"],
        "missed": number["none"] if over else 0,
        "longest_gap_s": max(gaps, default=None),
    }


def compare(app: Flask, cast: Cast, area: str, level: str | None, now: datetime) -> int:
    """Compares the boards of an area, of the last windows and of its parts; how many figures."""
    newest = select(WindowRow).where(WindowRow.opened_at.is_not(None))
    newest = newest.order_by(WindowRow.starts_on.desc()).limit(3)
    compared = 0
    for window in db.session.scalars(newest.execution_options(populate_existing=True)).all():
        shown = ask(app, cast, area=cast.areas[area], window=window.number, level=level)
        (plan,) = shown["plans"]
        for part in [{"area": shown["area"], "figures": plan["figures"]}, *plan["children"]]:
            counted = recount(part["area"]["id"], window, now)
            assert {name: part["figures"][name] for name in counted} == counted
            compared += 1
    return compared


@pytest.mark.parametrize("seed", (0, *(pytest.param(n, marks=pytest.mark.drill) for n in (1, 2))))
def test_a_board_equals_a_full_recount_at_any_moment(app: Flask, cast: Cast, seed: int) -> None:
    dice, compared = Random(seed), 0
    with time_machine.travel(NOON, tick=False) as clock:
        world = BusyWorld(app, cast, clock, dice)
        for _ in range(5):
            world.add_site()
        for _ in range(MOMENTS):
            for _ in range(dice.choice([1, 1, 2, 4])):
                dice.choice(world.changes())()
                db.session.commit()
                clock.shift(timedelta(minutes=dice.choice([0, 1, 400])))
            area = dice.choice(["county", "county", "town", "village_a", "grid_a", "grid_c"])
            level = dice.choice([None, None, "grid", "village"])
            compared += compare(app, cast, area, level, datetime.now(UTC))
    assert compared > MOMENTS


@pytest.fixture
def opened(app: Flask, cast: Cast) -> Iterator[list[Any]]:
    """Sites in three grids whose obligations are open."""
    with time_machine.travel(NOON, tick=False):
        sites = [make_site(cast, grid_id=cast.areas[f"grid_{each}"]) for each in "abc"]
        while open_next(NOON):
            pass
        db.session.commit()
        yield sites


def test_whoever_asks_next_counts_nothing(
    app: Flask,
    client: FlaskClient,
    cast: Cast,
    opened: list[Any],
    count_queries: Callable[[], Any],
) -> None:
    def counts(**query: Any) -> int:
        with count_queries() as seen:
            ask(app, cast, **query)
        return sum("FROM obligations" in statement for statement in seen)

    assert counts() == 1
    assert counts() == counts(area=cast.areas["town"]) == counts(level="grid") == 0
    check_in(app, client, cast, opened[1], NOON)
    assert counts(area=cast.grid_a) == counts(area=cast.areas["other_town"]) == 0
    assert counts(area=cast.grid_b) == 1
    assert counts() == counts(level="grid") == 0


def test_a_grid_is_stale_alone(app: Flask, client: FlaskClient, cast: Cast, opened: Any) -> None:
    ask(app, cast)
    (window,) = db.session.scalars(select(WindowRow)).all()
    (kept,) = current_shelf().get([window.id]).values()
    versions = dict(db.session.execute(select(GridVersion.grid_id, GridVersion.version)).all())
    assert list(kept.list_stale(versions.items())) == []
    check_in(app, client, cast, opened[1], NOON)
    versions = dict(db.session.execute(select(GridVersion.grid_id, GridVersion.version)).all())
    assert list(kept.list_stale(versions.items())) == [(cast.grid_b, versions[cast.grid_b])]


@pytest.fixture(scope="module", params=ENGINES)
def world(request: pytest.FixtureRequest, tmp_path_factory: Any) -> Iterator[tuple[Flask, Cast]]:
    with own_world(request, tmp_path_factory.mktemp("cells"), "cells") as found:
        yield found


def test_boards_and_visits_at_once_end_with_the_same_figures(world: tuple[Flask, Cast]) -> None:
    app, cast = world
    with time_machine.travel(NOON, tick=False):
        with app.app_context():
            sites = [make_site(cast) for _ in range(12)]
            while open_next(NOON):
                pass
            db.session.commit()

        def send() -> None:
            with app.app_context():
                for site in sites:
                    check_in(app, app.test_client(), cast, site, NOON)

        def look() -> list[int]:
            shown = [ask(app, cast)["plans"][0]["figures"]["covered"] for _ in range(15)]
            assert shown == sorted(shown)
            return shown

        together(send, look, look)
        (last,) = together(look)
        assert set(last) == {len(sites)}


def test_a_new_connection_believes_nothing(world: tuple[Flask, Cast]) -> None:
    """A database that took over may have lost its newest versions, and give them out again."""
    app, _ = world
    with app.app_context():
        before = current_shelf().get([1])[1]
        assert current_shelf().get([1])[1] is before
        db.engine.dispose()
        with db.engine.connect():
            assert current_shelf().get([1])[1] is not before
