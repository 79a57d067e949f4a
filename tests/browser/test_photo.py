"""What a phone makes of a photo: small, upright, silent about itself, with its mark to be read."""

import base64
import hashlib
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import ExifTags, Image, ImageChops, ImageOps, ImageStat
from playwright.sync_api import Page, expect

from backend.records.photos.storage import key_of
from tests.browser.bare import NOISE
from tests.browser.bundled import PREFIX, Bundled
from tests.browser.camera import assert_shrunk, camera_photo, quick_photo
from tests.browser.conftest import OpenPerson, Product
from tests.browser.patrol import NORMAL, any_elsewhere, at, take_photo, visits_of
from tests.support.phone import Phone

pytestmark = pytest.mark.browser

OLD_PHONE = 4  # times slower than this machine
QUICK_S = 3.0
LINES = (
    "2026年1月2日 15:04",
    "将军山社区龙门路一百二十八号后栋出租屋（三层，靠山一侧）",
    "117.37215, 25.94120 ±12 m",
    "王巡 K7F3-9QX2",
)
TAKE = """async ([module, name, type, lines]) => {
    const { takePhoto } = await import(module)
    const file = new File([await (await fetch(name)).blob()], 'IMG_0001', { type })
    const begun = performance.now()
    let told = null
    const taken = await takePhoto(file, async (sha256) => ((told = sha256), lines))
    const seconds = (performance.now() - begun) / 1000
    if (taken.state !== 'taken') return { ...taken, seconds }
    const { bytes, ...photo } = taken.photo
    const content = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))
    return { state: 'taken', ...photo, told, seconds, content }
}"""
TAKE_THREE = """async (module) => {
    const { takePhoto } = await import(module)
    const canvas = document.createElement('canvas')
    const file = await new Promise((resolve) => canvas.toBlob(resolve, 'image/png'))
    const order = []
    const take = async (n) => {
        await takePhoto(file, async () => (order.push(`open ${n}`), []))
        order.push(`done ${n}`)
    }
    const failing = takePhoto(file, () => Promise.reject(new Error('no')))
    await Promise.all([take(1), failing.catch(() => order.push('failed')), take(2)])
    return order
}"""
# What else browsers give out that guard against being told apart, besides noise.
WHITE = """(() => {
  const real = HTMLCanvasElement.prototype.toBlob
  HTMLCanvasElement.prototype.toBlob = function (told, ...how) {
    const context = this.getContext('2d')
    context.fillStyle = '#fff'
    context.fillRect(0, 0, this.width, this.height)
    return real.call(this, told, ...how)
  }
})()"""
SILENCE = "HTMLCanvasElement.prototype.toBlob = () => {}"
HEIC_HEAD = b"\0\0\0\x18ftypheic"
WITHOUT_BITMAPS = "delete window.createImageBitmap"


class Lab:
    """A page with nothing but the pipeline in it."""

    def __init__(self, page: Page, folder: Path) -> None:
        self.page, self.folder = page, folder
        self.module = Bundled("device/photo.ts", folder)
        self.module.serve(page)

    def take(
        self, content: bytes, lines: tuple[str, ...] = LINES, type_: str = "image/jpeg"
    ) -> dict[str, Any]:
        (self.folder / "original").write_bytes(content)
        wish = [self.module.url, f"{PREFIX}original", type_, list(lines)]
        taken: dict[str, Any] = self.page.evaluate(TAKE, wish)
        if "content" in taken:
            taken["content"] = base64.b64decode(taken["content"])
        return taken


@pytest.fixture
def lab(person: OpenPerson, tmp_path: Path) -> Lab:
    return Lab(person().page, tmp_path)


@pytest.mark.parametrize(
    "hindrance",
    ("null", pytest.param(WITHOUT_BITMAPS, marks=pytest.mark.drill)),
    ids=("bitmap", "img"),
)
def test_twelve_megapixels(lab: Lab, tmp_path: Path, hindrance: str) -> None:
    lab.page.evaluate(hindrance)
    original = camera_photo()
    photo = lab.take(original)
    arrived = tmp_path / "marked.jpg"
    arrived.write_bytes(photo["content"])
    assert_shrunk(arrived, original)
    assert photo["originalSha256"] == photo["told"] == hashlib.sha256(original).hexdigest()
    assert photo["sha256"] == hashlib.sha256(photo["content"]).hexdigest()
    assert (photo["type"], photo["marked"]) == ("image/jpeg", True)
    assert_marked(photo["content"], lab.take(original, lines=())["content"])


