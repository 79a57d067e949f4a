"""Something is wrong at a site: it is given away, mended with a photo, looked at by another."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.camera import quick_photo
from tests.browser.conftest import OpenPerson
from tests.browser.patrol import Site, any_sites, at
from tests.support.phone import Phone

pytestmark = pytest.mark.browser

SECOND_PERSON = "闭环要由另一个人复查：不能是发现、交办或整改的人。"


def test_found_assigned_mended_and_closed_by_a_second_person(
    person: OpenPerson, api: Callable[[str], Phone]
) -> None:
    site = any_sites(api("wang.xun"))[3]
    officer = person("wang.xun", at=at(site)).page
    find_something(officer, site)

    leader = person("li.ge", wide=True)
    desk = leader.page
    desk.goto("/findings")
    # Inside her grid its name is left out.
    desk.get_by_role("link", name=site["name"].rpartition(" ")[2]).first.click()
    expect(desk.locator(".side")).to_contain_text("有刺鼻或化学气味吗？")
    expect(desk.locator(".side")).to_contain_text("门口就闻得到")
    desk.get_by_role("button", name="交办", exact=True).click()
    desk.get_by_role("button", name="王巡").click()
    expect(desk.locator(".side")).to_contain_text("○ 整改中")
    expect(desk.get_by_text(SECOND_PERSON)).to_be_visible()
    expect(desk.get_by_role("button", name="复查，闭环")).to_have_count(0)
    note = desk.get_by_role("button", name="记录进展")
    expect(note).to_be_disabled()
    desk.get_by_label("处理情况").fill("房东答应今晚清走")
    note.click()
    expect(desk.locator(".side")).to_contain_text("房东答应今晚清走")
    address = desk.url
    number = address.rsplit("/", 1)[1]
    refused = leader.context.request.post(
        f"/api/v1/findings/{number}/moves",
        data={"move": "close", "text": "自己看过了"},
        headers={"X-Patrol": "1"},
    )
    assert refused.json()["code"] == "second-person-needed"

    officer.goto("/today")
    officer.get_by_role("link", name="交给我整改的隐患").click()
    officer.locator("main a.row", has_text=site["name"]).last.click()
    mended = officer.get_by_role("button", name="已整改，请复查")
    expect(mended).to_be_in_viewport(ratio=1)
    mended.click(force=True)  # it says what is missing
    expect(officer.get_by_role("alert")).to_contain_text("请先拍一张整改后的照片")
    officer.locator("input[capture]").set_input_files(
        {"name": "IMG_0002.jpg", "mimeType": "image/jpeg", "buffer": quick_photo()}
    )
    expect(officer.get_by_alt_text("第 1 张现场照片")).to_be_visible()
    officer.get_by_role("button", name="已整改，请复查").click()
    expect(officer.locator(".side")).to_contain_text("◈ 待复查")

    above = person("zhao.zhen", wide=True).page
    above.goto("/notices")
    above.get_by_text("有一处隐患已整改，请您复查").first.click()
    above.get_by_role("button", name="打开这处隐患").click()
    above.get_by_label("处理情况").fill("到场看过，已清走")
    above.get_by_role("button", name="复查，闭环").click()
    expect(above.locator(".side")).to_contain_text("● 已闭环")
    expect(above.locator(".side")).to_contain_text("到场看过，已清走")
    desk.reload()
    expect(desk.locator(".side")).to_contain_text("● 已闭环")


def find_something(page: Page, site: Site) -> None:
    """One answer that is not as it should be; one tap gives the others."""
    page.goto(f"/sites/{site['id']}/check-in")
    smell = page.get_by_role("group", name="有刺鼻或化学气味吗？")
    smell.get_by_role("button", name="有", exact=True).click()
    page.get_by_label("补充说明").fill("门口就闻得到")
    page.get_by_role("button", name="1 处异常，其余正常，打卡").click()
    expect(page.get_by_role("heading", name="已收到")).to_be_visible()
    expect(page.locator(".receipt")).to_contain_text("● 已计入")
