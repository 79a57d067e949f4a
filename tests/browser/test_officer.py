"""The acceptance's way: log in, the nearest due site, a photo, one tap, a receipt, covered."""

import hashlib
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from backend.records.photos.storage import key_of
from tests.browser.camera import assert_shrunk, camera_photo
from tests.browser.conftest import OpenPerson, Product
from tests.browser.patrol import NORMAL, at, code_on, figures, open_sites, take_photo, visits_of
from tests.support.phone import PASSWORD, Phone

pytestmark = pytest.mark.browser


def test_from_log_in_to_the_leader_who_sees_it_covered(
    product: Product, person: OpenPerson, api: Callable[[str], Phone]
) -> None:
    officer, leader = api("wang.xun"), api("li.ge")
    site = open_sites(officer)[0]
    before = figures(leader)
    count = "{covered} / {required} 处应检"
    board = person("li.ge", wide=True).page
    board.goto("/coverage")
    expect(board.get_by_text(count.format_map(before)).first).to_be_visible()

    walker = person(at=at(site, north_m=3), asked=False)
    walker.expected |= {"401 POST /api/v1/sessions"}
    page = walker.page
    page.goto("/")
    page.get_by_label("用户名").fill("wang.xun")
    page.get_by_label("密码", exact=True).fill("wrong-wrong")
    page.get_by_role("button", name="登录", exact=True).click()
    expect(page.get_by_role("alert")).to_have_text("用户名或密码不对")
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()

    page.get_by_role("button", name="同意，开始定位").click()
    expect(page.get_by_role("heading", name="您就在这里")).to_be_visible()
    rows = page.locator(".here a.row")
    expect(rows.first).to_have_attribute("href", f"/sites/{site['id']}")
    rows.first.click()
    page.get_by_role("button", name="打卡", exact=True).click()
    expect(page.get_by_text("在现场")).to_be_visible()
    take_photo(page, camera_photo())
    page.get_by_role("button", name=NORMAL, exact=True).click()

    expect(page.get_by_role("heading", name="已收到")).to_be_visible()
    expect(page.locator(".receipt")).to_contain_text("● 已计入")
    expect(page.get_by_text("照片 1/1 张已传到")).to_be_visible()
    visit = visits_of(officer, site)[0]
    assert visit["code"] == code_on(page)
    assert {answer["given"] for answer in visit["answers"]} == {"all_normal"}
    [photo] = visit["photos"]
    assert photo["arrived"]
    arrived = product.data / "uploads" / key_of("o", photo["sha256"])
    assert_shrunk(arrived, camera_photo())
    assert hashlib.sha256(arrived.read_bytes()).hexdigest() == photo["sha256"]

    page.get_by_role("link", name="回今日清单").click()
    expect(page.locator(f"main a[href='/sites/{site['id']}']")).to_have_count(0)
    page.get_by_role("button", name="展开").click()
    expect(page.locator(f"main a[href='/sites/{site['id']}']")).to_contain_text("● 已查")
    page.goto("/me/visits")
    rows = page.locator("main a.row")
    expect(rows.first).to_contain_text(site["name"])
    expect(rows.first).to_contain_text("● 已计入")

    after = figures(leader)
    assert after["covered"] == before["covered"] + 1
    assert after["required"] == before["required"]
    board.reload()
    expect(board.get_by_text(count.format_map(after)).first).to_be_visible()
    board.goto(f"/sites/{site['id']}")
    expect(board.locator(".timeline li").first).to_contain_text("王巡")
    expect(board.locator(".timeline li").first).to_contain_text("● 已计入")


def test_anybody_can_look_a_receipt_up(person: OpenPerson, api: Callable[[str], Phone]) -> None:
    mine = api("wang.xun").get("/checkins?mine=1")["items"]
    visit = next(v for v in mine if v["standing"] == "counts" and v["result"] == "normal")
    page = person().page
    page.goto("/receipts")
    page.get_by_label("8 位回执码").fill(f"{visit['code'][:4]}-{visit['code'][4:].lower()}")
    page.get_by_role("button", name="查验").click()
    expect(page.get_by_text("确有此回执")).to_be_visible()
    expect(page.locator(".answer")).to_contain_text("● 已计入")
    expect(page.locator(".answer")).not_to_contain_text(visit["site"]["name"])