def assert_marked(marked: bytes, bare: bytes) -> None:
    """The lower left corner carries light letters on a dark plate; the rest is untouched."""
    with Image.open(io.BytesIO(marked)) as one, Image.open(io.BytesIO(bare)) as other:
        assert one.size == other.size
        width, height = one.size
        change = ImageChops.difference(one.convert("L"), other.convert("L"))
        plate = one.convert("L").crop((0, height - 100, width // 4, height))
    assert ImageStat.Stat(change.crop((0, 0, width, height * 2 // 3))).mean[0] < 6
    assert ImageStat.Stat(change.crop((0, height - 150, width // 3, height))).mean[0] > 15
    darkest, lightest = plate.getextrema()
    assert lightest > 230
    assert darkest < 60


def test_the_server_knows_the_mark_again(
    product: Product, person: OpenPerson, api: Callable[[str], Phone]
) -> None:
    """From the camera to the leader who reads the code off the picture."""
    officer = api("wang.xun")
    site = any_elsewhere(officer)[0]
    page = person("wang.xun", at=at(site)).page
    page.goto("/prepare")
    page.get_by_role("button", name="一键准备").click()
    expect(page.get_by_role("heading", name="都带上了，可以出发")).to_be_visible()
    page.goto(f"/sites/{site['id']}/check-in")
    expect(page.get_by_text("在现场")).to_be_visible()
    take_photo(page)
    page.get_by_role("button", name=NORMAL, exact=True).click()
    expect(page.get_by_text("照片 1/1 张已传到")).to_be_visible()

    [photo] = visits_of(officer, site)[0]["photos"]
    assert photo["mark"]["genuine"]  # over the hash of the original, too
    assert photo["mark"]["fix"] == f"{site['lon']:.5f},{site['lat']:.5f}"
    arrived = product.data / "uploads" / key_of("o", photo["sha256"])
    assert_shrunk(arrived, quick_photo())
    shown = f"{photo['mark']['code'][:4]}-{photo['mark']['code'][4:]}"
    [found] = officer.get(f"/photo-marks/{shown.lower()}")["items"]
    assert (found["sha256"], found["site"]["id"]) == (photo["sha256"], site["id"])


@pytest.mark.parametrize(
    "sides", ((1600, 40), (120, 160), (64, 48)), ids=lambda sides: f"{sides[0]}x{sides[1]}"
)
def test_a_picture_too_low_for_its_mark_gets_a_foot(lab: Lab, sides: tuple[int, int]) -> None:
    buffer = io.BytesIO()
    Image.new("RGB", sides, "white").save(buffer, "JPEG")
    with Image.open(io.BytesIO(lab.take(buffer.getvalue())["content"])) as picture:
        assert picture.width == sides[0]
        assert picture.height > sides[1]
        sight = picture.convert("L").crop((0, 0, *sides))
    assert ImageStat.Stat(sight).mean[0] > 245
    with Image.open(io.BytesIO(lab.take(buffer.getvalue(), lines=())["content"])) as bare:
        assert bare.size == sides


def test_what_cannot_be_opened(lab: Lab) -> None:
    """What it is shows in its first bytes; the type that a picker gives is not asked."""
    content = HEIC_HEAD + b"not a picture to this browser"
    heic = lab.take(content, type_="image/jpeg")
    assert (heic["state"], heic["type"], heic["marked"]) == ("taken", "image/heic", False)
    assert heic["content"] == content
    assert heic["sha256"] == heic["originalSha256"]
    for broken in (camera_photo()[:200], b"no picture"):
        refused = lab.take(broken, type_="image/heic")
        assert (refused["state"], refused["reason"]) == ("refused", "unreadable")


def test_too_many_pixels_are_refused_while_the_camera_is_at_hand(lab: Lab) -> None:
    sides = (16_384).to_bytes(4, "big") + (12_288).to_bytes(4, "big")
    content = HEIC_HEAD + (20).to_bytes(4, "big") + b"ispe" + bytes(4) + sides
    refused = lab.take(content, type_="image/heic")
    assert (refused["state"], refused["reason"]) == ("refused", "too_many_pixels")


def test_what_lets_through_lies_on_white(lab: Lab) -> None:
    buffer = io.BytesIO()
    Image.new("RGBA", (400, 300), (0, 0, 0, 0)).save(buffer, "PNG")
    with Image.open(io.BytesIO(lab.take(buffer.getvalue(), lines=())["content"])) as picture:
        assert min(low for low, _ in picture.getextrema()) > 250


def test_a_webp_stands_upright(lab: Lab) -> None:
    """As the server sees it: Chromium itself does not turn a WebP, other browsers do."""
    for orientation in range(1, 9):
        corners = Image.new("L", (2, 2))
        corners.putdata([0, 90, 170, 255])
        buffer, exif = io.BytesIO(), Image.Exif()
        exif[ExifTags.Base.Orientation] = orientation
        large = corners.resize((96, 64), Image.Resampling.NEAREST)
        large.save(buffer, "WEBP", exif=exif, quality=95)
        photo = lab.take(buffer.getvalue(), lines=())
        with Image.open(io.BytesIO(buffer.getvalue())) as original:
            meant = ImageOps.exif_transpose(original).convert("L")
        with Image.open(io.BytesIO(photo["content"])) as seen:
            assert seen.size == meant.size, orientation
            difference = ImageChops.difference(seen.convert("L"), meant)
            assert ImageStat.Stat(difference).mean[0] < 6, orientation


@pytest.mark.parametrize("lie", (NOISE, WHITE, SILENCE), ids=("noise", "white", "silence"))
def test_a_canvas_that_lies_is_no_evidence(lab: Lab, lie: str) -> None:
    lab.page.evaluate(lie)
    buffer = io.BytesIO()
    Image.effect_noise((1200, 900), 60).save(buffer, "JPEG")
    original = buffer.getvalue()
    photo = lab.take(original)
    assert (photo["state"], photo["type"], photo["marked"]) == ("taken", "image/jpeg", False)
    assert photo["content"] == original
    assert photo["told"] is None


def test_one_after_another(lab: Lab) -> None:
    """Asked for three at once, the pipeline opens the next when the last is done."""
    order = lab.page.evaluate(TAKE_THREE, lab.module.url)
    assert order == ["failed", "open 1", "done 1", "open 2", "done 2"]


@pytest.mark.drill
def test_how_long_an_old_phone_takes(lab: Lab) -> None:
    """Twelve megapixels of noise and a position: more than any camera puts into a picture."""
    original = camera_photo()
    session = lab.page.context.new_cdp_session(lab.page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": OLD_PHONE})
    seconds = sorted(lab.take(original)["seconds"] for _ in range(3))
    print(f"photo of 12 megapixels, processor slowed {OLD_PHONE} times: {seconds} s")
    assert seconds[1] <= QUICK_S
