"""A visit is kept on the phone until its receipt is there, and arrives exactly once."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import OpenPerson
from tests.browser.patrol import (
    NORMAL,
    Site,
    any_elsewhere,
    at,
    check_in,
    code_on,
    take_photo,
    visits_of,
)
from tests.support.phone import PASSWORD, Phone

pytestmark = pytest.mark.browser

API = "**/api/v1/**"
CHECKINS = "**/api/v1/checkins"
ARRIVED = "已收到"
KEPT = "已保存在本机"
SEND = "立即上传"


@pytest.fixture
def officer(api: Callable[[str], Phone]) -> Phone:
    return api("wang.xun")


@pytest.fixture
def site(officer: Phone) -> Site:
    return any_elsewhere(officer)[0]


def heading(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", name=text)).to_be_visible()


def assert_once(officer: Phone, site: Site, before: int, page: Page) -> None:
    """One visit more than before, and it is the one whose receipt the page shows."""
    heading(page, ARRIVED)
    found = visits_of(officer, site)
    assert len(found) == before + 1
    assert found[0]["code"] == code_on(page)


def test_offline_in_the_middle(person: OpenPerson, officer: Phone, site: Site) -> None:
    before = len(visits_of(officer, site))
    somebody = person("wang.xun", at=at(site))
    page, context = somebody.page, somebody.context
    page.goto(f"/sites/{site['id']}")
    page.get_by_role("button", name="打卡", exact=True).click()
    expect(page.get_by_text("在现场")).to_be_visible()
    context.set_offline(True)
    take_photo(page)
    page.get_by_role("button", name=NORMAL, exact=True).click()
    heading(page, KEPT)
    receipt = page.url
    page.get_by_role("link", name="回今日清单").click()
    expect(page.get_by_text("1 条还没上传")).to_be_visible()
    page.get_by_role("button", name="展开").click()
    expect(page.locator("main a.row", has_text=site["name"])).to_contain_text("◔ 待上传")

    # The page's files are there again, the server is not.
    context.route(API, lambda route: route.abort())
    context.set_offline(False)
    page.goto("/outbox")
    page.reload()
    waiting = page.locator("main a.row", has_text=site["name"])
    expect(waiting).to_contain_text("◔ 等待")
    expect(page.get_by_text("1 条已安全保存在本机")).to_be_visible()
    assert len(visits_of(officer, site)) == before

    context.unroute(API)
    page.get_by_role("button", name=SEND).click()
    heading(page, "已送达")
    expect(waiting).to_contain_text("● 已计入")
    page.goto(receipt)
    assert_once(officer, site, before, page)
    assert visits_of(officer, site)[0]["photos"][0]["arrived"]
    page.reload()
    assert_once(officer, site, before, page)


def test_sent_by_itself_when_back_online(person: OpenPerson, officer: Phone, site: Site) -> None:
    before = len(visits_of(officer, site))
    somebody = person("wang.xun", at=at(site))
    page, context = somebody.page, somebody.context
    page.goto(f"/sites/{site['id']}/check-in")
    expect(page.get_by_text("在现场")).to_be_visible()
    context.set_offline(True)
    page.get_by_role("button", name=NORMAL, exact=True).click()
    heading(page, KEPT)
    context.set_offline(False)
    assert_once(officer, site, before, page)


def fall_over(route: Route) -> None:
    """The server falls over before it has written anything."""
    route.fulfill(status=500, body="", content_type="text/html")


def cut_after_commit(route: Route) -> None:
    """The server has it; the phone never hears so."""
    assert route.fetch().status in (200, 201)
    route.abort()


@pytest.mark.parametrize("fail", (fall_over, cut_after_commit))
def test_answer_lost(
    person: OpenPerson, officer: Phone, site: Site, fail: Callable[[Route], None]
) -> None:
    before = len(visits_of(officer, site))
    somebody = person("wang.xun", at=at(site))
    somebody.expected |= {"500 POST /api/v1/checkins"}
    page = somebody.page
    page.route(CHECKINS, fail)
    check_in(page, site)
    heading(page, KEPT)
    expect(page.get_by_text("有网时自动上传")).to_be_visible()
    receipt = page.url
    page.goto("/outbox")
    expect(page.locator("main a.row", has_text=site["name"])).to_contain_text("◔ 等待")
    page.unroute(CHECKINS)
    page.get_by_role("button", name=SEND).click()
    heading(page, "已送达")
    page.goto(receipt)
    assert_once(officer, site, before, page)


def test_session_revoked_meanwhile(person: OpenPerson, officer: Phone, site: Site) -> None:
    before = len(visits_of(officer, site))
    somebody = person("wang.xun", at=at(site))
    somebody.expected |= {"401 POST /api/v1/checkins", "401 GET /api/v1/notices/unread"}
    somebody.expected |= {"401 POST /api/v1/sync"}
    page = somebody.page
    page.goto(f"/sites/{site['id']}/check-in")
    expect(page.get_by_text("在现场")).to_be_visible()
    mine = somebody.context.request.get("/api/v1/me/sessions").json()["items"]
    own = next(session["id"] for session in mine if session["current"])
    status, _ = officer.send("DELETE", f"/me/sessions/{own}")
    assert status == 204

    page.get_by_role("button", name=NORMAL, exact=True).click()
    page.get_by_label("用户名").fill("wang.xun")
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    assert len(visits_of(officer, site)) == before
    page.get_by_role("button", name="登录", exact=True).click()
    assert_once(officer, site, before, page)
