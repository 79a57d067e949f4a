"""Every screen, every role: in order for eye, ear and browser.

The drill has the English round, and the second frame of pages that differ little in it.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import OpenPerson, Product
from tests.browser.person import NARROW
from tests.browser.screens import ROUNDS, Round, addresses, examples
from tests.browser.tips_office import unlock
from tests.support.served import ROOT

pytestmark = pytest.mark.browser

WATCH = (Path(__file__).parent / "watch.js").read_text()
AXE = (ROOT / "h5/node_modules/axe-core/axe.min.js").read_text()
BREACHES = """async () => (
        await axe.run(document, { resultTypes: ['violations'], preload: false, iframes: false })
    ).violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(' | ')}`)"""
HEIGHTS = """() => [
    document.documentElement.scrollHeight,
    Math.max(innerHeight, Math.ceil(document.querySelector('.app').getBoundingClientRect().height)),
]"""
SMALLEST = 320
HAN = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]+")
OTHER_LANGUAGE = "中文"  # what the switch says in English
AT = (117.3695, 25.9420)  # in town


# Whose pages others open in the same frame, or she herself in the other one: the drill's.
LATER = (
    *("jing.ban-phone", "shen.ji-phone"),
    *("li.ge-desk", "zhao.zhen-desk", "guan.li-desk", "ju.ban-desk", "fa.jiang-desk"),
)
ROUNDS_IN_PASSING = [
    pytest.param(each, id=str(each), marks=[pytest.mark.drill] if str(each) in LATER else [])
    for each in ROUNDS
]


@pytest.fixture(scope="module")
def named(product: Product) -> dict[str, Any]:
    return examples(product.server.port)


@pytest.mark.parametrize(
    "english",
    (pytest.param(False, id="chinese"), pytest.param(True, id="english", marks=pytest.mark.drill)),
)
@pytest.mark.parametrize("screens", ROUNDS_IN_PASSING)
def test_screens(person: OpenPerson, named: dict[str, Any], screens: Round, english: bool) -> None:
    """Besides what is asserted here, `person` hears console, CSP and requests elsewhere."""
    is_phone = screens.frame == "phone"
    scripts = (WATCH,) if english else (WATCH, AXE)
    who = person(screens.username, wide=not is_phone, english=english, at=AT, scripts=scripts)
    if screens.passphrase:
        unlock(who.context.request)
    page = who.page
    page.goto("/me")
    faults = []
    for path in addresses(screens, named):
        assert page.evaluate("(path) => patrolWatch.go(path)", path) == path
        found: list[str] = [*words(page)] if english else page.evaluate(BREACHES)
        found += [*overflows(page)] if is_phone else [*empty_ends(page)]
        faults += [f"{path}: {fault}" for fault in found]
    assert faults == []


@pytest.mark.parametrize("english", (False, True), ids=("chinese", "english"))
def test_screens_of_anybody(person: OpenPerson, english: bool) -> None:
    page = person(english=english, scripts=(WATCH,) if english else (WATCH, AXE)).page
    faults = []
    for path in ("/login", "/receipts"):
        page.goto(path)
        page.evaluate("patrolWatch.settle()")
        found = [*words(page)] if english else page.evaluate(BREACHES)
        faults += [f"{path}: {fault}" for fault in [*found, *overflows(page)]]
    assert faults == []


def overflows(page: Page) -> Iterator[str]:
    """The widths at which the page scrolls sideways; the page is as wide as before after."""
    for width in (SMALLEST, NARROW[0]):
        page.set_viewport_size({"width": width, "height": NARROW[1]})
        needed = page.evaluate("document.documentElement.scrollWidth")
        if needed > width:
            yield f"{needed} px wide on a screen of {width} px"


def empty_ends(page: Page) -> Iterator[str]:
    """How far the page scrolls past the end of what stands on it, if it does."""
    needed, held = page.evaluate(HEIGHTS)
    if needed > held + 1:  # a pixel of rounding
        yield f"scrolls {needed - held} px past its end"


def words(page: Page) -> Iterator[str]:
    """Chinese that stands in an English page without being somebody's or something's name."""
    names = sorted(data(json.loads(text) for text in page.evaluate("patrolWatch.told")), key=len)
    for text in page.evaluate("patrolWatch.texts()"):
        left = text.replace(OTHER_LANGUAGE, "")
        for name in reversed(names):
            left = left.replace(name, "")
        yield from HAN.findall(left)


def data(answers: Any) -> set[str]:
    """Strings with Chinese in them that the server told and that have no English beside them."""
    found: set[str] = set()
    rest = list(answers)
    while rest:
        match rest.pop():
            case dict() as fields:
                rest += [v for name, v in fields.items() if f"{name}_en" not in fields]
            case list() as items:
                rest += items
            case str() as text if HAN.search(text):
                found.add(text)
    return found
