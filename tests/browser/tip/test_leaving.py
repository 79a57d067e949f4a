"""However the page is left, nothing is there to be read after it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.tip.conftest import OpenVisitor
from tests.browser.tip.house import House
from tests.browser.tip.visitor import Visitor

pytestmark = pytest.mark.browser

WORDS = "有人半夜往井里倒东西"
ROUNDS = (1, pytest.param(20, marks=pytest.mark.drill))
HIDE = """(state) => {
    Object.defineProperty(document, 'visibilityState', { value: state, configurable: true })
    document.dispatchEvent(new Event('visibilitychange'))
}"""


def seen(page: Page) -> str:
    """What can be read on the screen, also in a field."""
    return str(
        page.evaluate(
            "document.body?.innerText + [...document.querySelectorAll('textarea, input')]"
            ".filter((e) => e.checkVisibility()).map((e) => e.value).join()"
        )
    )


def writing(citizen: Visitor) -> str:
    citizen.come()
    citizen.begin()
    citizen.write(WORDS)
    return WORDS


def holding(citizen: Visitor) -> str:
    return citizen.tell(WORDS)[:5]


def reading(citizen: Visitor) -> str:
    code = citizen.tell(WORDS)
    citizen.note_down(code)
    citizen.return_with(code)
    return WORDS


AT = pytest.mark.parametrize(
    "at",
    (writing, pytest.param(holding, marks=pytest.mark.drill), reading),
    ids=("writing", "code", "thread"),
)


@AT
@pytest.mark.parametrize("rounds", ROUNDS)
def test_quick_exit(visit: OpenVisitor, at: Callable[[Visitor], str], rounds: int) -> None:
    for _ in range(rounds):
        citizen = visit()
        page = citizen.page
        page.goto("about:blank")
        secret = at(citizen)
        assert secret in seen(page)
        with page.expect_request("**/api/bye"):
            citizen.press("快速离开").click()
        page.wait_for_url("about:blank")
        assert secret not in seen(page)
        for step in (page.go_back, page.go_forward, page.go_forward, page.go_back, page.go_back):
            step()
            assert secret not in seen(page)


@AT
def test_another_app_in_front(visit: OpenVisitor, at: Callable[[Visitor], str]) -> None:
    citizen = visit()
    secret = at(citizen)
    citizen.page.evaluate(HIDE, "hidden")
    assert secret not in seen(citizen.page)
    citizen.page.evaluate(HIDE, "visible")
    assert secret not in seen(citizen.page)
    citizen.press("接着看").click()
    assert secret in seen(citizen.page)
    citizen.page.evaluate(HIDE, "hidden")
    citizen.page.evaluate(HIDE, "visible")
    citizen.press("清掉并离开").click()
    citizen.page.wait_for_url("about:blank")


def test_an_album_in_front_asks_for_no_tap(visit: OpenVisitor) -> None:
    citizen = visit()
    writing(citizen)
    citizen.row("照片").click()
    with citizen.page.expect_file_chooser() as choosing:
        citizen.page.get_by_text("选照片或拍一张").click()
    citizen.page.evaluate(HIDE, "hidden")
    assert "照片" not in seen(citizen.page)
    citizen.page.evaluate(HIDE, "visible")
    expect(citizen.page.get_by_role("heading", name="照片")).to_be_visible()
    assert choosing.value.is_multiple()


@pytest.mark.parametrize("rounds", ROUNDS)
def test_the_browsers_back_and_forward(visit: OpenVisitor, rounds: int) -> None:
    """Out of the page and in again: she begins anew, with nothing filled in."""
    for _ in range(rounds):
        citizen = visit()
        page = citizen.page
        page.on("dialog", lambda dialog: dialog.accept())
        page.goto("about:blank")
        writing(citizen)
        page.goto("about:blank#elsewhere")
        page.go_back()
        expect(citizen.press("我要说一件事")).to_be_enabled()
        assert WORDS not in seen(page)
        page.go_forward()
        assert WORDS not in seen(page)


def test_the_back_key_goes_a_screen_back_and_loses_nothing(visit: OpenVisitor) -> None:
    citizen = visit()
    page = citizen.page
    writing(citizen)
    citizen.row("照片").click()
    page.go_back()
    expect(page.get_by_label("看到了什么？")).to_have_value(WORDS)
    page.go_back()
    expect(page.get_by_role("heading", name="是哪类事？")).to_be_visible()
    assert WORDS not in seen(page)
    citizen.row("矿山、坑洞").click()
    expect(page.get_by_label("看到了什么？")).to_have_value(WORDS)


def test_the_back_key_on_the_code_asks_first(visit: OpenVisitor) -> None:
    citizen = visit()
    secret = holding(citizen)
    citizen.page.go_back()
    expect(citizen.page.get_by_role("heading", name="要离开这里吗？")).to_be_visible()
    assert secret not in seen(citizen.page)
    citizen.press("接着看").click()
    assert secret in seen(citizen.page)


def test_closing_with_unsent_words_asks_where_a_browser_still_does(visit: OpenVisitor) -> None:
    citizen = visit()
    writing(citizen)
    asked: list[str] = []
    citizen.page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    citizen.page.close(run_before_unload=True)
    citizen.page.wait_for_timeout(300)
    assert asked == ["beforeunload"]


def test_a_staff_session_next_door_is_not_sent_along(visit: OpenVisitor, house: House) -> None:
    """A cookie of the staff's host, on the same machine and port, stays with that host."""
    citizen = visit()
    staff = f"http://localhost:{house.server.port}"
    citizen.context.add_cookies([{"name": "session", "value": "STAFF", "url": staff}])
    citizen.tell("同一台手机上也有工作人员的登录")
    assert all("cookie" not in sent.headers for sent in citizen.sent)
