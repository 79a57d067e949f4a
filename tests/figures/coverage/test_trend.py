"""The trend and the rankings read sealed windows from their seals: as a full recount would say."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from backend.oversight.rankings.tables import Period, compute_table
from backend.patrol.cycles.models import Obligation, WindowRow
from backend.registry.areas.models import AreaClosure
from backend.staff.extensions import db
from tests.figures.coverage.test_cells import NOON, recount
from tests.figures.seals.past import CUT_OFF, LENGTH, REST, START, Past
from tests.support.builders import Cast
from tests.support.busy_world import BusyWorld

STEPS, ROUNDS = 12, 6
HOUR = timedelta(hours=1)


def ask(client: FlaskClient, cast: Cast, **query: Any) -> list[dict[str, Any]]:
    url, headers = "/api/v1/coverage/trend", cast.office.headers
    answer = client.get(url, query_string={"windows": 130} | query, headers=headers)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.get_json()["items"]
    return items


def rate_at(area_id: int, window: WindowRow, age: timedelta) -> float | None:
    rows: Iterable[Obligation] = db.session.scalars(
        select(Obligation)
        .join(AreaClosure, AreaClosure.area_id == Obligation.grid_id)
        .where(Obligation.window_id == window.id, AreaClosure.ancestor_id == area_id)
    )
    due = [row for row in rows if row.outcome != "exempt"]
    then = window.starts_at + age
    done = [row for row in due if row.outcome == "covered" and row.first_at and row.first_at < then]
    return len(done) / len(due) if due else None


def compare(app: Flask, cast: Cast, area: str, now: datetime) -> int:
    """Compares the trend of an area and its row of a ranking with a recount; how many seals."""
    area_id = cast.areas[area]
    rows = select(WindowRow).where(WindowRow.opened_at.is_not(None)).order_by(WindowRow.starts_on)
    windows = db.session.scalars(rows.execution_options(populate_existing=True)).all()
    running = next(window for window in windows if window.ends_at > now)
    age = (now - running.starts_at) // HOUR * HOUR
    items = ask(app.test_client(), cast, area=area_id)
    for window, item in zip(windows, items, strict=True):
        counted = recount(area_id, window, now)
        assert {name: item["figures"][name] for name in counted} == counted
        ended = window.ends_at <= now
        assert item["rate_at_this_hour"] == (rate_at(area_id, window, age) if ended else None)
    ended = [window for window in windows if window.ends_at <= now]
    if ended:
        table = compute_table([area_id], Period("three-day", ended), now)
        for window in ended:
            counted = recount(area_id, window, now)
            row = table.by_window[area_id].get(window.id)
            told = (row.required, row.exempt, row.covered) if row else (0, 0, 0)
            assert told == (counted["required"], counted["exempt"], counted["covered"])
            assert (row.longest_gap_s if row else None) == counted["longest_gap_s"]
    return sum(window.sealed_at is not None for window in windows)


@pytest.mark.parametrize("seed", (0, *(pytest.param(n, marks=pytest.mark.drill) for n in (1, 2))))
def test_the_past_is_what_a_recount_gives(app: Flask, cast: Cast, seed: int) -> None:
    dice, sealed = Random(seed), 0
    with time_machine.travel(NOON, tick=False) as clock:
        world = BusyWorld(app, cast, clock, dice)
        for _ in range(5):
            world.add_site()
        for _ in range(ROUNDS):
            for _ in range(STEPS):
                dice.choice(world.changes())()
                db.session.commit()
                clock.shift(timedelta(minutes=dice.choice([0, 1, 400])))
            world.seal()
            db.session.commit()
            for area in ("county", "town", "grid_a", "grid_c"):
                sealed += compare(app, cast, area, datetime.now(UTC))
    assert sealed > ROUNDS


def test_a_year_costs_as_many_queries_as_a_month_and_counts_nothing(
    app: Flask, cast: Cast, count_queries: Callable[[], Any]
) -> None:
    past = Past(app, cast)
    for number in range(6):
        past.open(START + number * LENGTH + HOUR)
    past.seal(CUT_OFF + 3 * LENGTH + REST)
    db.session.commit()

    def cost(windows: int) -> list[str]:
        with count_queries() as seen:
            assert len(ask(app.test_client(), cast, windows=windows)) == windows
        return seen

    with time_machine.travel(START + 5 * LENGTH + HOUR, tick=False):
        cost(6)
        few, many = cost(3), cost(6)
    # caller; top area; windows; totals of seals; grids with versions; two hours of provisional ones
    assert len(few) == len(many)
    counting = [statement for statement in many if "FROM obligations" in statement]
    assert len(counting) == 1, "only the ended windows that are not sealed yet, for their hour"
