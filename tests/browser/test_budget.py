"""What the first page costs a phone on a weak line, and what a check-in adds to that.

Bytes are those on the wire, headers included. Without a service worker and with an empty cache.
"""

import statistics
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import CDPSession, Page, expect

from tests.browser.conftest import OpenPerson
from tests.browser.patrol import NORMAL, at, open_elsewhere
from tests.support.phone import Phone

pytestmark = pytest.mark.browser

FIRST_BYTES, FIRST_REQUESTS, CHECKIN_BYTES = 105 * 1024, 12, 45 * 1024
AT = (117.3695, 25.9420)  # in town
# What the page fetches ahead, once the first paint is over, is no part of the first page.
NOTHING_AHEAD = """{
    const real = window.setTimeout
    window.setTimeout = (act, ms, ...rest) => (ms === 1500 ? 0 : real(act, ms, ...rest))
}"""
FIRST_PAINT = """() => new Promise((resolve) =>
    new PerformanceObserver((list) => {
        for (const { name, startTime } of list.getEntries())
            if (name === 'first-contentful-paint') resolve(startTime / 1000)
    }).observe({ type: 'paint', buffered: true }))"""
WEAK_LINE = {"offline": False, "latency": 300, "downloadThroughput": 200_000}  # 1.6 Mbit/s
WEAK_LINE |= {"uploadThroughput": 200_000}
OLD_PHONE = 4  # times slower than this machine
RUNS, FIRST_PAINT_S = 5, 1.5


@dataclass
class Wire:
    """What went over it since the last `reset`: each request's path and bytes, by its id."""

    session: CDPSession
    asked: dict[str, str] = field(default_factory=dict)
    taken: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.session.send("Network.enable")
        self.session.on("Network.requestWillBeSent", lambda event: self._begun(event))
        self.session.on("Network.loadingFinished", lambda event: self._ended(event))

    def _begun(self, event: Any) -> None:
        parts = urlsplit(event["request"]["url"])
        if parts.scheme.startswith("http"):
            self.asked[event["requestId"]] = parts.path

    def _ended(self, event: Any) -> None:
        self.taken[event["requestId"]] = event["encodedDataLength"]

    @property
    def length(self) -> int:
        return sum(int(length) for length in self.taken.values())

    def reset(self) -> None:
        self.asked.clear()
        self.taken.clear()

    def told(self, what: str) -> str:
        rows = (f"{self.taken.get(id_, 0):>8.0f} {path}" for id_, path in self.asked.items())
        return "\n".join([f"{what}: {self.length} bytes, {len(self.asked)} requests", *rows])


def open_today(page: Page) -> None:
    page.goto("/today")
    expect(page.locator("main a.row").first).to_be_visible()


def test_bytes_and_requests(person: OpenPerson, api: Callable[[str], Phone]) -> None:
    [site, *_] = open_elsewhere(api("wang.xun"))
    page = person("wang.xun", at=at(site), scripts=(NOTHING_AHEAD,)).page
    wire = Wire(page.context.new_cdp_session(page))
    open_today(page)
    page.wait_for_load_state("networkidle")
    first = wire.told("first page")
    print(first)
    assert wire.length <= FIRST_BYTES, first
    assert len(wire.asked) <= FIRST_REQUESTS, first

    wire.reset()
    page.locator(f"main a[href='/sites/{site['id']}']").click()
    page.get_by_role("button", name="打卡", exact=True).click()
    expect(page.get_by_role("button", name=NORMAL, exact=True)).to_be_visible()
    page.wait_for_load_state("networkidle")
    more = wire.told("check-in")
    print(more)
    assert wire.length <= CHECKIN_BYTES, more


@pytest.mark.parametrize(
    "limit", (None, pytest.param(FIRST_PAINT_S, marks=pytest.mark.drill)), ids=("told", "held")
)
def test_first_paint_on_a_weak_line(person: OpenPerson, limit: float | None) -> None:
    seconds = []
    for _ in range(RUNS if limit else 1):
        page = person("wang.xun", at=AT, scripts=(NOTHING_AHEAD,)).page
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.send("Network.emulateNetworkConditions", WEAK_LINE)
        session.send("Emulation.setCPUThrottlingRate", {"rate": OLD_PHONE})
        page.goto("/today")
        seconds.append(page.evaluate(FIRST_PAINT))
        expect(page.locator("main a.row").first).to_be_visible()
        rows = page.evaluate("performance.now() / 1000")
        print(f"first paint after {seconds[-1]:.2f} s, the list after {rows:.2f} s")
    assert limit is None or statistics.median(seconds) <= limit
