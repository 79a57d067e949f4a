"""The pages without signal, and after a new version: kept, offered, never a loop."""

import re
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Request, expect

from tests.browser.conftest import OpenPerson, Product
from tests.browser.patrol import NORMAL, any_elsewhere, at
from tests.browser.person import Person
from tests.browser.released import Releases
from tests.support.phone import Phone
from tests.support.served import Server, served

pytestmark = pytest.mark.browser

NOTE = "后院围墙外有新堆的木料"
WHOLE = """async () => {
    const files = async () => {
        const { active } = (await navigator.serviceWorker.getRegistration()) ?? {}
        if (!active || !navigator.serviceWorker.controller) return { ready: false }
        const { port1, port2 } = new MessageChannel()
        const answer = new Promise((resolve) => (port1.onmessage = ({ data }) => resolve(data)))
        active.postMessage('files', [port2])
        return answer
    }
    while (!(await files()).ready) await new Promise(requestAnimationFrame)
}"""
CARRIED = """async (entry) => {
    const waiting = async () => (await navigator.serviceWorker.getRegistration()).waiting
    const behind = async () => !(await caches.match(entry)) || (await waiting())
    while (await behind()) await new Promise(requestAnimationFrame)
}"""
ENTRY = "document.querySelector('script[type=module]').src"
LOOK = "navigator.serviceWorker.getRegistration().then((registration) => registration.update())"
WITHOUT_SERVER = "fetch('/api/v1/me').then(() => false, () => true)"


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Releases:
    return Releases(tmp_path_factory.mktemp("releases"))


@pytest.fixture
def releases(both: Releases) -> Releases:
    """The first of the two versions is out."""
    both.publish(both.first)
    return both


@pytest.fixture(scope="module")
def server(product: Product, both: Releases) -> Iterator[Server]:
    """The same data as the other tests', with pages that may change under way."""
    app, dist = "tests.browser.released:app", str(both.current)
    with served(product.data, app=app, DIST=dist, WORKERS="1", LOG_LEVEL="warning") as server:
        yield server


@pytest.fixture
def walker(
    server: Server, releases: Releases, person: OpenPerson, api: Callable[[str], Phone]
) -> tuple[Person, int]:
    """An officer whose phone has everything on board, and a site to go to."""
    site = any_elsewhere(api("wang.xun"))[-1]
    somebody = person("wang.xun", url=server.url, at=at(site), shell=True)
    somebody.page.goto("/today")
    somebody.page.evaluate(WHOLE)
    expect(somebody.page.locator("main a.row").first).to_be_visible()
    return somebody, site["id"]


def test_opens_without_signal(walker: tuple[Person, int]) -> None:
    somebody, site = walker
    context = somebody.context
    context.set_offline(True)
    somebody.page.reload()
    expect(somebody.page.locator("main a.row").first).to_be_visible()
    somebody.page.close()

    page = context.new_page()
    page.goto(f"/sites/{site}/check-in")
    assert page.evaluate(WITHOUT_SERVER)
    expect(page.get_by_text("在现场")).to_be_visible()
    page.get_by_role("button", name=NORMAL, exact=True).click()
    expect(page.get_by_role("heading", name="已保存在本机")).to_be_visible()
    page.goto("/outbox")
    expect(page.get_by_text("1 条已安全保存在本机")).to_be_visible()


def test_a_new_version_is_offered(walker: tuple[Person, int], releases: Releases) -> None:
    somebody, site = walker
    page = somebody.page
    page.goto(f"/sites/{site}/check-in")
    note = page.get_by_label("补充说明")
    note.fill(NOTE)
    before = page.evaluate(ENTRY)
    releases.publish(releases.second)
    page.evaluate(LOOK)
    take = page.get_by_role("button", name="现在更新")
    expect(take).to_be_visible()
    expect(note).to_have_value(NOTE)
    assert page.evaluate(ENTRY) == before

    with page.expect_navigation():
        take.click()
    expect(note).to_have_value(NOTE)
    assert page.evaluate(ENTRY) != before
    expect(take).to_have_count(0)
    page.evaluate(WHOLE)


def test_a_page_of_the_new_version_needs_no_offer(
    walker: tuple[Person, int], releases: Releases
) -> None:
    """Opened over the network, the page is new before its worker is: that one follows quietly."""
    page = walker[0].page
    releases.publish(releases.second)
    page.reload()
    entry = page.evaluate(ENTRY)
    page.evaluate(CARRIED, entry)
    page.evaluate(WHOLE)
    expect(page.get_by_role("button", name="现在更新")).to_have_count(0)


def come_to_me(page: Page) -> None:
    """As far as the page is all there: what it lacks would be gone after a new version."""
    page.goto("/me")
    expect(page.get_by_role("link", name="我的打卡")).to_be_visible()


def open_visits(page: Page) -> None:
    page.get_by_role("link", name="我的打卡").click()


def test_a_part_that_is_gone_opens_the_page_anew(
    server: Server, person: OpenPerson, releases: Releases
) -> None:
    somebody = person("wang.xun", url=server.url)
    somebody.expected |= {"404 GET /assets/", "exception: Failed to fetch", "console: "}
    page = somebody.page
    come_to_me(page)
    before = page.evaluate(ENTRY)
    releases.publish(releases.second)
    with page.expect_navigation():
        open_visits(page)
    expect(page.get_by_role("heading", name="我的打卡")).to_be_visible()
    assert page.evaluate(ENTRY) != before


def test_a_part_that_nobody_has_is_no_loop(
    server: Server, person: OpenPerson, releases: Releases
) -> None:
    somebody = person("wang.xun", url=server.url)
    somebody.expected |= {"404 GET /assets/", "exception: Failed to fetch", "console: "}
    page = somebody.page
    come_to_me(page)
    releases.publish(releases.second_without("assets/VisitsPage-*"))
    asked: list[Request] = []
    page.on("request", lambda request: asked.append(request))
    with page.expect_response("**/assets/VisitsPage-*_second.js"):
        open_visits(page)  # opened anew, and not there either
    come_to_me(page)
    with page.expect_response("**/index.html"):
        open_visits(page)
    page.get_by_role("link", name="隐患").click()
    expect(page).to_have_url(re.compile("/findings$"))
    opened = [urlsplit(one.url).path for one in asked if one.is_navigation_request()]
    assert opened == ["/me/visits", "/me"]
