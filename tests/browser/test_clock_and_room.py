"""A phone whose storage is nearly full, and phones whose clocks are wrong."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from backend.core import clock
from tests.browser.conftest import OpenPerson, Product
from tests.browser.field import (
    KEPT,
    THUMBNAIL,
    add_photos,
    hand_over,
    large_photo,
    open_form,
    prepare,
    recorded,
    save,
    small_photo,
    stored,
    until,
)
from tests.browser.killable import Killable, killable
from tests.browser.patrol import Site, at
from tests.support.phone import Phone

pytestmark = pytest.mark.browser

STAYS = "关掉再打开也能用"
OFFICER = "chen.wai"
NOTE = "空间满了"
NO_ROOM = "手机空间不足，这张照片没有存下"

# Shifts what the page takes for the time of day; what it counts by runs on, as on a phone.
SHIFT = """(() => {
  const Real = Date
  window.patrolShift = %d
  window.Date = class extends Real {
    constructor(...given) {
      given.length ? super(...given) : super(Real.now() + window.patrolShift)
    }
    static now() {
      return Real.now() + window.patrolShift
    }
  }
})()"""
DAY = timedelta(days=1)
BACK = -55 * 365 * DAY
AHEAD = 2 * DAY


@pytest.fixture
def phone(api: Callable[[str], Phone]) -> Phone:
    return api(OFFICER)


@pytest.fixture
def site(phone: Phone) -> Site:
    found: Site = phone.get("/today")["items"][-1]["site"]
    return found


def milliseconds(span: timedelta) -> int:
    return span // timedelta(milliseconds=1)


def test_a_photo_is_refused_politely_and_the_text_is_kept(
    product: Product, browser: Browser, tmp_path: Path, phone: Phone, site: Site
) -> None:
    """Not a byte more may be kept than is: words have the room that was laid by for them.

    On a profile of the disk: one in memory does not give back the room of what was refused.
    """
    form = f"/sites/{site['id']}/check-in"
    with killable(browser, tmp_path, product.url, at=at(site)) as full:
        full.sign_in(OFFICER)
        prepare(full.page)
        expect(full.page.get_by_text(STAYS)).to_be_visible()
        open_form(full.page, site)
        add_photos(full.page, [small_photo(400)])
        page = opened_again(full, form)
        kept = used(page, product.url)
        page = opened_again(full, form, lambda page: allow(page, product.url, kept))
        hand_over(page, large_photo(401))
        expect(page.get_by_role("alert")).to_contain_text(NO_ROOM)
        expect(page.get_by_alt_text(THUMBNAIL.format(2))).to_have_count(0)
        page.locator("label.note textarea").fill(NOTE)
        until(lambda: [draft["note"] for draft in stored(page, "drafts")] == [NOTE])
        uid = save(page)
        expect(page.get_by_role("heading", name=KEPT)).to_be_visible()
        full.context.set_offline(False)
        expect(page.get_by_role("heading", name="已收到")).to_be_visible()
        expect(page.get_by_text("照片 1/1 张已传到")).to_be_visible()
    [record] = recorded(phone, [uid])
    assert record["note"] == NOTE
    assert [photo["arrived"] for photo in record["photos"]] == [True]


def opened_again(phone: Killable, form: str, first: Callable[[Page], None] = id) -> Page:
    """Closed, and opened on the form as it was left, without signal."""
    phone.close()
    page = phone.open()
    first(page)
    phone.context.set_offline(True)
    page.goto(form)
    expect(page.get_by_alt_text(THUMBNAIL.format(1))).to_be_visible()
    return page


def used(page: Page, origin: str) -> int:
    """Bytes that the phone keeps for the product, once a page has opened its stores."""
    session = page.context.new_cdp_session(page)
    usage: int = session.send("Storage.getUsageAndQuota", {"origin": origin})["usage"]
    return usage


def allow(page: Page, origin: str, size: int) -> None:
    """Let the product keep so many bytes. To be said before a page opens its stores: the browser
    looks only every half minute how much room there is.
    """
    session = page.context.new_cdp_session(page)
    session.send("Storage.overrideQuotaForOrigin", {"origin": origin, "quotaSize": size})


@pytest.mark.parametrize(
    "shift",
    (BACK, pytest.param(AHEAD, marks=pytest.mark.drill)),
    ids=("55 years back", "two days ahead"),
)
def test_a_clock_that_is_wrong_all_along(
    person: OpenPerson, phone: Phone, site: Site, shift: timedelta
) -> None:
    somebody = person(OFFICER, at=at(site), scripts=(SHIFT % milliseconds(shift),))
    page = somebody.page
    page.goto("/today")
    begun = clock.now()
    open_form(page, site)
    add_photos(page, [small_photo(410 + shift.days % 7)])
    told = save(page)
    assert_right(phone, told, begun, "clock_off")


def test_a_clock_that_is_set_in_the_middle_of_a_visit(
    person: OpenPerson, phone: Phone, site: Site
) -> None:
    somebody = person(OFFICER, at=at(site), scripts=(SHIFT % 0,))
    page, context = somebody.page, somebody.context
    page.goto("/today")
    begun = clock.now()
    open_form(page, site)
    add_photos(page, [small_photo(420)])
    context.set_offline(True)
    page.evaluate(f"patrolShift = {milliseconds(-7 * DAY)}")
    uid = save(page)
    expect(page.get_by_role("heading", name=KEPT)).to_be_visible()
    page.evaluate(f"patrolShift = {milliseconds(9 * DAY)}")
    context.set_offline(False)
    assert_right(phone, uid, begun, "clock_off")


def assert_right(phone: Phone, uid: str, begun: datetime, flag: str) -> None:
    """It arrived, is known to have been just now, on the spot, and stands."""
    until(lambda: recorded(phone, [uid]) != [])
    [record] = recorded(phone, [uid])
    until(lambda: all(photo["arrived"] for photo in recorded(phone, [uid])[0]["photos"]))
    captured = datetime.fromisoformat(record["captured_at"])
    assert begun - timedelta(seconds=5) <= captured <= clock.now()
    assert record["window"]["starts_at"] <= record["captured_at"] < record["window"]["ends_at"]
    assert flag in record["flags"]
    assert (record["credit"], record["place"]) == ("certain", "on_site")
    assert record["standing"] == "counts"
