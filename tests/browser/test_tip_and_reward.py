"""A whole tip over both hosts: told at a phone, read, answered, rewarded by two, and paid."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from backend.core import clock
from backend.demo.tip_texts import CODES
from backend.tips.host.code import check_digit
from tests.browser.conftest import PATIENCE_MS, OpenPerson, Product
from tests.browser.person import NARROW
from tests.browser.tip.visitor import Visitor
from tests.browser.tips_office import EASY, picture, read, turn_to, unlock, words
from tests.support.served import environment, execute, tips_served

pytestmark = pytest.mark.browser

ANSWER = "车是蓝色的"
# As the job does on the day on which the list of this month is due.
MAKE_LISTS = """
from datetime import timedelta
from wsgi import app
from backend.core import clock
from backend.staff.extensions import db
from backend.tips.pay_desk import paid_lists, rules
month = rules.month_of(clock.local_date(clock.now()))
due = rules.month_of(month + timedelta(days=31)).replace(day=rules.LIST_DAY)
with app.app_context():
    paid_lists.make_lists(due)
    db.session.commit()
    paid_lists.publish()
"""


@pytest.fixture
def citizen(product: Product, browser: Browser) -> Iterator[Visitor]:
    with tips_served(product.data, TIPS_PROOF_COST=EASY, TIPS_WORKERS="1") as server:
        width, height = NARROW
        context = browser.new_context(
            base_url=server.url,
            viewport={"width": width, "height": height},
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            has_touch=True,
            reduced_motion="reduce",
        )
        context.set_default_timeout(PATIENCE_MS)
        visitor = Visitor(context, server.url)
        yield visitor
        context.close()
    assert visitor.person.troubles() == []


def test_from_the_first_word_to_the_money(
    citizen: Visitor, person: OpenPerson, product: Product, tmp_path: Path
) -> None:
    text = words()
    code = told(citizen, text, tmp_path)
    citizen.note_down(code)

    page = opened(person, "ju.ban", text)
    expect(page.get_by_text("照片 2 张")).to_be_visible()
    expect(page.get_by_role("img", name="举报的地点")).to_be_visible()
    page.get_by_role("button", name="打开照片").click()
    expect(page.get_by_alt_text("第 2 张照片")).to_be_visible()
    step(page, "请补充情况")
    turn_to(page, "回复")
    page.get_by_label("写给举报人").fill("车是什么颜色")
    page.get_by_role("button", name="加密并回复").click()
    expect(page.locator(".talk")).to_contain_text("车是什么颜色")

    citizen.return_with(code)
    expect(citizen.page.get_by_role("heading", name="有话要问您")).to_be_visible()
    expect(citizen.page.locator("li", has_text="车是什么颜色")).to_be_visible()
    citizen.page.get_by_label("再说几句").fill(ANSWER)
    citizen.press("加密并寄出").click()
    expect(citizen.page.get_by_text("已经收到。")).to_be_visible()

    read(page, text)
    expect(page.locator(".talk")).to_contain_text(ANSWER)
    turn_to(page, "进展")
    step(page, "查实")
    turn_to(page, "奖励")
    page.get_by_label("金额（元）").fill("800")
    page.get_by_role("button", name="提出奖励 800 元").click()
    expect(page.get_by_text("由组里另一个人批准。")).to_be_visible()
    second = opened(person, "ju.shen", text)
    turn_to(second, "奖励")
    second.get_by_role("button", name="批准 800 元").click()
    expect(second.get_by_text("已批准 800 元")).to_be_visible()

    citizen.return_with(code)
    citizen.press("显示领奖码").click()
    voucher = citizen.page.locator(".voucher").inner_text().replace("\n", "")
    desk = person("fa.jiang").page
    desk.goto("/pay")
    desk.get_by_label("领奖码").fill(voucher[:-1])
    expect(desk.get_by_role("button", name="还差 1 位")).to_be_disabled()
    desk.get_by_label("领奖码").press_sequentially(voucher[-1])
    desk.get_by_role("button", name="看金额").click()
    desk.get_by_role("button", name="发 800 元，核销").click()
    expect(desk.get_by_role("status")).to_contain_text("已核销，请发 800 元")
    assert text not in desk.content()

    citizen.return_with(code)
    expect(citizen.page.get_by_text("名单里还没有这个领奖码")).to_be_visible()
    execute(environment(product.data), "-c", MAKE_LISTS)
    citizen.return_with(code)
    today = clock.local_date(clock.now())
    paid = citizen.page.get_by_text(f"已兑付（{today.year}年{today.month}月）：800 元已经领走。")
    expect(paid).to_be_visible()
    expect(citizen.press("显示领奖码")).to_have_count(0)


def test_whose_voucher_was_drawn_in_the_demo_reads_it_in_her_thread(citizen: Visitor) -> None:
    digits = CODES[1]
    citizen.return_with(digits + str(check_digit(digits)))
    expect(citizen.page.get_by_text("2,000 元已经领走。")).to_be_visible()


def test_whom_she_excluded_nobody_hands_it_to(citizen: Visitor, person: OpenPerson) -> None:
    text = words()
    citizen.come()
    citizen.begin("林区用火、消防通道")
    citizen.write(text)
    citizen.row("不给谁看").click()
    # A group that would not read this kind, but could be given it later.
    citizen.page.get_by_role("checkbox", name="治安举报组").check()
    citizen.press("好了").click()
    citizen.check()
    citizen.press("加密并寄出").click()
    citizen.code()

    page = opened(person, "ju.ban", text)
    turn_to(page, "转办")
    option = page.get_by_role("option", name="治安举报组")
    expect(option).to_be_disabled()
    path = f"/api/v1/tip-inbox{urlsplit(page.url).path}/transfer"
    wish = {"group": option.get_attribute("value")}
    refused = page.request.post(path, data=wish, headers={"X-Patrol": "1"})
    assert (refused.status, refused.json()["code"]) == (409, "tip-excluded")


def told(citizen: Visitor, text: str, folder: Path) -> str:
    """A tip with a place on the map and two photos. Returns its code."""
    page = citizen.page
    citizen.come()
    citizen.begin("非法采矿、废弃坑矿")
    citizen.write(text)
    citizen.row("地点").click()
    citizen.press("在图上点").click()
    page.get_by_label("乡镇街道").select_option(index=1)
    page.get_by_role("img", name="这个乡镇各村的图").click()
    expect(page.get_by_text("会寄出的地点：")).to_be_visible()
    citizen.press("好了").click()
    citizen.row("照片").click()
    file = folder / "photo.jpg"
    file.write_bytes(picture())
    page.locator("input[type=file]").set_input_files([file, file])
    expect(page.get_by_alt_text("第 2 张照片")).to_be_visible()
    citizen.press("好了").click()
    citizen.check()
    citizen.press("加密并寄出").click()
    code = citizen.code()
    expect(page.get_by_text("照片收到 2 张。")).to_be_visible()
    return code


def opened(person: OpenPerson, username: str, text: str) -> Page:
    """The tip at a reader's phone."""
    reader = person(username)
    unlock(reader.context.request)
    read(reader.page, text)
    return reader.page


def step(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()
    expect(page.get_by_role("button", name=name, exact=True)).to_have_count(0)
