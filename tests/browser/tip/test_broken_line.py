"""A line that drops on the way: nothing is lost while the page is open, nothing arrives twice."""

from pathlib import Path

import pytest
from playwright.sync_api import Route, expect

from tests.browser.tip.conftest import OpenVisitor
from tests.browser.tip.house import House

pytestmark = pytest.mark.browser


def swallow(route: Route) -> None:
    """The server takes it; its answer is lost."""
    # Only the browser knows names under localhost.
    route.fetch(url=route.request.url.replace("tips.localhost", "127.0.0.1"))
    route.abort()


def test_answers_that_are_lost_make_no_second_tip(
    visit: OpenVisitor, house: House, photo: Path
) -> None:
    words = "答复丢了三次的举报"
    citizen = visit()
    page = citizen.page
    citizen.come()
    citizen.begin()
    citizen.write(words)
    citizen.row("照片").click()
    page.locator("input[type=file]").set_input_files(photo)
    expect(page.get_by_alt_text("第 1 张照片")).to_be_visible()
    citizen.press("好了").click()
    citizen.check()
    for path in ("tips", "photos"):
        page.route(f"**/api/{path}", swallow, times=1)
    page.route("**/api/challenge*", lambda route: route.abort(), times=1)
    citizen.press("加密并寄出").click()
    for _ in ("the challenge", "the text", "the photo"):
        expect(page.get_by_role("heading", name="还没寄出去")).to_be_visible()
        expect(page.get_by_text("您写的都还在这一页里，请不要关")).to_be_visible()
        citizen.press("再试一次").click()
        expect(page.get_by_role("alert")).to_have_count(0)
    code = citizen.code()
    tip = house.tip(words)  # exactly one
    assert len(tip.texts()) == len(tip.photos()) == 1
    citizen.note_down(code)
    citizen.return_with(code)


def test_offline_at_the_first_tap(visit: OpenVisitor) -> None:
    citizen = visit()
    citizen.come()
    citizen.context.set_offline(True)
    citizen.press("我要说一件事").click()
    expect(citizen.page.get_by_text("网络不通，没有取到后面的页面")).to_be_visible()
    citizen.context.set_offline(False)
    citizen.press("再试一次").click()
    expect(citizen.page.get_by_role("heading", name="是哪类事？")).to_be_visible()


def test_the_line_comes_back_and_it_goes_on_by_itself(visit: OpenVisitor, house: House) -> None:
    citizen = visit()
    citizen.come()
    citizen.begin()
    citizen.write("断网时写下的")
    citizen.check()
    citizen.context.set_offline(True)
    citizen.press("加密并寄出").click()
    expect(citizen.page.get_by_role("heading", name="还没寄出去")).to_be_visible()
    citizen.context.set_offline(False)
    citizen.code()
    assert house.tip("断网时写下的")


def test_a_group_that_changed_its_key_meanwhile(visit: OpenVisitor, house: House) -> None:
    citizen = visit()
    citizen.come()
    citizen.begin()
    citizen.write("写到一半受理人换了锁")
    citizen.check()
    house.rotate(0)
    citizen.person.expected.add("409 POST /api/tips")
    citizen.press("加密并寄出").click()
    citizen.code()
    assert house.tip("写到一半受理人换了锁")


def handed_to_the_next(route: Route) -> None:
    """Published anew: what the first group read goes to the second."""
    answer = route.fetch(url=route.request.url.replace("tips.localhost", "127.0.0.1"))
    content = answer.json()
    for category in content["categories"]:
        category["groups"].reverse()
    route.fulfill(response=answer, json=content)


def test_nothing_goes_to_a_group_that_she_was_not_shown(visit: OpenVisitor, house: House) -> None:
    words = "寄出时受理的小组换了"
    citizen = visit()
    page = citizen.page
    citizen.come()
    citizen.begin()
    citizen.write(words)
    citizen.check()
    house.rotate(0)
    page.route("**/api/published", handed_to_the_next, times=1)
    citizen.person.expected.add("409 POST /api/tips")
    citizen.press("加密并寄出").click()
    expect(page.get_by_role("alert")).to_contain_text("受理的小组刚刚换了")
    expect(page.get_by_text("督查组。15 天内应有回音")).to_be_visible()
    assert not [tip for tip in house.opened() if words in tip.texts()[0]["text"]]
    citizen.press("加密并寄出").click()
    citizen.code()
    assert house.tip(words).group_id == house.groups[1].id


def test_an_excluded_group_gets_nothing(visit: OpenVisitor, house: House) -> None:
    citizen = visit()
    citizen.come()
    citizen.begin()
    citizen.write("牵涉到矿山安全组里的人")
    citizen.row("不给谁看").click()
    for name in ("矿山安全组", "督查组"):
        citizen.page.get_by_role("checkbox", name=name).check()
    expect(citizen.page.get_by_text("没有人能收")).to_be_visible()
    citizen.page.get_by_role("checkbox", name="督查组").uncheck()
    citizen.press("好了").click()
    citizen.check()
    expect(citizen.page.get_by_text("督查组。15 天内应有回音")).to_be_visible()
    citizen.press("加密并寄出").click()
    citizen.code()
    assert house.tip("牵涉到矿山安全组里的人").group_id == house.groups[1].id
