"""Photos as phones have them: in formats that a browser cannot open, too many, or none at all."""

from pathlib import Path

import pillow_heif
import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser.tip.conftest import OpenVisitor
from tests.browser.tip.house import House
from tests.browser.tip.visitor import Visitor

pytestmark = pytest.mark.browser


def at_photos(visit: OpenVisitor, words: str) -> Visitor:
    citizen = visit()
    citizen.come()
    citizen.begin()
    citizen.write(words)
    citizen.row("照片").click()
    return citizen


@pytest.fixture
def heic(tmp_path: Path, photo: Path) -> Path:
    path = tmp_path / "IMG_0002.HEIC"
    with Image.open(photo) as image:
        pillow_heif.from_pillow(image.resize((640, 480))).save(path, exif=image.info["exif"])
    return path


def test_a_format_that_only_the_server_opens(visit: OpenVisitor, house: House, heic: Path) -> None:
    words = "照片是苹果手机拍的"
    citizen = at_photos(visit, words)
    citizen.page.locator("input[type=file]").set_input_files(heic)
    expect(citizen.page.get_by_text("会原样寄出，由服务器重画后再存")).to_be_visible()
    citizen.press("好了").click()
    citizen.check()
    citizen.press("加密并寄出").click()
    citizen.code()
    # It was the server that found and removed them.
    expect(citizen.page.get_by_text("已去掉：拍摄位置、手机型号、拍摄时间。")).to_be_visible()
    [(head, jpeg)] = house.tip(words).photos()
    assert head["removed"] == {"position": True, "device": True, "time": True}
    assert jpeg.startswith(b"\xff\xd8")
    assert b"CANARY" not in jpeg


def test_what_is_no_photo_and_what_is_too_many(
    visit: OpenVisitor, tmp_path: Path, photo: Path
) -> None:
    citizen = at_photos(visit, "照片")
    page = citizen.page
    note = tmp_path / "note.jpg"
    note.write_text("not a photo")
    page.locator("input[type=file]").set_input_files(note)
    expect(page.get_by_text("这个文件打不开，不像是照片，没有加上。")).to_be_visible()
    page.locator("input[type=file]").set_input_files([photo] * 7)
    expect(page.get_by_text("最多 6 张，多出来的没有加。")).to_be_visible()
    expect(page.locator("figure")).to_have_count(6)
    expect(page.locator("input[type=file]")).to_have_count(0)
    citizen.press("拿掉").first.click()
    expect(page.locator("figure")).to_have_count(5)
    expect(page.locator("input[type=file]")).to_have_count(1)
