"""A tip from browsers that lack one thing: it arrives, with its photo."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.bare import BARE, SOME_BARE
from tests.browser.tip.conftest import OpenVisitor
from tests.browser.tip.house import House

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("missing", SOME_BARE)
def test_a_tip_arrives(visit: OpenVisitor, house: House, photo: Path, missing: str) -> None:
    words = f"河边的坑，手机没有 {missing}"
    citizen = visit(scripts=(BARE[missing],))
    citizen.come()
    citizen.begin()
    citizen.write(words)
    citizen.row("照片").click()
    citizen.page.locator("input[type=file]").set_input_files(photo)
    expect(citizen.page.locator("figure")).to_have_count(1)
    citizen.press("好了").click()
    citizen.check()
    citizen.press("加密并寄出").click()
    citizen.code()
    [(_, jpeg)] = house.tip(words).photos()
    assert jpeg.startswith(b"\xff\xd8")
    assert b"CANARY" not in jpeg
