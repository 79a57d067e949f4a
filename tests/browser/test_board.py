"""The open board: a visit shows within two seconds, without a reload and after lost signal."""

import re
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPerson
from tests.browser.patrol import at, check_in, figures, open_elsewhere
from tests.support.phone import Phone

pytestmark = pytest.mark.browser

SOON_S, BUSY_S = 2.0, 8.0  # alone, and beside other tests
COUNT = "处应检"
OFFLINE = "连不上，显示的是"


def covered(page: Page, number: int) -> None:
    """Waits until the board tells this many."""
    expect(page.get_by_text(f"{number:,} / ").filter(has_text=COUNT).first).to_be_visible()


@pytest.mark.parametrize(
    "limit_s",
    (pytest.param(BUSY_S, id="short"), pytest.param(SOON_S, id="alone", marks=pytest.mark.drill)),
)
def test_a_visit_shows_on_an_open_board_within_two_seconds(
    person: OpenPerson, api: Callable[[str], Phone], limit_s: float
) -> None:
    above = api("zhao.zhen")
    board = person("zhao.zhen").page
    before = figures(above)["covered"]
    board.goto("/coverage")
    covered(board, before)
    site = open_elsewhere(api("wang.xun"))[0]
    officer = person("wang.xun", at=at(site)).page
    check_in(officer, site)
    arrived = time.monotonic()
    covered(board, before + 1)
    assert time.monotonic() - arrived <= limit_s


def test_after_lost_signal_it_is_right_again_by_itself(
    person: OpenPerson, api: Callable[[str], Phone]
) -> None:
    office = api("xian.ban")
    somebody = person("xian.ban", wide=True)
    board = somebody.page
    before = figures(office)["covered"]
    board.goto("/coverage")
    covered(board, before)
    somebody.context.set_offline(True)
    expect(board.get_by_text(OFFLINE)).to_be_visible()
    covered(board, before)
    site = open_elsewhere(api("wang.xun"))[0]
    check_in(person("wang.xun", at=at(site)).page, site)
    somebody.context.set_offline(False)
    covered(board, before + 1)
    expect(board.get_by_text(OFFLINE)).to_have_count(0)


def test_a_past_window_is_picked_and_left(person: OpenPerson, api: Callable[[str], Phone]) -> None:
    office = api("xian.ban")
    window = office.get("/windows?limit=2")["items"][1]
    past = office.get(f"/coverage?window={window['number']}")["plans"][0]["figures"]
    page = person("xian.ban", wide=True).page
    page.goto("/coverage")
    pick = page.get_by_label("看哪一轮")
    pick.select_option(str(window["number"]))
    covered(page, past["covered"])
    assert f"window={window['number']}" in page.url
    pick.select_option(index=0)
    covered(page, figures(office)["covered"])
    assert "window=" not in page.url
    page.goto("/coverage?window=1")
    page.get_by_role("link", name="看本轮").click()
    covered(page, figures(office)["covered"])


@pytest.mark.parametrize(
    "wide", (True, pytest.param(False, marks=pytest.mark.drill)), ids=("desk", "phone")
)
def test_a_tap_on_a_figure_lists_what_makes_it(
    person: OpenPerson, api: Callable[[str], Phone], wide: bool
) -> None:
    """From the figure to its rows, each with its gap and whom to call, and on to its visits."""
    told = figures(api("zhao.zhen"))
    page = person("zhao.zhen", wide=wide).page
    page.goto("/coverage")
    tile = page.get_by_role("link", name=re.compile("^没查成"))
    expect(tile).to_contain_text(f"{told['attempted']}")
    expect(tile).to_be_visible()
    page.get_by_role("button", name=re.compile("^没查成")).first.click()
    expect(page.get_by_text("不算已查").first).to_be_visible()  # how it is counted
    page.keyboard.press("Escape")
    tile.click()
    rows = page.locator("main table.dense tbody tr" if wide else "main ul.stack > li")
    expect(rows).to_have_count(min(told["attempted"], 50))
    row = rows.first
    expect(row).to_contain_text("没查成")
    if wide:
        expect(page.get_by_role("columnheader", name="空档")).to_be_visible()
        expect(row).to_contain_text(
            re.compile(r"1[0-9]{10}")
        )  # at a desk the number is dialled by hand
    else:
        expect(row).to_contain_text("空档")
        ring = row.get_by_role("link", name="打电话给")
        expect(ring).to_have_attribute("href", re.compile("^tel:"))
    row.get_by_role("link").first.click()
    expect(page.get_by_role("heading", name="最近几次")).to_be_visible()
