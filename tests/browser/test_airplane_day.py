"""A day without signal: prepared in the office, walked in the airplane, brought home over 2G."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPerson, Product
from tests.browser.field import Posts, fewer, large_photo, prepare, recorded, small_photo, visit
from tests.browser.patrol import Site
from tests.browser.person import Person
from tests.support.phone import Phone
from tests.support.shaping import Line, shaped

pytestmark = pytest.mark.browser

STAYS = "关掉再打开也能用"
OFFICER = "chen.wai"  # whose sites no other test looks at
UNSENT = "{} 条还没上传"
RELOADS = 10  # on the way, at most
PATIENCE = 3  # failures in its place after which a phone lets the others go first


@dataclass(frozen=True)
class Day:
    """How much is done, and what the way home is like."""

    visits: int
    large: int  # of the photos, so many are a camera's
    kbit: float
    cut: float  # share of the exchanges that break
    minutes: int  # from one that has arrived whole to the next, at most
    most_requests: int  # that bring texts


SHORT = Day(visits=4, large=0, kbit=500, cut=0.25, minutes=2, most_requests=7)
LONG = Day(visits=60, large=117, kbit=500, cut=0.1, minutes=20, most_requests=6)
THIN = Day(visits=2, large=3, kbit=50, cut=0.1, minutes=10, most_requests=6)
DAYS = (
    pytest.param(SHORT, id="short"),
    pytest.param(LONG, id="long", marks=pytest.mark.drill),
    pytest.param(THIN, id="thin", marks=pytest.mark.drill),
)


@pytest.mark.parametrize("day", DAYS)
def test_airplane_day(
    product: Product, person: OpenPerson, api: Callable[[str], Phone], day: Day
) -> None:
    phone = api(OFFICER)
    sites = [item["site"] for item in phone.get("/today")["items"]]
    posts = Posts()
    with shaped(product.server.port) as line:
        somebody = person(OFFICER, url=line.url, at=(117.0, 25.9), shell=True)
        posts.listen(somebody.page)
        prepare(somebody.page)
        expect(somebody.page.get_by_text(STAYS)).to_be_visible()
        line.airplane(True)
        uids = walk(somebody, sites, day)
        assert posts.items("photo") == []
        tried = posts.text_requests
        line.shape(kbit=day.kbit, latency_s=0.8, cut=day.cut)
        line.airplane(False)
        begun = time.monotonic()
        come_home(somebody.page, len(uids), day)
        report(line, day, time.monotonic() - begun)
    assert_all_there(recorded(phone, uids), uids, day)
    assert_in_order(posts, uids)
    # Those that waited came together.
    assert posts.text_requests - tried <= day.most_requests


def walk(somebody: Person, sites: list[Site], day: Day) -> list[str]:
    """Check in at one site after another, with two photos each; reload now and then."""
    page, uids = somebody.page, []
    for number in range(day.visits):
        photos = [photo(2 * number + i, day) for i in range(2)]
        site = sites[number % len(sites)]
        uids.append(visit(somebody.context, page, site, photos))
        expect(page.get_by_role("heading", name="已保存在本机")).to_be_visible()
        if number * RELOADS // day.visits != (number + 1) * RELOADS // day.visits:
            page.goto("/today")
            expect(page.get_by_text(UNSENT.format(number + 1))).to_be_visible()
    page.goto("/outbox")
    expect(page.locator("main a.row")).to_have_count(day.visits)
    return uids


def photo(number: int, day: Day) -> bytes:
    """One of its own: a camera's as long as the day asks for those, then small ones."""
    return large_photo(number) if number < day.large else small_photo(number)


def come_home(page: Page, count: int, day: Day) -> None:
    """Wait for the last receipt; what the page counts on the way falls."""
    page.goto("/outbox")
    left = count
    while left:
        left = fewer(page, left, 60 * day.minutes)
    expect(page.get_by_role("heading", name="已送达")).to_be_visible()
    expect(page.locator("main a.row")).to_have_count(count)


def report(line: Line, day: Day, seconds: float) -> None:
    counts = line.counts
    print(
        f"\n{day.visits} visits, {2 * day.visits} photos over {day.kbit} kbit/s: {seconds:.0f} s, "
        f"{counts.exchanges} exchanges, {counts.cuts} cut, {counts.up_bytes} bytes up"
    )
    assert counts.cuts > 0


def assert_all_there(visits: list[dict[str, Any]], uids: list[str], day: Day) -> None:
    """Each once, with its photos, in the window in which it was captured."""
    assert sorted(visit["id"] for visit in visits) == sorted(uids)
    photos = [photo for visit in visits for photo in visit["photos"]]
    assert len({photo["sha256"] for photo in photos}) == 2 * day.visits
    assert all(photo["arrived"] for photo in photos)
    for record in visits:
        captured, window = record["captured_at"], record["window"]
        assert window["starts_at"] <= captured < window["ends_at"]
        assert captured < record["received_at"]
        assert record["credit"] in ("certain", "probable")
        assert record["standing"] == "counts"


def assert_in_order(posts: Posts, uids: list[str]) -> None:
    """Texts oldest first, photos after; what failed three times in its place may come later."""
    texts = [post for post in posts.sent if post.kind == "visit" and post.status is not None]
    tries = posts.items("visit")
    patient = [uid for uid in uids if tries.count(uid) <= PATIENCE]
    order = [post.item for post in texts if post.item in patient]
    assert order == [uid for uid in uids if uid in patient]
    assert posts.sent.index(texts[-1]) < posts.first("photo") or len(patient) < len(uids)
