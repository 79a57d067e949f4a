"""A visit without a good position waits for the leader, and counts once she has accepted it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPerson
from tests.browser.patrol import NORMAL, Site, at, code_on, figures, open_sites, visits_of
from tests.support.phone import Phone

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("north_m", "place", "told", "why"),
    (
        pytest.param(
            2000, "离得远", "距点位 2.0 公里", "坐标登记有误", id="far", marks=pytest.mark.drill
        ),
        pytest.param(None, "没有定位", "手机没有允许定位", "室内或地下", id="denied"),
    ),
)
def test_doubtful_until_the_leader_accepts(
    person: OpenPerson,
    api: Callable[[str], Phone],
    north_m: float | None,
    place: str,
    told: str,
    why: str,
) -> None:
    officer, leader = api("wang.xun"), api("li.ge")
    site = open_sites(officer)[-1]
    before = figures(leader)["covered"]
    page = person("wang.xun", at=None if north_m is None else at(site, north_m)).page
    send_with_reason(page, site, place, told, why)
    receipt = page.locator(".receipt")
    expect(receipt).to_contain_text("◈ 待核")
    expect(receipt).to_contain_text(place)
    assert figures(leader)["covered"] == before
    look_up(page, code := code_on(page), "◈ 待核")

    desk = person("li.ge", wide=True).page
    desk.goto("/reviews")
    row = desk.locator(f"main a.row[href='/reviews/{visits_of(officer, site)[0]['number']}']")
    expect(row).to_contain_text(site["name"])
    row.click()
    expect(desk.get_by_text(why, exact=True)).to_be_visible()
    accept = desk.get_by_role("button", name="认可，计入")
    expect(accept).to_be_disabled()
    desk.get_by_label("核对说明").fill("已打电话问过")
    accept.click()
    expect(desk.get_by_text("已认可，计入覆盖")).to_be_visible()
    expect(row).to_have_count(0)

    look_up(page, code, "● 已认可")
    page.goto("/me/visits")
    mine = page.locator("main a.row", has_text=f"{code[:4]}-{code[4:]}")
    expect(mine).to_contain_text("● 已认可")
    assert figures(leader)["covered"] == before + 1


def send_with_reason(page: Page, site: Site, place: str, told: str, why: str) -> None:
    """The form asks why before it lets the visit go, and takes one tap for an answer."""
    page.goto(f"/sites/{site['id']}/check-in")
    expect(page.locator(".fix")).to_contain_text(place)
    expect(page.locator(".fix")).to_contain_text(told)
    expect(page.get_by_role("button", name="请先说一句为什么")).to_be_disabled()
    page.get_by_role("button", name=why).click()
    page.get_by_role("button", name=NORMAL, exact=True).click()
    expect(page.get_by_role("heading", name="已收到")).to_be_visible()


def look_up(page: Page, code: str, standing: str) -> None:
    """What the receipt's own page says now, then back to where the page was."""
    page.goto(f"/receipts?code={code}")
    expect(page.locator(".answer")).to_contain_text(standing)
