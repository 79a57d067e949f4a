"""Two people on one phone, and a leader who carries: authors stay right, nothing goes twice."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPerson
from tests.browser.patrol import NORMAL, Site, any_elsewhere, any_sites, at, take_photo, visits_of
from tests.support.phone import PASSWORD, Phone

pytestmark = pytest.mark.browser

CHECKINS = "**/api/v1/checkins"
PHOTOS = "**/api/v1/photos/*"
KEPT = "已保存在本机"
ARRIVED = "已送达"
CARRIED = "2 份都已送达"


def prepare(page: Page) -> None:
    page.goto("/prepare")
    expect(page.get_by_text("照片防伪代号 已带上")).to_be_visible()


def keep(page: Page, site: Site, *, photo: bool = False) -> None:
    """A visit that stays on the phone, as nothing gets through."""
    page.goto(f"/sites/{site['id']}/check-in")
    if photo:
        take_photo(page)
    page.get_by_role("button", name=NORMAL, exact=True).click()
    expect(page.get_by_role("heading", name=KEPT)).to_be_visible()


def log_in(page: Page, username: str) -> None:
    page.get_by_label("用户名").fill(username)
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    expect(page.get_by_role("navigation", name="主要页面").first).to_be_visible()


def leave(page: Page, *, behind: int) -> None:
    """Log out; with something unsent it takes the word of the person."""
    page.goto("/me")
    page.get_by_role("button", name="退出登录").click()
    if behind:
        expect(page.get_by_text(f"还有 {behind} 条没有上传")).to_be_visible()
        page.get_by_text("留在本机，退出").click()
    else:
        page.get_by_role("button", name="退出登录").last.click()
    expect(page.get_by_label("用户名")).to_be_visible()


def test_each_item_stays_its_authors(person: OpenPerson, api: Callable[[str], Phone]) -> None:
    officer, leader = api("wang.xun"), api("li.ge")
    mine, hers = any_elsewhere(officer)[0], any_sites(leader)[4]
    before = len(visits_of(officer, mine)), len(visits_of(leader, hers))
    somebody = person("wang.xun", at=at(mine))
    # Under way when she leaves.
    somebody.expected |= {"401 GET /api/v1/notices/unread", "401 GET /api/v1/tip-inbox"}
    page, context = somebody.page, somebody.context
    page.route(CHECKINS, lambda route: route.abort() if route.request.method == "POST" else None)
    prepare(page)
    keep(page, mine)
    leave(page, behind=1)

    expect(page.get_by_text("这部手机上还有 王巡 的 1 条没有上传")).to_be_visible()
    log_in(page, "li.ge")
    context.set_geolocation({"longitude": hers["lon"], "latitude": hers["lat"], "accuracy": 8})
    keep(page, hers)
    page.goto("/outbox")
    expect(page.get_by_text("王巡 的 1 条")).to_be_visible()
    page.unroute(CHECKINS)
    page.get_by_role("button", name="立即上传").click()
    expect(page.get_by_role("heading", name=ARRIVED)).to_be_visible()
    assert visits_of(leader, hers)[0]["author"]["name"] == leader.get("/me")["name"]
    assert len(visits_of(officer, mine)) == before[0]
    leave(page, behind=0)

    log_in(page, "wang.xun")
    page.goto("/outbox")
    expect(page.get_by_role("heading", name=ARRIVED)).to_be_visible()
    found = visits_of(officer, mine)
    assert (len(found), found[0]["author"]["name"]) == (before[0] + 1, "王巡")
    assert len(visits_of(leader, hers)) == before[1] + 1


def rescue_file(page: Page, folder: Path) -> Path:
    """The file that the officer hands over; it leaves everything in place."""
    page.goto("/outbox")
    page.get_by_role("link", name="转交").click()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="做成文件并发出").click()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path


def test_carried_while_its_author_sends(
    person: OpenPerson, api: Callable[[str], Phone], tmp_path: Path
) -> None:
    officer = api("wang.xun")
    site = any_sites(officer)[0]
    before = len(visits_of(officer, site))
    author = person("wang.xun", at=at(site), scripts=("delete Navigator.prototype.share",))
    prepare(author.page)
    author.page.route("**/api/v1/**", lambda route: route.abort())
    keep(author.page, site, photo=True)
    path = rescue_file(author.page, tmp_path)
    content = path.read_bytes()
    assert site["name"].encode() not in content
    assert b'"answers"' not in content

    carrier = person("li.ge")
    carrier.page.goto("/carry")
    author.page.unroute("**/api/v1/**")
    author.page.evaluate("window.dispatchEvent(new Event('online'))")
    carrier.page.locator("input[type=file]").set_input_files(path)
    expect(carrier.page.get_by_role("heading", name=CARRIED)).to_be_visible()
    author.page.goto("/outbox")
    expect(author.page.get_by_role("heading", name=ARRIVED)).to_be_visible()
    carrier.page.reload()
    carrier.page.locator("input[type=file]").set_input_files(path)
    expect(carrier.page.get_by_role("heading", name=CARRIED)).to_be_visible()

    found = visits_of(officer, site)
    assert len(found) == before + 1
    assert found[0]["author"]["name"] == "王巡"
    assert [photo["arrived"] for photo in found[0]["photos"]] == [True]
    mark: dict[str, Any] = found[0]["photos"][0]["mark"]
    assert mark["genuine"]
