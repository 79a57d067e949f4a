"""Rankings: exact, of areas alone, in one's own territory alone, at a flat cost."""

import ast
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from backend.oversight import rankings
from backend.patrol.cycles.models import Plan
from backend.staff.extensions import db
from tests.oversight.conftest import (
    BEGIN,
    FIRST,
    NOW,
    WINDOW,
    Ask,
    check_in,
    open_all,
    seal_all,
)
from tests.support.builders import Cast, make_site

ABNORMAL = {"result": "abnormal", "answers": [{"question": "smell", "value": "yes"}]}


@pytest.fixture
def past(app: Flask, client: FlaskClient, cast: Cast, clock: Any, policy: Any) -> dict[str, Any]:
    """grid_a: 2 sites, of 6 obligations 4 covered; grid_b: 1 of 3; grid_c: all 3."""
    policy(least=3)
    since = BEGIN - WINDOW
    a, more = (make_site(cast, since=since) for _ in range(2))
    b = make_site(cast, grid_id=cast.grid_b, since=since)
    place = {"type": "Point", "coordinates": [117.1, 25.8]}
    c = make_site(cast, grid_id=cast.grid_c, geometry=place, since=since)
    for turn, sites in enumerate(((a, more, b, c), (a, c), (a, c))):
        clock.move_to(BEGIN + turn * WINDOW + timedelta(hours=6))
        open_all(BEGIN + turn * WINDOW + timedelta(hours=6))
        for site in sites:
            who = cast.outsider if site is c else cast.officer
            check_in(app, client, cast, who, site, **(ABNORMAL if site is b else {}))
    clock.move_to(NOW)
    open_all(NOW)
    seal_all(NOW)
    return {"sites": (a, more, b, c)}


def test_towns_by_all_three_measures(ask: Ask, cast: Cast, past: Any) -> None:
    found = ask(cast.office, "/rankings")
    assert [window["number"] for window in found["windows"]] == [FIRST, FIRST + 1, FIRST + 2]
    assert [window["settled"] for window in found["windows"]] == [True, True, False]
    assert found["settled"] is False
    best, worst = found["items"]
    assert best["area"]["name"] == "小陶镇"
    assert (best["required"], best["covered"], best["rate"]) == (3, 3, 1.0)
    assert best["ranks"] == {"rate": 1, "gap": 1, "findings": None}
    assert best["trend"] == [1.0, 1.0, 1.0]
    assert (worst["required"], worst["covered"]) == (9, 5)
    assert worst["ranks"] == {"rate": 2, "gap": 2, "findings": 1}
    assert worst["trend"] == [1.0, 1 / 3, 1 / 3]
    assert worst["longest_gap_s"] == (3 * WINDOW - timedelta(hours=6)).total_seconds()
    # The finding was due a week at most after it was found and nobody has closed it.
    assert (worst["findings"], worst["findings_in_time"]) == (1, 0)


def test_grids_of_a_town_and_those_too_small(ask: Ask, cast: Cast, past: Any, policy: Any) -> None:
    town = cast.areas["town"]
    found = ask(cast.supervisor, "/rankings", area=town, level="grid")
    ranked = [(row["area"]["id"], row["ranks"]["rate"]) for row in found["items"]]
    assert ranked == [(cast.grid_a, 1), (cast.grid_b, 2)]
    policy(least=4)
    found = ask(cast.supervisor, "/rankings", area=town, level="grid")
    assert [(row["apart"], row["ranks"]["rate"]) for row in found["items"]] == [
        (False, 1),
        (True, None),
    ]


def test_a_period_is_as_long_as_asked(ask: Ask, cast: Cast, past: Any) -> None:
    found = ask(cast.office, "/rankings", windows=1)
    assert [row["required"] for row in found["items"]] == [3, 1]  # one is too few
    found = ask(cast.office, "/rankings", windows=1, until=FIRST)
    assert [window["number"] for window in found["windows"]] == [FIRST]
    assert {row["rate"] for row in found["items"]} == {1.0}


def test_other_plans_are_never_added(ask: Ask, cast: Cast, past: Any) -> None:
    db.session.add(Plan(code="monthly", name_zh="一月一轮", name_en="Monthly"))
    db.session.commit()
    assert ask(cast.office, "/rankings", plan="monthly")["items"] == []


def test_a_leader_sees_her_own_grid_and_a_rank_only_if_the_county_says_so(
    ask: Ask, cast: Cast, past: Any, policy: Any
) -> None:
    ask(cast.leader, "/rankings", status=403)
    (mine,) = ask(cast.leader, "/rankings/own")["items"]
    assert (mine["area"]["id"], mine["covered"], mine["required"]) == (cast.grid_a, 4, 6)
    assert mine["ranks"] == {"rate": None, "gap": None, "findings": None}
    policy(least=3, own_rank=True)
    (mine,) = ask(cast.leader, "/rankings/own")["items"]
    assert mine["ranks"]["rate"] == 1
    (town,) = ask(cast.supervisor, "/rankings/own", level="town")["items"]
    assert (town["area"]["id"], town["ranks"]["rate"]) == (cast.areas["town"], 2)


@pytest.mark.parametrize("area", ("county", "other_town", "unknown"))
def test_above_and_beside_her_territory_there_is_nothing(
    ask: Ask, cast: Cast, past: Any, area: str
) -> None:
    ask(cast.supervisor, "/rankings", area=cast.areas.get(area, 2**31 - 1), status=404)


def test_the_cost_is_flat(
    app: Flask,
    client: FlaskClient,
    ask: Ask,
    cast: Cast,
    past: Any,
    clock: Any,
    count_queries: Callable[[], Any],
) -> None:
    def cost() -> tuple[int, int]:
        with count_queries() as county:
            ask(cast.office, "/rankings", level="grid")
        with count_queries() as own:
            ask(cast.leader, "/rankings/own")
        return len(county), len(own)

    # caller, area, its parts, windows, findings, seals, obligations of what is not sealed yet; her
    # own need no area before
    before = cost()
    assert before == (7, 6)
    clock.move_to(BEGIN + WINDOW)  # a window that lies in the period
    for _ in range(5):
        make_site(cast, since=BEGIN - WINDOW)
    clock.move_to(NOW)
    assert cost() == before


def test_no_query_knows_a_person() -> None:
    """Structure, not good will: what ranks imports nothing of accounts, and names no author."""
    folder = Path(rankings.__file__).parent
    for name in ("rules", "tables", "queries", "period"):
        tree = ast.parse((folder / f"{name}.py").read_text(encoding="utf-8"))
        modules = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        assert not any("accounts" in str(module) or "checkins" in str(module) for module in modules)
        names = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
        assert not names & {"account_id", "author_id", "by_id", "assignee_id"}
