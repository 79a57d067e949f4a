"""What was begun on the phone is there again, whatever happened to the page."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPerson
from tests.browser.patrol import NORMAL, any_elsewhere, at, take_photo, visits_of
from tests.support.phone import Phone

pytestmark = pytest.mark.browser

NOTE = "后门新换了锁"


def describe(page: Page, text: str) -> None:
    page.get_by_role("button", name="看第 1 张照片").click()
    page.get_by_label("说明", exact=True).fill(text)
    page.get_by_role("button", name="好", exact=True).click()
    expect(page.get_by_label("说明", exact=True)).to_be_hidden()


def test_a_reload_loses_nothing(person: OpenPerson, api: Callable[[str], Phone]) -> None:
    officer = api("wang.xun")
    site = any_elsewhere(officer)[1]
    before = len(visits_of(officer, site))
    page = person("wang.xun", at=at(site)).page
    page.goto(f"/sites/{site['id']}/check-in")
    take_photo(page)
    describe(page, "门口")
    page.get_by_label("补充说明").fill(NOTE)
    page.reload()
    expect(page.get_by_text("没填完的")).to_be_visible()
    expect(page.get_by_label("补充说明")).to_have_value(NOTE)
    expect(page.get_by_alt_text("第 1 张现场照片")).to_be_visible()
    page.get_by_role("button", name=NORMAL, exact=True).click()
    expect(page.get_by_role("heading", name="已收到")).to_be_visible()

    found = visits_of(officer, site)
    assert len(found) == before + 1
    assert found[0]["note"] == NOTE
    assert [photo["note"] for photo in found[0]["photos"]] == ["门口"]
    page.goto("/outbox")
    expect(page.get_by_text("没填完的")).to_be_hidden()


def test_starting_anew_forgets_it(person: OpenPerson, api: Callable[[str], Phone]) -> None:
    site = any_elsewhere(api("wang.xun"))[2]
    page = person("wang.xun", at=at(site)).page
    page.goto(f"/sites/{site['id']}/check-in")
    page.get_by_label("补充说明").fill(NOTE)
    take_photo(page)
    page.goto("/outbox")
    page.get_by_role("link", name=site["name"]).click()
    page.get_by_role("button", name="重新填").click()
    expect(page.get_by_label("补充说明")).to_have_value("")
    page.reload()
    expect(page.get_by_label("补充说明")).to_have_value("")
    expect(page.get_by_alt_text("第 1 张现场照片")).to_be_hidden()
