"""A photo that the server cannot use is seen on the receipt and taken again from there."""

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPerson
from tests.browser.patrol import NORMAL, any_elsewhere, at, take_photo, visits_of
from tests.support.phone import Phone

pytestmark = pytest.mark.browser

REFUSAL = {
    "code": "photo-unreadable",
    "status": 422,
    "title": "这张照片打不开",
    "title_en": "This photo cannot be opened",
    "detail": None,
    "fields": [],
}


def test_it_comes_with_another_visit_that_names_the_receipt(
    person: OpenPerson, api: Callable[[str], Phone]
) -> None:
    officer = api("wang.xun")
    site = any_elsewhere(officer)[-2]
    before = len(visits_of(officer, site))
    somebody = person("wang.xun", at=at(site))
    somebody.expected.add("422 PUT /api/v1/photos/")
    page = somebody.page
    page.route(
        "**/api/v1/photos/*",
        lambda route: route.fulfill(
            status=422, content_type="application/problem+json", body=json.dumps(REFUSAL)
        ),
    )
    page.goto(f"/sites/{site['id']}/check-in")
    take_photo(page)
    page.get_by_role("button", name=NORMAL, exact=True).click()
    expect(page.get_by_text("第 1 张：这张照片打不开")).to_be_visible()
    page.unroute("**/api/v1/photos/*")

    page.get_by_role("link", name="去重拍").click()
    code = visits_of(officer, site)[0]["code"]
    take_photo(page)
    expect(page.locator("textarea").first).to_have_value(f"补拍照片，接回执 {code[:4]}-{code[4:]}")
    page.get_by_role("button", name=NORMAL, exact=True).click()
    expect(page.get_by_text("照片 1/1 张已传到")).to_be_visible()
    assert len(visits_of(officer, site)) == before + 2
