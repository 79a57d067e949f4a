"""The field map and the suggested way, with a position, without one, and without a network."""

import itertools
import math
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import OpenPerson
from tests.browser.patrol import METRES, at, open_sites
from tests.browser.person import Position
from tests.support.phone import Phone

pytestmark = pytest.mark.browser

Item = dict[str, Any]
Drawn = tuple[str, float, float, float, float]
AT = (117.3695, 25.9420)  # in town


def _items(phone: Phone) -> dict[int, Item]:
    return {item["site"]["id"]: item for item in phone.get("/today")["items"]}


def _left(items: dict[int, Item]) -> dict[int, Item]:
    return {
        n: item
        for n, item in items.items()
        if item["state"] in ("open", "missed", "attempted") and not item["awaits_review"]
    }


def _metres(a: Position, b: Position) -> float:
    east = (a[0] - b[0]) * math.cos(math.radians(a[1]))
    return math.hypot(east, a[1] - b[1]) * 111_195


def _length(start: Position, way: list[Position]) -> float:
    return sum(_metres(a, b) for a, b in zip([start, *way], way, strict=False))


def _nearest_each_time(start: Position, places: list[Position]) -> float:
    here, left, walked = start, [*places], 0.0
    while left:
        there = min(left, key=lambda place: _metres(here, place))
        walked += _metres(here, there)
        left.remove(there)
        here = there
    return walked


def _numbers(rows: Locator) -> list[int]:
    expect(rows.first).to_be_visible()
    hrefs = rows.evaluate_all("rows => rows.map((row) => row.getAttribute('href'))")
    return [int(re.sub(r"\D", "", href)) for href in hrefs]


# Each pin (clusters too) and each text on the map as [what, left, top, right, bottom].
BOXES = """() => {
  const box = (what) => (one) => {
    const { left, top, right, bottom } = one.getBoundingClientRect()
    return [what, left, top, right, bottom]
  }
  const all = (selector, what) => [...document.querySelectorAll(selector)].map(box(what))
  return [
    ...all('.fm-mark svg, .fm-cluster span span', 'pin'),
    ...all('.fm-mark b', 'number'),
    ...all('.fm-name span span', 'name'),
  ]
}"""
# Font size in px and contrast of what is read on the map.
READABLE = """() =>
  [...document.querySelectorAll('.fm-cluster span span, .fm-mark b')].map((one) => {
  const { fontSize, color, backgroundColor } = getComputedStyle(one)
  const light = (text) => text.match(/[\\d.]+/g).slice(0, 3).map(Number).map((part) => part / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
    .reduce((sum, part, i) => sum + part * [0.2126, 0.7152, 0.0722][i], 0)
  const [dark, pale] = [light(color), light(backgroundColor)].sort((a, b) => a - b)
  return [parseFloat(fontSize), (pale + 0.05) / (dark + 0.05)]
})"""


def _open_map(page: Page) -> Locator:
    """The pins: sites on their own and clusters."""
    page.goto("/map")
    pins = page.locator(".fm-mark, .fm-cluster")
    expect(pins.first).to_be_visible()
    return pins


def _sites(page: Page) -> int:
    """How many sites the pins stand for."""
    counts = page.locator(".fm-cluster").all_inner_texts()
    return page.locator(".fm-mark").count() + sum(int(count) for count in counts)


def _closest(page: Page) -> None:
    """Where the officer stands, as near as the map goes."""
    page.get_by_role("button", name="看我在哪里").click()
    for _ in range(5):
        page.get_by_role("button", name="放大").click()


def _tap(page: Page, off_px: float = 0) -> None:
    """Where the officer stands, or a little off."""
    box = page.locator(".fm-me").bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.click(x + off_px, y + off_px)


def test_the_way_goes_through_all_that_is_left(
    person: OpenPerson, api: Callable[[str], Phone]
) -> None:
    officer = api("wang.xun")
    start = at(open_sites(officer)[0], north_m=30)
    items = _items(officer)
    left = _left(items)
    page = person("wang.xun", at=start).page
    _open_map(page)
    assert _sites(page) == len(items)
    expect(page.locator(".fm-grid")).not_to_have_count(0)
    expect(page.locator(".fm-route")).to_have_count(1)
    expect(page.locator(".fm-me")).to_have_count(1)
    expect(page.get_by_text("示意图，不作为行政区划依据")).to_be_visible()

    page.get_by_role("button", name="路线").click()
    rows = page.locator("main ol a.row")
    order = _numbers(rows)
    assert sorted(order) == sorted(left)
    places = [(left[n]["site"]["lon"], left[n]["site"]["lat"]) for n in order]
    length = _length(start, places)
    assert length <= _nearest_each_time(start, places) + 1
    told = page.locator(".total b").inner_text()
    match = re.search(r"还有 (\d+) 处，直线共 ([\d.]+) (米|公里)", told)
    assert match
    assert int(match[1]) == len(left)
    assert float(match[2]) * METRES[match[3]] == pytest.approx(length, rel=0.05)


