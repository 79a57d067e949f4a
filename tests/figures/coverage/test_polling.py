"""A board that is asked for every second: nothing new costs nothing, whatever is new shows."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from backend.patrol.cycles.opening import open_next
from backend.registry.accounts.models import Account, Assignment
from backend.registry.areas.models import Area
from backend.staff.extensions import db
from tests.figures.coverage.test_board import check_in
from tests.support.builders import Cast, make_site

NOON = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
ENDS = datetime(2026, 11, 26, 16, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def ask(client: FlaskClient, cast: Cast) -> Callable[..., Any]:
    """Asks as the office does, with what it was told the last time it asked just so."""
    known: dict[tuple[Any, ...], str] = {}

    def asked(**query: Any) -> Any:
        key = tuple(sorted(query.items()))
        headers = cast.office.headers | {"If-None-Match": known.get(key, "")}
        answer = client.get("/api/v1/coverage", query_string=query, headers=headers)
        known[key] = answer.headers["ETag"]
        return answer

    return asked


def open_all(now: datetime = NOON) -> None:
    while open_next(now):
        pass
    db.session.commit()


def test_an_unchanged_board_is_not_counted(
    cast: Cast, ask: Callable[..., Any], count_queries: Callable[[], Any], clock: Any
) -> None:
    make_site(cast)
    open_all()
    ask()
    clock.shift(timedelta(seconds=1))
    with count_queries() as seen:
        answer = ask()
    assert (answer.status_code, answer.data) == (304, b"")
    # caller; top area; version; its parts; whom to call; windows
    assert len(seen) == 6
    assert not [statement for statement in seen if "obligations" in statement]


def test_a_visit_shows_wherever_it_counts_and_nowhere_else(
    app: Flask, client: FlaskClient, cast: Cast, ask: Callable[..., Any]
) -> None:
    site = make_site(cast)
    open_all()
    places = ("grid_a", "village_a", "town", "county", "grid_b", "other_town")
    for place in places:
        ask(area=cast.areas[place])
    check_in(app, client, cast, site, NOON)
    answers = {place: ask(area=cast.areas[place]) for place in places}
    changed = [place for place, answer in answers.items() if answer.status_code == 200]
    assert changed == ["grid_a", "village_a", "town", "county"]
    assert all(answers[p].json["plans"][0]["figures"]["covered"] == 1 for p in changed)


def test_a_gap_is_right_to_the_minute(cast: Cast, ask: Callable[..., Any], clock: Any) -> None:
    make_site(cast)
    open_all()
    before = ask().json["plans"][0]["figures"]["longest_gap_s"]
    clock.shift(timedelta(seconds=60))
    answer = ask()
    assert answer.status_code == 200
    assert answer.json["plans"][0]["figures"]["longest_gap_s"] == before + 60


def test_the_end_of_a_window_shows_at_once(cast: Cast, ask: Callable[..., Any], clock: Any) -> None:
    make_site(cast)
    open_all()
    clock.move_to(ENDS - timedelta(seconds=1))
    number = ask().json["plans"][0]["window"]["number"]
    assert ask(window=number).json["plans"][0]["figures"]["open"] == 1
    clock.move_to(ENDS)
    assert ask(window=number).json["plans"][0]["figures"]["missed"] == 1
    assert ask().status_code == 200


def replace_leader(cast: Cast) -> None:
    db.session.execute(
        update(Assignment)
        .where(Assignment.account_id == cast.supervisor.id)
        .values(until=NOON - timedelta(seconds=1))
    )


def change_number(cast: Cast) -> None:
    owner = Account.id == cast.supervisor.id
    db.session.execute(update(Account).where(owner).values(phone="13900000002"))


def rename(cast: Cast) -> None:
    town = Area.id == cast.areas["town"]
    db.session.execute(update(Area).where(town).values(name="燕南"))


@pytest.mark.parametrize("change", (replace_leader, change_number, rename))
def test_names_and_whom_to_call_show_at_once(
    cast: Cast, ask: Callable[..., Any], change: Callable[[Cast], None]
) -> None:
    make_site(cast)
    open_all()
    ask()
    change(cast)
    db.session.commit()
    assert ask().status_code == 200
    assert ask().status_code == 304
