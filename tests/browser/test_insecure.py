"""Plain HTTP from another machine: the page says why there is no position, and still works."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPerson, Product
from tests.browser.patrol import NORMAL, any_sites, at, take_photo, visits_of
from tests.support.phone import PASSWORD, Phone

pytestmark = pytest.mark.browser


def test_without_https(product: Product, person: OpenPerson, api: Callable[[str], Phone]) -> None:
    officer = api("wang.xun")
    site = any_sites(officer)[2]
    somebody = person(url=product.insecure_url, at=at(site))
    somebody.expected |= {"console: The Cross-Origin-Opener-Policy header has been ignored"}
    page = somebody.page
    page.goto(f"/sites/{site['id']}/check-in")
    assert page.evaluate("[isSecureContext, crypto.subtle === undefined]") == [False, True]
    page.get_by_label("用户名").fill("wang.xun")
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    expect(page.locator(".fix")).to_contain_text("网址不是 https，手机不给定位")
    page.get_by_role("button", name="手机不给定位").click()
    take_photo(page)
    page.get_by_role("button", name=NORMAL, exact=True).click()
    expect(page.get_by_role("heading", name="已收到")).to_be_visible()
    expect(page.get_by_text("照片 1/1 张已传到")).to_be_visible()
    visit = visits_of(officer, site)[0]
    assert visit["no_fix_reason"] == "insecure"
    assert visit["standing"] == "pending"
    assert [photo["arrived"] for photo in visit["photos"]] == [True]
