"""Readers of tips at their screens: unlock, read, answer, hand over, reward; and the pay desk."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPerson, Product
from tests.browser.person import Person
from tests.browser.tips_office import (
    EASY,
    PASSPHRASE,
    Line,
    Office,
    found,
    picture,
    read,
    said,
    turn_to,
    unlock,
    words,
)
from tests.support.served import tips_served

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def office(product: Product) -> Iterator[Office]:
    with tips_served(product.data, TIPS_PROOF_COST=EASY, TIPS_WORKERS="1") as server:
        yield Office(Line(server.url))


@pytest.fixture
def reader(person: OpenPerson) -> OpenPerson:
    """`reader("ju.ban")`: signed in, her inbox unlocked."""

    def enter(username: str, **wishes: object) -> Person:
        somebody = person(username, **wishes)
        unlock(somebody.context.request)
        return somebody

    return enter


def test_what_cannot_be_read_is_told_and_put_aside(reader: OpenPerson, office: Office) -> None:
    office.send_strange()
    page = reader("ju.ban").page
    page.goto("/tips")
    strange = page.locator("a.row", has_text="无法读取的举报")
    expect(strange).to_have_count(1)
    expect(page.locator("a.row").filter(has_not_text="无法读取的举报").first).to_be_visible()
    strange.click()
    expect(page.get_by_text("这条举报无法读取")).to_be_visible()
    expect(page.get_by_role("group", name="要做什么")).to_have_count(0)
    page.get_by_role("button", name="放进垃圾").click()
    expect(page.get_by_text("1 条已移动")).to_be_visible()
    expect(page.locator("a.row").first).to_be_visible()
    expect(strange).to_have_count(0)


def test_unlocked_read_and_answered(person: OpenPerson, office: Office) -> None:
    text = words()
    citizen = office.send(text=f"{text}，车都没有牌照。")
    assert citizen.photo(picture()).status_code == 201
    page = person("ju.ban").page
    page.goto("/me")
    page.get_by_role("link", name="举报收件箱").click()
    expect(page.get_by_text("不要打听、猜测是谁写的")).to_be_visible()
    expect(page.locator("a.row").first).to_contain_text("加密的举报")
    expect(page.get_by_text(text)).to_have_count(0)
    page.get_by_label("收件箱口令", exact=True).fill(PASSPHRASE)
    page.get_by_role("button", name="打开收件箱").click()
    expect(page.get_by_text("已打开，还剩 14:")).to_be_visible()
    found(page, text).click()
    expect(page.get_by_role("paragraph").filter(has_text=text)).to_be_visible()
    expect(page.get_by_text("大约 1 公里见方")).to_be_visible()
    expect(page.get_by_role("img", name="举报的地点")).to_be_visible()
    page.get_by_role("button", name="打开照片").click()
    expect(page.get_by_alt_text("第 1 张照片")).to_be_visible()
    page.get_by_role("button", name="我来接手").click()
    expect(page.get_by_text("进展：已接手")).to_be_visible()
    turn_to(page, "回复")
    page.get_by_label("用现成的话").select_option(index=1)
    page.get_by_role("button", name="加密并回复").click()
    expect(page.locator(".talk")).to_contain_text("我们已收到")
    [reply] = said(citizen, "reply")
    assert "我们已收到" in reply["text"]
    assert [each["status"] for each in said(citizen, "status")] == ["assigned"]
    page.get_by_role("button", name="现在锁上").click()
    expect(page.get_by_role("heading", name="收件箱锁着")).to_be_visible()
    expect(page.get_by_text(text)).to_have_count(0)


def test_what_is_open_shuts_by_itself(reader: OpenPerson, office: Office) -> None:
    text = words()
    office.send(text=text)
    page = reader("ju.ban", wide=True).page
    page.clock.install()
    read(page, text)
    turn_to(page, "回复")
    page.get_by_label("写给举报人").fill("写到一半")
    page.clock.fast_forward("15:01")
    expect(page.get_by_role("heading", name="收件箱锁着").first).to_be_visible()
    expect(page.get_by_text(text)).to_have_count(0)
    page.get_by_label("收件箱口令", exact=True).fill(PASSPHRASE)
    page.get_by_role("button", name="打开收件箱").click()
    turn_to(page, "回复")
    expect(page.get_by_label("写给举报人")).to_have_value("写到一半")


def test_handed_to_another_group(reader: OpenPerson, office: Office) -> None:
    text = words()
    office.send(text=text)
    page = reader("ju.ban").page
    read(page, text)
    turn_to(page, "转办")
    page.get_by_label("转给哪个组").select_option(label="治安举报组")
    page.get_by_role("button", name="转给治安举报组").click()
    page.get_by_role("dialog").get_by_role("button", name="转给治安举报组").click()
    expect(page.get_by_role("heading", name="举报收件箱")).to_be_visible()
    expect(page.get_by_text(text)).to_have_count(0)
    other = reader("jing.ban", wide=True).page
    read(other, text)
    expect(other.locator(".side")).to_contain_text("转来的")


def test_spam_goes_in_three_taps(reader: OpenPerson, office: Office) -> None:
    text = words()
    for _ in range(2):
        office.send("作风举报组", text=text, category="conduct")
    page = reader("ji.ban").page
    page.goto("/tips")
    page.get_by_label("在内容里找").fill(text)
    page.get_by_label("在内容里找").press("Enter")
    expect(page.locator("a.row")).to_have_count(2)
    page.get_by_role("button", name="多选").click()
    page.get_by_role("button", name="全选").click()
    page.get_by_role("button", name="2 条放进垃圾").click()
    expect(page.get_by_text("2 条已移动")).to_be_visible()


@pytest.mark.drill  # a part of the way in test_tip_and_reward, with its refusals
def test_rewarded_by_two_and_paid_by_a_third(
    person: OpenPerson, reader: OpenPerson, office: Office
) -> None:
    text = words()
    citizen = office.send(text=text)
    page = reader("ju.ban").page
    read(page, text)
    for step in ("开始查", "查实"):
        page.get_by_role("button", name=step, exact=True).click()
        expect(page.get_by_role("button", name=step, exact=True)).to_have_count(0)
    turn_to(page, "奖励")
    page.get_by_label("金额（元）").fill("1200")
    page.get_by_role("button", name="提出奖励 1,200 元").click()
    expect(page.get_by_text("由组里另一个人批准。")).to_be_visible()
    second = reader("ju.shen", wide=True).page
    read(second, text)
    turn_to(second, "奖励")
    second.get_by_role("button", name="批准 1,200 元").click()
    expect(second.get_by_text("已批准 1,200 元")).to_be_visible()
    voucher = said(citizen, "reward")[-1]["voucher"]
    assert voucher not in second.content()

    desk = person("fa.jiang")
    desk.expected |= {"404 POST /api/v1/pay-desk/look"}
    look_at(desk.page, "-".join(["AAAAA"] * 5))
    expect(desk.page.get_by_role("alert")).to_contain_text("没有这个领奖码")
    desk.page.get_by_role("button", name="换一个码").click()
    look_at(desk.page, voucher.lower().replace("-", " "))
    expect(desk.page.get_by_text("1,200 元", exact=True)).to_be_visible()
    desk.page.get_by_role("button", name="发 1,200 元，核销").click()
    expect(desk.page.get_by_role("status")).to_contain_text("已核销，请发 1,200 元")
    desk.page.get_by_role("button", name="下一个").click()
    look_at(desk.page, voucher)
    expect(desk.page.get_by_role("alert")).to_contain_text("这个领奖码已经领过了")


def look_at(page: Page, voucher: str) -> None:
    if not page.url.endswith("/pay"):
        page.goto("/pay")
    page.get_by_label("领奖码").fill(voucher)
    page.get_by_role("button", name="看金额").click()
