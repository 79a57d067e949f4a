"""The office's desk: figures as the API tells them, down to a grid, on a map of our own."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from backend.core.rounding import WHOLE, round_share, round_span
from tests.browser.conftest import OpenPerson
from tests.browser.patrol import GRID
from tests.support.phone import Phone

pytestmark = pytest.mark.browser

TOWN = "燕南街道"


def percent(rate: float | None) -> str:
    if rate is None:
        return "–"
    tenths = round_share(rate)
    return "100%" if tenths == WHOLE else f"{tenths / 10:.1f}%"


def assert_agrees(page: Page, phone: Phone, area: int | None = None) -> dict[str, Any]:
    """The desk's figures are those of the API; returns its board."""
    board: dict[str, Any] = phone.get("/coverage" + (f"?area={area}" if area else ""))
    plan = board["plans"][0]
    figures = plan["figures"]
    expect(page.get_by_role("heading", level=1)).to_contain_text(board["area"]["name"])
    covered, gap, attempted, lacking = page.locator(".kpis:not(.parts) > *").all()
    expect(covered).to_contain_text(percent(figures["rate"]))
    expect(covered).to_contain_text(f"{figures['covered']:,} / {figures['required']:,} 处应检")
    expect(gap).to_contain_text(f"{round_span(figures['longest_gap_s']).tenths / 10:.1f} 天")
    expect(attempted.locator("b")).to_have_text(f"{figures['attempted']:,}")
    left = figures["open"] + figures["missed"] + figures["attempted"]
    expect(lacking.locator("b")).to_have_text(f"{left:,}")

    lines = page.locator("nav.side a.line:not(.on)")
    expect(lines).to_have_count(len(plan["children"]))
    told = {child["area"]["name"]: percent(child["figures"]["rate"]) for child in plan["children"]}
    names = lines.locator("> :first-child").all_inner_texts()
    rates = lines.locator("b").all_inner_texts()
    assert dict(zip((name.split("\n")[0] for name in names), rates, strict=True)) == told

    counts = [f"{k['figures']['covered']}/{k['figures']['required']}" for k in plan["kinds"]]
    shown = page.locator(".kinds .count").all_inner_texts()
    assert [text.split()[-1] for text in shown] == counts
    return board


def assert_drawn(page: Page, phone: Phone, area: int) -> None:
    """Each grid of the area has its shape, and some of them a shade of coverage."""
    grids = phone.get(f"/areas/{area}/grids.geojson")["features"]
    shapes = page.locator(".map path.area")
    expect(shapes).to_have_count(len(grids))
    boxes = shapes.evaluate_all(
        "all => all.map((one) => one.getBBox()).map((b) => b.width * b.height)"
    )
    assert min(boxes) > 0
    expect(page.locator(".map path.area:not(.shade-none)").first).to_be_attached()


def test_from_the_county_down_to_a_grid(person: OpenPerson, api: Callable[[str], Phone]) -> None:
    office = api("xian.ban")
    page = person("xian.ban", wide=True).page
    page.goto("/coverage")
    county = assert_agrees(page, office)
    assert_drawn(page, office, county["area"]["id"])
    side = page.locator("nav.side")

    side.get_by_role("link", name=TOWN).click()
    town = next(c for c in county["plans"][0]["children"] if c["area"]["name"] == TOWN)
    board = assert_agrees(page, office, town["area"]["id"])
    assert_drawn(page, office, town["area"]["id"])

    side.get_by_role("link", name=GRID).click()
    village = next(c for c in board["plans"][0]["children"] if c["area"]["name"] == GRID)
    board = assert_agrees(page, office, village["area"]["id"])
    [grid] = board["plans"][0]["children"]
    assert grid["area"]["level"] == "grid"

    side.locator(f"a[href='/coverage?area={grid['area']['id']}']").click()
    assert_agrees(page, office, grid["area"]["id"])
    side.get_by_role("link", name="上一级").click()
    assert_agrees(page, office, village["area"]["id"])


def test_a_shape_on_the_map_leads_into_its_town(
    person: OpenPerson, api: Callable[[str], Phone]
) -> None:
    page = person("xian.ban", wide=True).page
    page.goto("/coverage")
    shape = page.locator(".map path.area.open").first
    shape.hover()
    told = page.locator(".map .told b")
    expect(told).not_to_be_empty()
    grid = told.inner_text()
    shape.click()
    side = page.locator("nav.side")
    expect(side.get_by_role("link", name="上一级")).to_be_visible()
    expect(side.get_by_role("link", name=grid, exact=False).first).to_be_visible()
