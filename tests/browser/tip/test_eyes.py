"""Every screen for every eye and ear: 320 px, 200 % type, larger type by choice, dark, English."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.test_fit import FIT, LOOKS, PALE
from tests.browser.test_screens import AXE, BREACHES, HAN, OTHER_LANGUAGE, WATCH
from tests.browser.tip.conftest import OpenVisitor
from tests.browser.tip.house import House
from tests.browser.tip.stations import LONG, stations

pytestmark = pytest.mark.browser

SIZES = (("root", 100), ("root", 160), ("root", 200))
HEARD = """() => {
    const isSeen = (one) => one.checkVisibility()
    const seen = (what) => [...document.querySelectorAll(what)].filter(isSeen)
    const isNamed = (one) => one.labels?.length || one.innerText?.trim() || one.ariaLabel
    const nameless = seen('button, a, input, textarea, select').filter((one) => !isNamed(one))
    const heads = seen('h1').length
    return [...(heads === 1 ? [] : [`${heads} headings of the first order`]),
        ...nameless.map((one) => `nameless: ${one.outerHTML.slice(0, 80)}`)]
}"""


def faults_of(page: Page) -> Iterator[str]:
    yield from page.evaluate(BREACHES)
    yield from page.evaluate(HEARD)
    yield from page.evaluate("(sizes) => patrolFit.sweep(sizes)", SIZES)
    for look in LOOKS:
        page.evaluate("(look) => patrolFit.dress(look)", look)
        for fault in page.evaluate(PALE):
            yield f"{look}: {fault}"
    page.evaluate("patrolFit.dress({ care: false, theme: 'light' })")


def test_every_screen_fits_and_can_be_heard(visit: OpenVisitor, house: House, photo: Path) -> None:
    citizen = visit(is_mobile=True, size=(320, 568), scripts=(WATCH, FIT, AXE))
    citizen.person.expected.add("net::ERR_FAILED")
    citizen.come()
    faults = []
    for name in stations(citizen, house, photo):
        faults += [f"{name}: {fault}" for fault in faults_of(citizen.page)]
    house.tip(LONG).forget()
    assert faults == []


@pytest.mark.drill
def test_every_screen_in_english(visit: OpenVisitor, house: House, photo: Path) -> None:
    """No Chinese but names, and what somebody wrote."""
    citizen = visit(english=True, is_mobile=True, size=(320, 568), scripts=(WATCH, FIT))
    page = citizen.page
    page.goto("/")
    page.locator(".action .main:enabled").wait_for()
    faults = []
    for name in stations(citizen, house, photo):
        faults += [f"{name}: {fault}" for fault in chinese_in(page)]
        faults += [f"{name}: {f}" for f in page.evaluate("() => patrolFit.sweep([['root', 100]])")]
    house.tip(LONG).forget()
    assert faults == []


def chinese_in(page: Page) -> Iterator[str]:
    names = set(HAN.findall(" ".join(page.evaluate("patrolWatch.told"))))
    for text in page.evaluate("patrolWatch.texts()"):
        left = text.replace(OTHER_LANGUAGE, "").replace(LONG, "")
        for name in sorted(names, key=len, reverse=True):
            left = left.replace(name, "")
        yield from HAN.findall(left)
