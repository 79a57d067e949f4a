"""The browser is killed at each step of one visit; every time the phone goes on where it was."""

import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Product
from tests.browser.field import (
    THUMBNAIL,
    add_photos,
    large_photo,
    open_form,
    prepare,
    recorded,
    save,
    small_photo,
    stored,
    unsent,
    until,
    visit,
)
from tests.browser.killable import Killable, killable
from tests.browser.patrol import Site, at, visits_of
from tests.support.faulty import Fault, Front, fronted
from tests.support.phone import Phone
from tests.support.shaping import Line, shaped

pytestmark = pytest.mark.browser

OFFICER = "chen.wai"
NOTE = "围墙东侧有裂缝"
BEGUN = "没填完的"
ARRIVED = "已送达"

# The answer to what is named goes no further than the page: what comes next is writing it down.
HOLD = """(() => {
  const open = XMLHttpRequest.prototype.open
  XMLHttpRequest.prototype.open = function (method, path, ...rest) {
    // Before the page listens itself.
    for (const name of ['load', 'loadend']) {
      this.addEventListener(name, (event) => {
        if (!`${method} ${path}`.startsWith(window.patrolHolds ?? 'nothing')) return
        window.patrolHeld = true
        event.stopImmediatePropagation()
      })
    }
    return open.call(this, method, path, ...rest)
  }
})()"""
TEXT, PHOTO = "POST /api/v1/checkins", "PUT /api/v1/photos"


@pytest.fixture
def phone(api: Callable[[str], Phone]) -> Phone:
    return api(OFFICER)


@pytest.fixture
def site(phone: Phone) -> Site:
    found: Site = phone.get("/today")["items"][0]["site"]
    return found


@pytest.fixture
def front(product: Product) -> Iterator[Front]:
    """Lets everything through until a test says otherwise; counts what arrives."""
    with fronted(product.server.port, lambda _kind, _item: None, hold_s=30) as front:
        yield front


def test_killed_at_each_step(
    browser: Browser, tmp_path: Path, front: Front, phone: Phone, site: Site
) -> None:
    before = len(visits_of(phone, site))
    with (
        shaped(front.port) as line,
        killable(browser, tmp_path, line.url, at=at(site), scripts=(HOLD,)) as killed,
    ):
        killed.sign_in(OFFICER)
        killed.page.goto("/today")
        uid = write_and_save(killed, front, site)
        bring_the_text(killed, front, phone, uid)
        bring_the_photos(killed, line)
        page = reopened(killed, "/outbox")
        expect(page.get_by_role("heading", name=ARRIVED)).to_be_visible()
        assert unsent(page) == 0
        assert stored(page, "photos") == stored(page, "drafts") == []
    [record] = recorded(phone, [uid])
    assert len(visits_of(phone, site)) == before + 1
    assert record["note"] == NOTE
    assert [photo["arrived"] for photo in record["photos"]] == [True, True]


def reopened(killed: Killable, path: str, holds: str = "") -> Page:
    """Killed, and opened again on a page."""
    killed.kill()
    page = killed.open()
    if holds:
        killed.context.add_init_script(f"window.patrolHolds = '{holds}'")
    page.goto(path)
    return page


def write_and_save(killed: Killable, front: Front, site: Site) -> str:
    """Killed with the form open, with photos taken, and as soon as it says that it has saved."""
    form = f"/sites/{site['id']}/check-in"
    open_form(killed.page, site)
    killed.page.locator("label.note textarea").fill(NOTE)
    until(lambda: [draft["note"] for draft in stored(killed.page, "drafts")] == [NOTE])
    page = reopened(killed, form)
    expect(page.get_by_text(BEGUN)).to_be_visible()
    expect(page.locator("label.note textarea")).to_have_value(NOTE)

    add_photos(page, [small_photo(700), large_photo(701)])
    page = reopened(killed, form)
    expect(page.get_by_alt_text(THUMBNAIL.format(2))).to_be_visible()
    expect(page.locator("label.note textarea")).to_have_value(NOTE)

    front.plan = lambda _kind, _item: Fault.EMPTY
    uid = save(page)
    page = reopened(killed, "/outbox")
    expect(page.locator("main a.row", has_text=site["name"])).to_have_count(1)
    assert unsent(page) == 1
    return uid


def bring_the_text(killed: Killable, front: Front, phone: Phone, uid: str) -> None:
    """Killed when the server has it and the phone has no answer; then with the answer in hand."""
    assert recorded(phone, [uid]) == []
    front.plan = lambda _kind, _item: Fault.TIME_OUT
    reopened(killed, "/outbox")
    until(lambda: recorded(phone, [uid]) != [])
    front.plan = lambda _kind, _item: None
    page = reopened(killed, "/outbox", holds=TEXT)
    until(lambda: page.evaluate("window.patrolHeld === true"))
    assert [visit["receipt"] for visit in stored(page, "visits")] == [None]


def bring_the_photos(killed: Killable, line: Line) -> None:
    """Killed with half of a photo on the line; then between its answer and its deletion."""
    line.shape(kbit=400)
    page = reopened(killed, "/outbox")
    until(lambda: unsent(page) == 1)
    until(lambda: len(stored(page, "photos")) == 1)
    begun = line.counts.up_bytes
    until(lambda: line.counts.up_bytes > begun + 60_000)
    page = reopened(killed, "/outbox", holds=PHOTO)
    line.shape()
    until(lambda: page.evaluate("window.patrolHeld === true"))
    assert len(stored(page, "photos")) == 1


@pytest.mark.drill
def test_killed_at_any_moment(
    product: Product, browser: Browser, tmp_path: Path, phone: Phone
) -> None:
    """Thirty kills on the way home; then everything is there, and once."""
    chance = random.Random(369)
    sites = [item["site"] for item in phone.get("/today")["items"]][:8]
    with (
        shaped(product.server.port) as line,
        killable(browser, tmp_path, line.url, at=(117.0, 25.9)) as killed,
    ):
        killed.sign_in(OFFICER)
        page = killed.page
        prepare(page)
        line.airplane(True)
        uids = []
        for number, site in enumerate(sites):
            killed.stand(at(site))
            photos = [large_photo(800 + 2 * number), small_photo(801 + 2 * number)]
            uids.append(visit(killed.context, page, site, photos))
        line.airplane(False)
        line.shape(kbit=1000, latency_s=0.2)
        for _ in range(30):
            reopened(killed, "/outbox").wait_for_timeout(chance.uniform(0, 3_000))
        page = reopened(killed, "/outbox")
        until(lambda: unsent(page) == 0, patience_s=600)
    records = recorded(phone, uids)
    assert sorted(record["id"] for record in records) == sorted(uids)
    assert all(photo["arrived"] for record in records for photo in record["photos"])