def test_a_tap_near_a_mark_shows_its_site(person: OpenPerson, api: Callable[[str], Phone]) -> None:
    site = open_sites(api("wang.xun"))[0]
    page = person("wang.xun", at=at(site, north_m=2)).page
    _open_map(page)
    _closest(page)
    _tap(page, off_px=6)
    card = page.get_by_role("region", name=site["name"])
    expect(card).to_contain_text(re.compile(r"\d 米"))
    card.get_by_role("button", name="收起").click()
    expect(card).to_have_count(0)
    _tap(page)
    card.get_by_role("button", name="打卡", exact=True).click()
    expect(page).to_have_url(re.compile(rf"/sites/{site['id']}/check-in$"))


def _is_over(a: Drawn, b: Drawn) -> bool:
    (what, left, top, right, bottom), (other, *edges) = a, b
    if what == other == "pin":  # round
        away = math.hypot(left + right - edges[0] - edges[2], top + bottom - edges[1] - edges[3])
        return away / 2 < (right - left + edges[2] - edges[0]) / 2 - 1
    is_beside = left >= edges[2] - 1 or edges[0] >= right - 1
    return not (is_beside or top >= edges[3] - 1 or edges[1] >= bottom - 1)


def _covering(page: Page) -> list[tuple[Drawn, Drawn]]:
    """What lies over what, of pins, numbers and names, at the present zoom."""
    pairs = itertools.combinations(page.evaluate(BOXES), 2)
    return [(a, b) for a, b in pairs if _is_over(a, b)]


@pytest.mark.parametrize("look", ("", "care", pytest.param("dark", marks=pytest.mark.drill)))
def test_close_pins_are_clusters_that_can_be_read(person: OpenPerson, look: str) -> None:
    setting = {"care": ("care", "yes"), "dark": ("theme", "dark")}.get(look)
    script = f"localStorage['patrol369.{setting[0]}'] ??= '{setting[1]}'" if setting else ""
    page = person("wang.xun", at=AT, scripts=(script,)).page
    _open_map(page)
    sites = _sites(page)
    clusters = page.locator(".fm-cluster")
    names = 0  # where there is room, which depends on how many are left to visit
    for _ in range(4):
        names += page.locator(".fm-name").count()
        assert _sites(page) == sites
        assert _covering(page) == []
        for size, contrast in page.evaluate(READABLE):
            assert size >= 14
            assert contrast >= 4.5
        page.get_by_role("button", name="放大").click()
    page.get_by_role("button", name="看全部").click()
    expect(clusters.first).to_be_visible()
    before = clusters.count() + page.locator(".fm-mark").count()
    count = int(clusters.first.inner_text())
    clusters.first.click(force=True)
    page.wait_for_function(
        "before => document.querySelectorAll('.fm-mark, .fm-cluster').length > before", arg=before
    )
    assert count > 1
    assert _sites(page) == sites
    assert names


def test_without_a_position_from_the_first_of_the_list(person: OpenPerson) -> None:
    page = person("wang.xun").page
    page.goto("/today")
    first = _numbers(page.locator("main ul.stack a.row"))[0]
    page.get_by_role("link", name="路线").click()
    page.get_by_role("button", name="路线").click()
    expect(page.get_by_text("还没有定位")).to_be_visible()
    assert _numbers(page.locator("main ol a.row"))[0] == first
    expect(page.locator("main ol a.row").first).to_contain_text("从这里开始")


def test_the_map_needs_no_network(person: OpenPerson, api: Callable[[str], Phone]) -> None:
    site = open_sites(api("wang.xun"))[0]
    walker = person("wang.xun", at=at(site, north_m=2))
    page = walker.page
    _open_map(page)
    grids = page.locator(".fm-grid")
    expect(grids.first).to_be_attached()
    sites, shapes = _sites(page), grids.count()
    page.context.set_offline(True)
    page.get_by_role("link", name="今日").click()
    expect(page.get_by_text("网络不通")).to_be_visible()
    page.get_by_role("link", name="地图").click()
    expect(grids).to_have_count(shapes)
    assert _sites(page) == sites
    _closest(page)
    _tap(page)
    expect(page.get_by_role("region", name=site["name"])).to_be_visible()
    page.context.set_offline(False)
