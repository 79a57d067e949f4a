"""A visit that came after its window was sealed: the leader decides, both figures stand."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPerson
from tests.support.phone import Phone

pytestmark = pytest.mark.browser


def test_the_leader_approves_and_both_sides_stand(
    person: OpenPerson, api: Callable[[str], Phone]
) -> None:
    leader = api("li.ge")
    (row,) = leader.get("/adjustments")["items"]
    number = row["window"]["number"]
    before = leader.get(f"/coverage?window={number}")["plans"][0]["sealed"]
    page = person("li.ge").page
    page.goto(f"/coverage?window={number}")
    card = page.locator(".sealed")
    expect(card).to_contain_text("1 条补录待审")
    with page.expect_download() as download:
        card.get_by_role("link", name="下载 PDF").click()
    assert download.value.suggested_filename.endswith(f"第{number}轮巡查情况.pdf")

    card.get_by_role("link", name="补录待审").click()
    page.locator(f"a.row[href^='/adjustments/{row['id']}']").click()
    approve = page.get_by_role("button", name="同意，计入补录")
    expect(approve).to_be_disabled()
    page.get_by_label("理由").fill("山里没信号，照片对得上")
    approve.click()
    expect(page.get_by_text("已计入补录")).to_be_visible()

    after = leader.get(f"/coverage?window={number}")["plans"][0]["sealed"]
    assert after["sealed"] == before["sealed"]
    assert after["adjusted"]["covered"] == before["sealed"]["covered"] + 1
    assert after["waiting"] == 0
    desk = person("zhao.zhen", wide=True).page
    desk.goto(f"/coverage?window={number}")
    expect(desk.locator(".sealed")).to_contain_text("看补录")
    desk.goto("/adjustments")
    desk.get_by_role("button", name="已同意").click()
    desk.locator(f"a.row[href^='/adjustments/{row['id']}']").click()
    expect(desk.get_by_text("没查 → 已覆盖")).to_be_visible()
