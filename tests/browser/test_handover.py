"""A grid changes hands while the old officer is out with visits on her phone."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPerson
from tests.browser.patrol import GRID, any_sites, at, check_in, visits_of
from tests.support.phone import Phone

pytestmark = pytest.mark.browser

OFFICER = "王巡"


def _parties(leader: Phone, grid: int) -> dict[str, Any]:
    found: dict[str, Any] = leader.get(f"/areas/{grid}/handover")
    return found


def _give(leader: Phone, grid: int, giver: int, taker: int) -> int:
    body = json.dumps({"from": giver, "to": taker}).encode()
    return leader.send("POST", f"/areas/{grid}/handover", body)[0]


@pytest.fixture
def grid(api: Callable[[str], Phone]) -> Iterator[int]:
    """The shared grid; it is the officer's again afterwards."""
    leader = api("li.ge")
    number = next(g["area"]["id"] for g in leader.get("/me")["grants"] if g["role"] == "leader")
    yield number
    people = _parties(leader, number)
    officer = next((p for p in people["candidates"] if p["name"] == OFFICER), None)
    if officer:
        assert _give(leader, number, people["officers"][-1]["id"], officer["id"]) == 200


def test_what_the_old_officer_has_not_sent_is_taken_and_flagged(
    person: OpenPerson, api: Callable[[str], Phone], grid: int
) -> None:
    officer, leader = api("wang.xun"), api("li.ge")
    taker = _parties(leader, grid)["candidates"][0]
    site = any_sites(officer)[1]
    phone = person("wang.xun", at=at(site, north_m=2)).page
    phone.goto("/today")
    phone.context.route("**/api/v1/checkins", lambda route: route.abort())
    check_in(phone, site)

    page = person("li.ge").page
    page.goto("/me")
    page.get_by_role("link", name="网格交接").click()
    expect(page.get_by_role("heading", name=GRID)).to_be_visible()
    expect(page.get_by_text("本周期还差")).to_be_visible()
    page.get_by_label("从谁手里交出").select_option(label=_option(page, OFFICER))
    page.get_by_label("交给谁").select_option(str(taker["id"]))
    action = f"现在交给{taker['name']}"
    page.get_by_role("button", name=action).click()
    asked = page.get_by_role("dialog", name=action)
    expect(asked).to_contain_text(f"从{OFFICER}交给{taker['name']}？")
    asked.get_by_role("button", name=action).click()
    expect(page.get_by_text(f"{GRID}从现在起归{taker['name']}巡查")).to_be_visible()
    assert OFFICER not in [p["name"] for p in _parties(leader, grid)["officers"]]
    assert site["id"] not in [i["site"]["id"] for i in officer.get("/today")["items"]]

    phone.context.unroute("**/api/v1/checkins")
    phone.goto("/outbox")
    expect(phone.get_by_text("已送达")).to_be_visible()
    visit = visits_of(leader, site)[0]
    assert (visit["author"]["name"], visit["standing"]) == (OFFICER, "counts")
    page.goto(f"/checkins/{visit['number']}")
    expect(page.get_by_text("网格已交给别人")).to_be_visible()


def test_the_second_of_two_is_told_plainly(
    person: OpenPerson, api: Callable[[str], Phone], grid: int
) -> None:
    leader = api("li.ge")
    people = _parties(leader, grid)
    giver = next(p for p in people["officers"] if p["name"] == OFFICER)
    first, second = people["candidates"][:2]
    somebody = person("li.ge", wide=True)
    somebody.expected |= {f"409 POST /api/v1/areas/{grid}/handover"}
    page = somebody.page
    page.goto("/coverage")
    page.get_by_role("link", name="网格交接").click()
    page.get_by_label("从谁手里交出").select_option(str(giver["id"]))
    page.get_by_label("交给谁").select_option(str(second["id"]))
    assert _give(leader, grid, giver["id"], first["id"]) == 200
    action = f"现在交给{second['name']}"
    page.get_by_role("button", name=action).click()
    page.get_by_role("dialog", name=action).get_by_role("button", name=action).click()
    expect(page.get_by_role("alert")).to_contain_text("现在不是直接分给这个人的")
    expect(page.get_by_label("从谁手里交出")).to_contain_text(first["name"])
    expect(page.get_by_label("从谁手里交出")).not_to_contain_text(OFFICER)


def test_it_is_taken_back_the_same_day(
    person: OpenPerson, api: Callable[[str], Phone], grid: int
) -> None:
    leader = api("li.ge")
    people = _parties(leader, grid)
    giver = next(p for p in people["officers"] if p["name"] == OFFICER)
    taker = people["candidates"][0]
    assert _give(leader, grid, giver["id"], taker["id"]) == 200
    page = person("li.ge").page
    page.goto(f"/handover?area={grid}")
    newest = page.get_by_role("listitem").filter(has_text=f"{OFFICER} → {taker['name']}").first
    newest.get_by_role("button", name="撤回这次交接").click()
    asked = page.get_by_role("dialog", name="撤回这次交接")
    expect(asked).to_contain_text(f"从{taker['name']}还给{OFFICER}")
    asked.get_by_role("button", name="撤回这次交接").click()
    expect(newest).to_contain_text("已撤回")
    assert OFFICER in [p["name"] for p in _parties(leader, grid)["officers"]]


def _option(page: Any, name: str) -> str:
    """The whole text of the option that begins with a name."""
    options: list[str] = page.get_by_label("从谁手里交出").locator("option").all_inner_texts()
    return next(text for text in options if text.startswith(name))
