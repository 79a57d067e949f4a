"""Every screen for every eye: three widths, three sizes of type, two modes, two languages.

A page is measured in all of them without being loaded again, as a reader who chooses larger type
or the easy view does not load it again either. The short form looks at those of anybody, and in
the narrowest at the officer's; the long one in all of them at every role's.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPerson, Product
from tests.browser.patrol import NORMAL, any_elsewhere, at, check_in, take_photo
from tests.browser.screens import ROUNDS, Round, addresses, examples
from tests.browser.test_screens import AXE, WATCH
from tests.browser.tips_office import unlock
from tests.support.phone import Phone

pytestmark = pytest.mark.browser

FIT = (Path(__file__).parent / "fit.js").read_text()
SCRIPTS = (WATCH, FIT, AXE)
WIDTHS = {
    "phone": ((320, 568), (375, 667), (414, 736)),
    "passing": ((320, 568),),
    "desk": ((1000, 700), (1440, 900)),
}
# On a desk larger type comes by zooming, which makes the screen narrower: a phone's in the end.
SIZES = {
    "phone": (("root", 100), ("root", 150), ("root", 200), ("body", 200)),
    "passing": (("root", 100), ("root", 200)),
    "desk": (("root", 100),),
}
LOOKS = ({"care": True, "theme": "light"}, {"care": False, "theme": "dark"})
# Whatever else axe looks at is the same in every look; test_screens has it.
PALE = """async () => (await axe.run(document, { runOnly: ['color-contrast'] })).violations
    .flatMap(({ nodes }) => nodes.map((node) => 'pale: ' + node.target.join(' ')))"""
TOWN = (117.3695, 25.9420)
OFFICER = "wang.xun-phone"
SPOILT = {
    ".tabs { width: 420px }": "scrolls sideways",
    ".row { width: 420px }": "off the screen",
    ".row { height: 68px }": "cut above or below",
    ".row b { white-space: nowrap }": "cut at the side",
    ".row .quiet { display: block; height: 0 }": "one over the other",
    ".tag { font-size: 13px }": "type of 13 px",
    ".tabs a { min-height: 40px; height: 40px }": "target of",
    ".bar { padding-top: 300px; position: sticky }": "bars cover",
    ".dots { clip-path: none }": "begins with a dot",
}


@pytest.fixture(scope="module")
def named(product: Product) -> dict[str, Any]:
    return examples(product.server.port)


SHORT = [pytest.param(s, "passing", id="short") for s in ROUNDS if str(s) == OFFICER]
LONG = [pytest.param(s, s.frame, id=str(s), marks=pytest.mark.drill) for s in ROUNDS]


@pytest.mark.parametrize(("screens", "frame"), SHORT + LONG)
def test_screens_fit(person: OpenPerson, named: dict[str, Any], screens: Round, frame: str) -> None:
    wide = screens.frame == "desk"
    who = person(screens.username, wide=wide, mobile=not wide, at=TOWN, scripts=SCRIPTS)
    if screens.passphrase:
        unlock(who.context.request)
    page = who.page
    page.goto("/me")
    faults = []
    for path in addresses(screens, named):
        page.evaluate("(path) => patrolWatch.go(path)", path)
        faults += [f"{path} at {fault}" for fault in misfits(page, frame)]
    assert not faults, "\n".join(faults)


def test_screens_of_anybody_fit(person: OpenPerson) -> None:
    page = person(mobile=True, scripts=SCRIPTS).page
    faults = []
    for path in ("/login", "/receipts"):
        page.goto(path)
        page.evaluate("patrolWatch.settle()")
        faults += [f"{path} at {fault}" for fault in misfits(page)]
    assert not faults, "\n".join(faults)


def test_rates_and_codes_stay_whole(person: OpenPerson, named: dict[str, Any]) -> None:
    """At a size of type between the others, in a narrow phone, where they are most."""
    faults = []
    for username, paths in (
        ("li.ge", ("/coverage", "/coverage?window={sealed}", "/supervision/rankings")),
        ("wang.xun", ("/me/visits", "/checkins/{mine}", "/receipts", "/sites/{site}")),
    ):
        page = person(username, mobile=True, at=TOWN, scripts=SCRIPTS).page
        page.set_viewport_size({"width": 320, "height": 568})
        page.goto("/me")
        for path in paths:
            path = path.format_map(named)
            page.evaluate("(path) => patrolWatch.go(path)", path)
            found = page.evaluate("patrolFit.sweep([['root', 130], ['root', 160]])")
            torn = [fault for fault in found if "torn apart" in fault or "with a dot" in fault]
            faults += [f"{path} at {fault}" for fault in torn]
    assert not faults, "\n".join(faults)


def test_what_opens_fits(person: OpenPerson, api: Callable[[str], Phone]) -> None:
    """The question about the position, the sheets, the receipt and what has been sent."""
    somebody = person("wang.xun", mobile=True, at=TOWN, asked=False, scripts=SCRIPTS)
    page, site = somebody.page, any_elsewhere(api("wang.xun"))[0]
    page.goto("/today")
    page.evaluate("patrolWatch.settle()")
    faults = [f"the consent at {fault}" for fault in misfits(page, "passing")]
    page.get_by_role("button", name="同意，开始定位").click()
    somebody.context.set_geolocation({"longitude": at(site)[0], "latitude": at(site)[1]})
    check_in(page, site)
    expect(page.locator(".receipt")).to_be_visible()
    faults += [f"the receipt at {fault}" for fault in misfits(page, "passing")]
    page.evaluate("patrolWatch.go('/outbox')")
    faults += [f"the outbox at {fault}" for fault in misfits(page, "passing")]
    page.evaluate("patrolWatch.go('/me')")
    page.get_by_role("button", name="退出登录").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    faults += [f"the dialog at {fault}" for fault in misfits(page, "passing")]
    page.goto(f"/sites/{site['id']}/check-in")
    page.get_by_role("button", name="到了，但没查成？").click()
    expect(page.get_by_text("门锁")).to_be_visible()
    faults += [f"the sheet at {fault}" for fault in misfits(page, "passing")]
    assert not faults, "\n".join(faults)


@pytest.mark.drill
def test_what_the_phone_keeps_fits(person: OpenPerson, api: Callable[[str], Phone]) -> None:
    """A photo looked at; then without signal: what is kept, and the ways to hand it on."""
    site = any_elsewhere(api("wang.xun"))[0]
    somebody = person("wang.xun", mobile=True, at=at(site), scripts=SCRIPTS)
    page = somebody.page
    page.goto(f"/sites/{site['id']}/check-in")
    take_photo(page)
    page.get_by_alt_text("第 1 张现场照片").click()
    expect(page.get_by_role("button", name="重拍")).to_be_visible()
    faults = [f"the photo at {fault}" for fault in misfits(page, "passing")]
    page.get_by_role("button", name="好", exact=True).click()
    page.evaluate("patrolWatch.go('/outbox/rescue')")  # its parts are on board from here on
    page.go_back()
    somebody.context.set_offline(True)
    page.get_by_role("button", name=NORMAL, exact=True).click()
    expect(page.get_by_role("heading", name="已保存在本机")).to_be_visible()
    faults += [f"the kept visit at {fault}" for fault in misfits(page, "passing")]
    for path in ("/outbox", "/outbox/rescue"):
        page.evaluate("(path) => patrolWatch.go(path)", path)
        faults += [f"{path} at {fault}" for fault in misfits(page, "passing")]
    assert not faults, "\n".join(faults)


@pytest.mark.drill
def test_what_is_done_with_a_tip_fits(person: OpenPerson, named: dict[str, Any]) -> None:
    """Each thing that a reader can do, the ways to a key, the card, and a voucher refused."""
    reader = person("ju.ban", mobile=True, scripts=SCRIPTS)
    unlock(reader.context.request)
    page, faults = reader.page, []
    page.goto("/tips")
    tip = f"/tips/{named['tip']}"
    for path, ways, count in ((tip, ".acts > .pick", 5), ("/tips/key", ".page > .pick", 3)):
        page.evaluate("(path) => patrolWatch.go(path)", path)
        expect(page.locator(f"{ways} button")).to_have_count(count)
        for way in range(count):
            page.locator(f"{ways} button").nth(way).click()
            page.evaluate("patrolWatch.settle()")
            faults += [f"{path}, way {way}, at {fault}" for fault in misfits(page, "passing")]
    cashier = person("fa.jiang", mobile=True, scripts=SCRIPTS)
    cashier.expected |= {"404 POST /api/v1/pay-desk/look"}
    cashier.page.goto("/pay")
    cashier.page.get_by_label("领奖码").fill("A" * 25)
    cashier.page.get_by_role("button", name="看金额").click()
    expect(cashier.page.get_by_role("alert")).to_be_visible()
    faults += [f"the voucher at {fault}" for fault in misfits(cashier.page, "passing")]
    assert not faults, "\n".join(faults)


def test_a_misfit_shows(person: OpenPerson) -> None:
    """The instrument itself: whatever spoils the page is found, each by its own name."""
    page = person("wang.xun", mobile=True, at=TOWN, scripts=SCRIPTS).page
    page.goto("/today")
    page.evaluate("patrolWatch.settle()")
    page.set_viewport_size({"width": 320, "height": 568})
    assert sweep(page, "passing") == []
    for rule, fault in SPOILT.items():
        page.evaluate("(rule) => document.styleSheets[0].insertRule(`#app#app ${rule}`)", rule)
        found = sweep(page, "passing")
        assert any(fault in line for line in found), rule
        page.evaluate("document.styleSheets[0].deleteRule(0)")


def sweep(page: Page, frame: str = "phone") -> list[str]:
    found: list[str] = page.evaluate("(sizes) => patrolFit.sweep(sizes)", SIZES[frame])
    return found


def misfits(page: Page, frame: str = "phone") -> list[str]:
    """What is cut off, covered, too small to read or to touch, or too pale; and where."""
    found: list[str] = []
    for locale in ("en", "zh-CN"):
        page.evaluate("(locale) => patrolFit.speak(locale)", locale)
        for width, height in WIDTHS[frame]:
            page.set_viewport_size({"width": width, "height": height})
            found += [f"{locale}, {f}" for f in sweep(page, frame)]
    for look in LOOKS:
        page.evaluate("(look) => patrolFit.dress(look)", look)
        found += [f"{look}, {fault}" for fault in page.evaluate(PALE)]
    page.evaluate("patrolFit.dress({ care: false, theme: 'auto' })")
    return found
