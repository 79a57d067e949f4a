"""A budget that is used up: the page pays again by itself; a full day is told and passes."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Route, expect

from tests.browser.tip.conftest import OpenVisitor
from tests.browser.tip.house import House

pytestmark = pytest.mark.browser


def refusing(code: str, status: int) -> Callable[[Route], None]:
    """The server's word for a budget that is used up."""

    def refuse(route: Route) -> None:
        body = json.dumps({"code": code, "status": status})
        route.fulfill(status=status, body=body, content_type="application/problem+json")

    return refuse


def test_the_page_computes_another_proof_by_itself(
    visit: OpenVisitor, house: House, photo: Path
) -> None:
    words = "一道题不够寄完的举报"
    citizen = visit()
    citizen.person.expected |= {"429 POST /api/tips", "429 POST /api/photos"}
    page = citizen.page
    citizen.come()
    citizen.begin()
    citizen.write(words)
    citizen.row("照片").click()
    page.locator("input[type=file]").set_input_files([photo, photo])
    expect(page.get_by_alt_text("第 2 张照片")).to_be_visible()
    citizen.press("好了").click()
    citizen.check()
    for path in ("tips", "photos"):
        page.route(f"**/api/{path}", refusing("tip-budget", 429), times=1)
    citizen.press("加密并寄出").click()
    citizen.code()
    tip = house.tip(words)
    assert (len(tip.texts()), len(tip.photos())) == (1, 2)
    assert [each.path for each in citizen.sent].count("/api/open") == 3


def test_a_full_day_is_told_and_what_was_written_stays(visit: OpenVisitor, house: House) -> None:
    words = "当天已经放满时的举报"
    citizen = visit()
    citizen.person.expected.add("503 POST /api/tips")
    citizen.come()
    citizen.begin()
    citizen.write(words)
    citizen.check()
    citizen.page.route("**/api/tips", refusing("tip-quota", 503), times=1)
    citizen.press("加密并寄出").click()
    expect(citizen.page.get_by_text("今天放东西的地方满了")).to_be_visible()
    citizen.press("再试一次").click()
    citizen.code()
    assert len(house.tip(words).texts()) == 1
