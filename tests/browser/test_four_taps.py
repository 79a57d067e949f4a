"""How many taps and seconds a visit takes at which nothing is wrong."""

import statistics
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.camera import camera_photo
from tests.browser.conftest import OpenPerson
from tests.browser.field import go
from tests.browser.patrol import NORMAL, Site, at
from tests.browser.person import Person, here
from tests.support.phone import Phone

pytestmark = pytest.mark.browser

OFFICER = "chen.wai"
TAPS = (Path(__file__).parent / "taps.js").read_text()
MOST_TAPS, MOST_SECONDS = 4, 30
SITES = 2


def test_taps_and_seconds(person: OpenPerson, api: Callable[[str], Phone]) -> None:
    sites = [item["site"] for item in api(OFFICER).get("/today")["items"]][:SITES]
    walker = person(OFFICER, at=(117.0, 25.9), scripts=(TAPS,))
    walker.page.goto("/today")
    with_photo = [measured(walker, site, takes_photo=True) for site in sites]
    without = [measured(walker, site, takes_photo=False) for site in sites]
    for name, found in (("with a photo", with_photo), ("without", without)):
        taps, seconds = (statistics.median(column) for column in zip(*found, strict=True))
        print(f"\na visit {name}: {taps:.0f} taps, {seconds:.1f} s (median of {SITES} sites)")
        assert taps <= MOST_TAPS
        assert seconds <= MOST_SECONDS


def measured(walker: Person, site: Site, *, takes_photo: bool) -> tuple[int, float]:
    """Taps and seconds from the site's page, just opened, until the phone says it has the visit.

    The camera's own shutter is not the page's; opening the camera is one tap.
    """
    page = walker.page
    walker.context.set_geolocation(here(at(site)))
    go(page, f"/sites/{site['id']}")
    expect(page.get_by_role("heading", name=site["name"])).to_be_visible()
    before, begun = page.evaluate("patrolTaps"), time.monotonic()
    page.get_by_role("button", name="打卡", exact=True).tap()
    if takes_photo:
        photograph(page)
    page.get_by_role("button", name=NORMAL, exact=True).tap()
    expect(page.get_by_role("heading", name="回执")).to_be_visible()
    return page.evaluate("patrolTaps") - before, time.monotonic() - begun


def photograph(page: Page) -> None:
    """Open the camera with a tap and come back with a picture."""
    with page.expect_file_chooser() as chooser:
        page.locator("label", has=page.locator("input[capture]")).tap()
    picture = {"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": camera_photo()}
    chooser.value.set_files(picture)
    expect(page.get_by_alt_text("第 1 张现场照片")).to_be_visible()
