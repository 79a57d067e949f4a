"""大屏: keeps itself right for as long as it hangs there, says how old it is, grows no heap."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPerson
from tests.browser.patrol import at, check_in, figures, open_elsewhere
from tests.support.phone import Phone

pytestmark = pytest.mark.browser

SCREEN = {"width": 1920, "height": 1080}
DESK = {"width": 1440, "height": 900}
NEEDED = "[document.documentElement.scrollWidth, document.documentElement.scrollHeight]"
# What hides its overflow hides some: a list that is cut, a line of kinds over another.
CUT = """() => [...document.querySelectorAll('.wall section:not(.figures), .wall aside')]
    .filter((part) => part.scrollHeight > part.clientHeight + 1)
    .map((part) => `${part.className}: ${part.scrollHeight} in ${part.clientHeight}`)"""
AGE, OFFLINE = "数据截至", "连不上，显示的是"
ROUNDS, HOUR = 2, 60  # minutes of the page's own clock
LOOKS, PAUSE_MS = 3, 12_000  # in each of them, as often and so far apart
GROWTH = 1.5  # of the heap after the first round; a leak of one board per second is far more
# Answers that differ each time, as if somebody had just checked in: the server's own, with one
# more covered at each look. The page cannot tell them from visits.
VISITS = """() => {
    const real = window.fetch
    window.looks = 0
    window.fetch = async (address, init) => {
        const headers = { ...init.headers, 'If-None-Match': '' }
        const answer = await real(address, { ...init, headers })
        if (!/\\/coverage$/.test(address) || !answer.ok) return answer
        const board = await answer.json()
        window.looks += 1
        for (const plan of board.plans) plan.figures.open -= window.looks
        return new Response(JSON.stringify(board), { headers: answer.headers })
    }
}"""


def wall(person: OpenPerson, **wishes: Any) -> Page:
    page = person("xian.ban", wide=True, **wishes).page
    page.set_viewport_size(SCREEN)
    return page


def test_it_fills_one_screen_and_refreshes_itself(
    person: OpenPerson, api: Callable[[str], Phone]
) -> None:
    page = wall(person)
    page.goto("/wall")
    expect(page.get_by_text(AGE)).to_be_visible()
    for part in (".map path.area", ".trend canvas", "aside .latest li", ".figures b"):
        expect(page.locator(part).first).to_be_visible()
    for screen in (DESK, SCREEN):
        page.set_viewport_size(screen)
        assert page.evaluate(NEEDED) == [screen["width"], screen["height"]]
        assert page.evaluate(CUT) == []
    site = open_elsewhere(api("wang.xun"))[0]
    before = figures(api("xian.ban"))
    check_in(person("wang.xun", at=at(site)).page, site)
    left = before["open"] + before["missed"] + before["attempted"] - 1
    expect(page.locator(".figures")).to_contain_text(f"{left:,}")
    expect(page.locator("aside .latest")).to_contain_text(site["name"])


def test_without_a_network_it_says_how_old_it_is(person: OpenPerson) -> None:
    somebody = person("xian.ban", wide=True)
    page = somebody.page
    page.goto("/wall")
    expect(page.get_by_text(AGE)).to_be_visible()
    somebody.context.set_offline(True)
    expect(page.get_by_text(OFFLINE)).to_be_visible()
    expect(page.locator(".map path.area").first).to_be_visible()
    somebody.context.set_offline(False)
    expect(page.get_by_text(AGE)).to_be_visible()
    expect(page.get_by_text(OFFLINE)).to_have_count(0)


@pytest.mark.parametrize(
    "rounds", (ROUNDS, pytest.param(HOUR, marks=pytest.mark.drill)), ids=("short", "an hour")
)
def test_its_heap_stays_flat(person: OpenPerson, rounds: int) -> None:
    """Minutes of visits, one at every look, on a clock of the page's own that runs ahead."""
    page = wall(person)
    page.clock.install()
    page.goto("/wall")
    expect(page.get_by_text(AGE)).to_be_visible()
    page.evaluate(VISITS)
    session = page.context.new_cdp_session(page)
    sizes = []
    for _ in range(rounds):
        for _ in range(LOOKS):
            seen = page.evaluate("looks")
            page.clock.run_for(PAUSE_MS)
            page.wait_for_function("(seen) => looks > seen", arg=seen)
        session.send("HeapProfiler.collectGarbage")
        sizes.append(session.send("Runtime.getHeapUsage")["usedSize"])
    print([f"{size / 2**20:.1f} MB" for size in sizes])
    assert page.evaluate("looks") >= rounds * LOOKS
    assert max(sizes[1:]) <= GROWTH * sizes[0]
