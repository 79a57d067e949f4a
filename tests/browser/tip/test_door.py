"""Coming in: from WeChat, without JavaScript, without HTTPS, on a thin line."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import INSECURE_NAME
from tests.browser.test_budget import Wire
from tests.browser.tip.conftest import OpenVisitor
from tests.browser.tip.house import House, county
from tests.support.served import ROOT
from tests.tips.host.builders import Group

pytestmark = pytest.mark.browser

BUILT = ROOT / "h5" / "dist-tip"
FIRST_BYTES, FIRST_REQUESTS = 110 * 1024, 8
WECHAT = (
    "Mozilla/5.0 (Linux; Android 12) AppleWebKit/537.36 Chrome/107 Mobile MicroMessenger/8.0.49"
)
HUNG_ON = "?code=CODECANARY&state=1&openid=OPENIDCANARY&from=singlemessage&isappinstalled=0"
PLATFORM = re.compile(r"open\.weixin|jweixin|res\.wx|\bwx\.|WeixinJSBridge|openid", re.IGNORECASE)


def built() -> list[Path]:
    return [path for path in BUILT.rglob("*") if path.suffix in (".js", ".css", ".html")]


def test_the_first_page_is_small_and_the_cryptography_comes_after_the_tap(
    visit: OpenVisitor,
) -> None:
    citizen = visit()
    wire = Wire(citizen.context.new_cdp_session(citizen.page))
    citizen.come()
    citizen.page.wait_for_load_state("networkidle")
    first = wire.told("first page")
    print(first)
    assert wire.length <= FIRST_BYTES, first
    assert len(wire.asked) <= FIRST_REQUESTS, first
    assert not [path for path in wire.asked.values() if "PBKDF2" in text_of(path)]

    wire.reset()
    citizen.begin()
    citizen.page.wait_for_load_state("networkidle")
    print(wire.told("after the tap"))
    assert [path for path in wire.asked.values() if "p369 wrap 1" in text_of(path)]


def text_of(path: str) -> str:
    file = BUILT / path.lstrip("/")
    return file.read_text() if file.is_file() else ""


def test_wechat_is_named_and_learns_nothing_from_us(visit: OpenVisitor, house: House) -> None:
    citizen = visit(user_agent=WECHAT)
    citizen.come(HUNG_ON)
    page = citizen.page
    expect(page.get_by_role("heading", name="用手机自带的浏览器打开更稳妥")).to_be_visible()
    expect(page.get_by_text(f"{house.url}/", exact=True)).to_be_visible()
    citizen.press("复制网址").click()
    expect(page.get_by_text("已复制")).to_be_visible()
    first, *rest = citizen.sent
    assert "OPENIDCANARY" in first.url  # as WeChat made it
    for sent in rest:
        assert "CANARY" not in sent.url + str(sent.headers) + sent.body.decode("latin-1")


def test_nothing_of_the_build_knows_a_platform() -> None:
    assert len(built()) > 5
    assert [path.name for path in built() if PLATFORM.search(path.read_text())] == []


def test_without_javascript_it_says_so_and_names_other_ways(visit: OpenVisitor) -> None:
    page = visit(java_script_enabled=False).page
    page.goto("/")
    expect(page.get_by_role("heading", name="这里要用 JavaScript")).to_be_visible()
    expect(page.locator("noscript li")).to_contain_text("12350")
    expect(page.locator(".boot")).to_be_hidden()
    assert page.locator("form, input, textarea").count() == 0


def test_without_https_the_phone_still_solves_and_seals(visit: OpenVisitor, house: House) -> None:
    """No browser's own cryptography there: the same in JavaScript."""
    citizen = visit(url=f"http://{INSECURE_NAME}:{house.server.port}")
    citizen.person.expected |= {"console: The Cross-Origin-Opener-Policy header has been ignored"}
    citizen.come()
    assert citizen.page.evaluate("crypto.subtle === undefined")
    code = citizen.tell("没有 HTTPS 也能寄出")
    assert house.tip("没有 HTTPS 也能寄出")
    citizen.note_down(code)
    citizen.return_with(code)


def test_before_anybody_can_read_nobody_can_tell(visit: OpenVisitor) -> None:
    page = visit().page
    nobody = {"groups": [], "categories": []}
    page.route(
        "**/api/published",
        lambda route: route.fulfill(json=county([Group(), Group()]) | nobody),
    )
    page.goto("/")
    expect(page.get_by_text("这里还没有开通。请用别的办法告诉我们。")).to_be_visible()
    expect(page.get_by_role("button", name="我要说一件事")).to_be_disabled()
    expect(page.get_by_text("12350")).to_be_visible()


def test_a_failure_at_the_door_can_be_tried_again(visit: OpenVisitor) -> None:
    page = visit().page
    page.route("**/api/published", lambda route: route.abort(), times=1)
    page.goto("/")
    expect(page.get_by_text("网络不通。")).to_be_visible()
    page.get_by_role("button", name="再试一次").click()
    expect(page.get_by_role("button", name="我要说一件事")).to_be_enabled()


def test_in_english(visit: OpenVisitor) -> None:
    page = visit(english=True).page
    page.goto("/")
    expect(page.get_by_role("heading", name="Report without a name")).to_be_visible()
    page.get_by_role("button", name="中文").click()
    expect(page.get_by_role("button", name="我要说一件事")).to_be_visible()
