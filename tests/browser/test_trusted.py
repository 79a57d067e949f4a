"""No text becomes markup or a script on the staff's pages, and all that they draw still appears.

Whoever opens a page here hears its violations; `test_screens.py` so goes through every screen.
"""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPerson
from tests.browser.markup import assert_refused

pytestmark = pytest.mark.browser

AT = (117.3695, 25.9420)  # in town
SHELL = "navigator.serviceWorker.ready.then((shell) => new URL(shell.active.scriptURL).pathname)"


def test_text_becomes_nothing_else(person: OpenPerson) -> None:
    officer = person("wang.xun", at=AT, shell=True)
    page = officer.page
    page.goto("/map")
    expect(page.locator(".fm-cluster").first).to_be_visible()
    page.get_by_role("button", name="放大").click()
    expect(page.locator(".fm-mark svg path").first).to_be_visible()
    expect(page.locator(".fm-mark b").first).to_be_visible()
    expect(page.locator(".leaflet-overlay-pane svg").first).to_be_attached()
    assert page.evaluate(SHELL) == "/sw.js"
    assert_refused(officer, page)
