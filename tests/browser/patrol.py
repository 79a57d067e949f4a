"""What an officer does at a site, and which sites there are to go to."""

import re
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.browser.camera import quick_photo
from tests.browser.person import Position
from tests.support.phone import Phone

GRID = "将军山社区"  # the officer's and the leader's grid in the demo
NORMAL = "一切正常，打卡"
METRES = {"米": 1, "公里": 1000}

Site = dict[str, Any]


def open_sites(phone: Phone) -> list[Site]:
    """The rental houses of the shared grid that must still be visited; never none."""
    found = [site for site, state in _rental_houses(phone) if state == "open"]
    assert found, "no site is left to visit in the shared grid"
    return found


def any_sites(phone: Phone) -> list[Site]:
    """All of them, for visits that need not change the figures: those that need none first."""
    return [site for site, _ in _last_the_open(_rental_houses(phone))]


def open_elsewhere(phone: Phone) -> list[Site]:
    """Those of the officer's other grids, where the tests of coverage do not look; never none."""
    found = [site for site, state in _elsewhere(phone) if state == "open"]
    assert found, "no site is left to visit in the other grids"
    return found


def any_elsewhere(phone: Phone) -> list[Site]:
    """All of those, the ones that need no visit first."""
    return [site for site, _ in _last_the_open(_elsewhere(phone))]


def _rental_houses(phone: Phone) -> list[tuple[Site, str]]:
    shared = (each for each in _simple(phone) if _grid(each[0]) == GRID)
    return [each for each in shared if each[0]["kind"] == "rental"]


def _elsewhere(phone: Phone) -> list[tuple[Site, str]]:
    return [each for each in _simple(phone) if _grid(each[0]) != GRID]


def _last_the_open(found: list[tuple[Site, str]]) -> list[tuple[Site, str]]:
    return sorted(found, key=lambda each: each[1] == "open")


def _simple(phone: Phone) -> list[tuple[Site, str]]:
    """Sites with their states, without those whose checkpoints take more than one visit; `waits`
    is that of a site whose visit waits for review.
    """
    items = phone.get("/today")["items"]
    return [
        (item["site"], "waits" if item["awaits_review"] else item["state"])
        for item in items
        if item["checkpoints_required"] is None
    ]


def _grid(site: Site) -> str:
    name: str = site["grid"]["name"]
    return name


def at(site: Site, north_m: float = 0) -> Position:
    """The site's own place, or so many metres north of it."""
    return (site["lon"], site["lat"] + north_m / 111_320)


def figures(phone: Phone) -> dict[str, Any]:
    """What the first plan's board says of the area that the account answers for."""
    found: dict[str, Any] = phone.get("/coverage")["plans"][0]["figures"]
    return found


def visits_of(phone: Phone, site: Site) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = phone.get(f"/checkins?site={site['id']}&limit=200")["items"]
    return found


def take_photo(page: Page, photo: bytes = b"") -> None:
    """Hand a photo to the camera button and wait until the page has shrunk it; any will do when
    none is named.
    """
    page.locator("input[capture]").set_input_files(
        {"name": "IMG_0001.jpg", "mimeType": "image/jpeg", "buffer": photo or quick_photo()}
    )
    expect(page.get_by_alt_text("第 1 张现场照片")).to_be_visible()


def check_in(page: Page, site: Site) -> None:
    """One tap on the form, as far as its receipt or the word that it is kept."""
    page.goto(f"/sites/{site['id']}/check-in")
    page.get_by_role("button", name=NORMAL, exact=True).click()
    expect(page.get_by_role("heading", name="回执")).to_be_visible()


def code_on(page: Page) -> str:
    """The receipt's code without its hyphen."""
    return page.locator(".receipt .code b").inner_text().replace("-", "")


def distances(rows: Locator) -> list[float]:
    """The metres that the rows of today's list tell, in their order."""
    found = [re.search(r"([\d.]+) (米|公里)\s", text) for text in rows.all_inner_texts()]
    assert all(found)
    return [float(match[1]) * METRES[match[2]] for match in found if match]
