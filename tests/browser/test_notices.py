"""What escalation told the leader: a badge, the inbox, what has been mended, the way on."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPerson
from tests.support.phone import Phone

pytestmark = pytest.mark.browser


def test_from_the_badge_to_the_board(person: OpenPerson, api: Callable[[str], Phone]) -> None:
    told = next(each for each in api("li.ge").get("/notices")["items"] if each["window"])
    waiting = api("li.ge").get("/notices/unread")["unread"]
    assert told["read_at"] is None
    page = person("li.ge").page
    page.goto("/me")
    mine = page.get_by_role("link", name=re.compile("^消息"))
    expect(mine).to_contain_text(str(waiting))
    expect(page.locator(".tabs a", has_text="我的")).to_contain_text(re.compile("[1-9]"))
    mine.click()
    row = page.locator(f"main a.row[href='/notices/{told['id']}']")
    expect(row).to_contain_text("未读")
    row.click()
    # With the word in between when, meanwhile, somebody has been to all of them.
    expect(page.get_by_text(re.compile(f"当时缺的? {told['lacking']} 处"))).to_be_visible()
    expect(page.locator(".side a.row").first).to_contain_text(re.compile("仍缺|已到"))
    page.locator(".side").get_by_role("button", name="返回").click()
    expect(row).not_to_contain_text("未读")
    page.goto(f"/notices/{told['id']}")
    page.get_by_role("button", name="看覆盖情况").click()
    expect(page).to_have_url(re.compile("/coverage"))
    assert api("li.ge").get("/notices/unread") == {"unread": waiting - 1}
