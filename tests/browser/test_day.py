"""The order of the day on the phone, held against the rule in other words."""

import datetime
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from backend.core import clock
from tests.browser.conftest import OpenPerson
from tests.browser.patrol import at, check_in, distances, open_elsewhere, open_sites
from tests.support.phone import Phone

pytestmark = pytest.mark.browser

SOMEWHERE = (117.3500, 25.9700)  # in no grid of the officer's, so that she stands nowhere


def _rank(item: dict[str, Any], *, is_sooner: bool) -> tuple[object, ...]:
    """What presses, then high risk, then the rest, then what waits for the leader; what was tried
    today behind the others of its group.
    """
    tried = item["state"] == "attempted" and not item["follow_up"]
    is_overdue = item["missed_last"] or item["attempted_last"] or item["state"] == "missed"
    if item["awaits_review"]:
        return (3, False)
    if is_overdue or (is_sooner and not tried):
        return (0, tried)
    return (1 if item["site"]["risk"] >= 3 and not tried else 2, tried)


def _ranks(items: list[dict[str, Any]]) -> list[tuple[object, ...]]:
    last = datetime.timedelta(milliseconds=1)
    days = [
        clock.local_date(datetime.datetime.fromisoformat(item["due_at"]) - last) for item in items
    ]
    today = clock.local_date(clock.now())
    sooner = [day == today and max(days) > today for day in days]
    return [_rank(item, is_sooner=one) for item, one in zip(items, sooner, strict=True)]


def _shown(page: Page) -> list[int]:
    links = page.locator("main ul.stack a.row")
    expect(links.first).to_be_visible()
    hrefs = links.evaluate_all("rows => rows.map((row) => row.getAttribute('href'))")
    return [int(re.sub(r"\D", "", href)) for href in hrefs]


def test_urgent_ones_first_then_near_ones(person: OpenPerson, api: Callable[[str], Phone]) -> None:
    page = person("wang.xun", at=SOMEWHERE).page
    page.goto("/today")
    expect(page.get_by_role("heading", name="先急后近")).to_be_visible()
    expect(page.get_by_role("heading", name="您就在这里")).to_have_count(0)
    items = {item["site"]["id"]: item for item in api("wang.xun").get("/today")["items"]}
    order = _shown(page)
    assert set(order) == {
        number for number, item in items.items() if item["state"] in ("open", "missed", "attempted")
    }
    ranks = _ranks([items[number] for number in order])
    assert ranks == sorted(ranks)
    metres = distances(page.locator("main ul.stack a.row"))
    for rank in set(ranks):
        alike = [away for away, other in zip(metres, ranks, strict=True) if other == rank]
        assert alike == sorted(alike)


def test_where_she_stands_is_under_her_thumb(
    person: OpenPerson, api: Callable[[str], Phone]
) -> None:
    site = open_sites(api("wang.xun"))[-1]
    page = person("wang.xun", at=at(site, north_m=4)).page
    page.goto("/today")
    card = page.get_by_role("region", name="您就在这里")
    expect(card).to_contain_text(site["name"])
    assert site["id"] not in _shown(page)
    card.get_by_role("button", name="打卡", exact=True).click()
    expect(page).to_have_url(re.compile(rf"/sites/{site['id']}/check-in$"))


def test_without_a_position_by_need_alone(person: OpenPerson) -> None:
    walker = person("wang.xun")
    walker.page.goto("/today")
    expect(walker.page.get_by_role("heading", name="先急后缓")).to_be_visible()
    expect(walker.page.get_by_text("手机没有允许定位")).to_be_visible()


def test_what_waits_on_the_phone_needs_no_second_way(
    person: OpenPerson, api: Callable[[str], Phone]
) -> None:
    site = open_elsewhere(api("wang.xun"))[0]
    walker = person("wang.xun", at=at(site, north_m=2))
    page = walker.page
    page.goto("/today")
    before = len(_shown(page))
    page.context.route("**/api/v1/checkins", lambda route: route.abort())
    check_in(page, site)
    page.goto("/today")
    expect(page.get_by_text("另有 1 处已在本机")).to_be_visible()
    assert len(_shown(page)) <= before
    expect(page.locator(f"main a[href='/sites/{site['id']}']")).to_have_count(0)
    page.get_by_role("button", name="展开").click()
    expect(page.locator(f"main a[href='/sites/{site['id']}']")).to_contain_text("待上传")
