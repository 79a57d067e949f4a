"""A house is gone: who stands there asks with a photo, a second person sees it and decides."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.camera import quick_photo
from tests.browser.conftest import OpenPerson
from tests.browser.patrol import any_sites
from tests.support.phone import Phone

pytestmark = pytest.mark.browser


def test_closing_asks_for_a_photo_and_a_second_person(
    person: OpenPerson, api: Callable[[str], Phone]
) -> None:
    site = any_sites(api("wang.xun"))[2]
    page = person("wang.xun").page
    page.goto(f"/sites/{site['id']}/status")
    page.get_by_role("button", name="关闭", exact=True).first.click()
    expect(page.get_by_role("button", name="请写明原因")).to_be_disabled()
    page.get_by_label("申请原因").fill("房屋已拆除")
    expect(page.get_by_role("button", name="请拍一张现场照片")).to_be_disabled()
    photo = {"name": "gone.jpg", "mimeType": "image/jpeg", "buffer": quick_photo()}
    page.get_by_label("拍照").set_input_files(photo)
    expect(page.get_by_alt_text("第 1 张现场照片")).to_be_visible()
    page.get_by_role("button", name="关闭", exact=True).last.click()
    expect(page.get_by_text("已申请关闭，等待审批")).to_be_visible()

    desk = person("zhao.zhen", wide=True).page
    desk.goto("/site-changes")
    card = desk.get_by_role("listitem").filter(has_text=site["name"]).filter(has_text="房屋已拆除")
    expect(card.get_by_alt_text("第 1 张现场照片")).to_be_visible()
    card.get_by_role("button", name="不同意").click()
    expect(card).to_have_count(0)
