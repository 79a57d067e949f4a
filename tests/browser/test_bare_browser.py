"""A check-in from browsers that lack one thing: it arrives, and what is missing is said."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.bare import BARE, SOME_BARE
from tests.browser.conftest import OpenPerson
from tests.browser.field import hand_over, small_photo
from tests.browser.patrol import NORMAL, any_elsewhere, at, visits_of
from tests.support.phone import Phone

pytestmark = pytest.mark.browser

OFFICER = "chen.wai"
TOLD = {
    "IndexedDB": "这个浏览器不让网页存东西",
    "geolocation": "手机定不了位",
}


@pytest.mark.parametrize("missing", SOME_BARE)
def test_a_check_in_arrives(person: OpenPerson, api: Callable[[str], Phone], missing: str) -> None:
    officer = api(OFFICER)
    sites = any_elsewhere(officer)
    site = sites[list(BARE).index(missing) % len(sites)]
    before = len(visits_of(officer, site))
    page = person(OFFICER, at=at(site), scripts=(BARE[missing],)).page
    page.goto(f"/sites/{site['id']}/check-in")
    expect(page.get_by_role("heading", name=site["name"])).to_be_visible()
    if missing in TOLD:
        expect(page.get_by_text(TOLD[missing])).to_be_visible()
    check_in(page, missing)
    officer.close()  # the server may have hung up meanwhile: on the next connection
    visits = visits_of(officer, site)
    assert len(visits) == before + 1
    assert [photo["arrived"] for photo in visits[0]["photos"]] == [True]


def check_in(page: Page, missing: str) -> None:
    hand_over(page, small_photo(list(BARE).index(missing) + 600))
    expect(page.get_by_alt_text("第 1 张现场照片")).to_be_visible()
    if missing == "geolocation":
        page.get_by_role("button", name="手机不给定位").click()
    if missing == "localStorage":  # where the browser remembers that she agreed
        page.get_by_role("button", name="同意，开始定位").click()
    page.get_by_role("button", name=NORMAL, exact=True).click()
    expect(page.get_by_role("heading", name="已收到")).to_be_visible()
    expect(page.get_by_text("照片 1/1 张已传到")).to_be_visible()


def test_without_storage_and_signal_it_says_that_nothing_was_saved(
    person: OpenPerson, api: Callable[[str], Phone]
) -> None:
    site = any_elsewhere(api(OFFICER))[0]
    page = person(OFFICER, at=at(site), scripts=(BARE["IndexedDB"],)).page
    page.goto(f"/sites/{site['id']}/check-in")
    expect(page.get_by_role("button", name=NORMAL, exact=True)).to_be_enabled()
    page.context.set_offline(True)
    page.get_by_role("button", name=NORMAL, exact=True).click()
    expect(page.get_by_text("这次没有保存，也没有送出")).to_be_visible()
    expect(page.get_by_role("heading", name=site["name"])).to_be_visible()
