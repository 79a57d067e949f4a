"""A day in the field: the way of a person through the real pages, only quicker.

Pages are changed as by a tap on a link, without loading the app again; photos are small. `Posts`
writes down what the browser sends to the server, in order, and what became of it.
"""

import hashlib
import io
import json
import re
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from PIL import Image, ImageDraw
from playwright.sync_api import BrowserContext, Page, Request, Response, expect

from tests.browser.patrol import NORMAL, Site, at
from tests.browser.person import here
from tests.support.phone import Phone

KEPT = "已保存在本机"
COUNT = r"""() => {
  const text = document.querySelector('main')?.innerText ?? ''
  const band = /(\d+) 条已安全保存在本机/.exec(text)
  return band ? Number(band[1]) : text.includes('已送达') ? 0 : 10 ** 6
}"""
THUMBNAIL = "第 {} 张现场照片"
TEXTS = re.compile(r"/api/v1/checkins(/batch)?$")
PHOTO = re.compile(r"/api/v1/photos/([0-9a-f]{64})")
GO = """async path => {
  const root = document.querySelector('#app')
  while (!root.__vue_app__) await new Promise(requestAnimationFrame)
  await root.__vue_app__.config.globalProperties.$router.push(path)
}"""


def small_photo(number: int) -> bytes:
    """A picture of its own that a phone shrinks to a few kilobytes."""
    return _labelled(Image.new("RGB", (240, 180), (40, 90, 200 - number % 160)), number)


@cache
def _forest() -> Image.Image:
    """So rich in detail that a phone has to try to get it under 300 KB."""
    noise = [Image.effect_noise((1600, 1200), 60) for _ in range(3)]
    return Image.merge("RGB", noise)


def large_photo(number: int) -> bytes:
    """A picture of its own that fills what a phone allows a photo."""
    return _labelled(_forest().copy(), number)


def _labelled(picture: Image.Image, number: int) -> bytes:
    ImageDraw.Draw(picture).text((20, 20), f"{number}", fill="white", font_size=40)
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=80)
    return buffer.getvalue()


STORED = """store => new Promise((resolve, reject) => {
  const opening = indexedDB.open('patrol369')
  opening.onerror = () => reject(opening.error)
  opening.onsuccess = () => {
    const db = opening.result
    const reading = db.transaction(store).objectStore(store).getAll()
    reading.onerror = () => reject(reading.error)
    reading.onsuccess = () => {
      db.close()
      const short = (_, value) => (value instanceof Uint8Array ? value.length : value)
      resolve(JSON.parse(JSON.stringify(reading.result, short)))
    }
  }
})"""


def stored(page: Page, store: str) -> list[dict[str, Any]]:
    """What the phone holds of a kind: "drafts", "visits", "photos"."""
    found: list[dict[str, Any]] = page.evaluate(STORED, store)
    return found


def until(is_so: Callable[[], bool], patience_s: float = 60) -> None:
    """Look again and again, as long as it may take on a busy machine."""
    deadline = time.monotonic() + patience_s
    while not is_so():
        assert time.monotonic() < deadline, "it did not come to that"
        threading.Event().wait(0.05)


def go(page: Page, path: str) -> None:
    """As a tap on a link does."""
    page.evaluate(GO, path)


def prepare(page: Page) -> None:
    """One tap in the office brings everything on board."""
    page.goto("/prepare")
    page.get_by_role("button", name=re.compile("一键准备|再准备一次")).click()
    expect(page.get_by_role("heading", name="都带上了，可以出发")).to_be_visible()


def open_form(page: Page, site: Site) -> None:
    """The form of a site, as far as the verdict on the place."""
    go(page, f"/sites/{site['id']}/check-in")
    expect(page.get_by_role("heading", name=site["name"])).to_be_visible()
    expect(page.get_by_text("在现场")).to_be_visible()


def hand_over(page: Page, content: bytes) -> None:
    """What the camera gives back to the page."""
    picture = {"name": "IMG_0001.jpg", "mimeType": "image/jpeg", "buffer": content}
    page.locator("input[capture]").set_input_files(picture)


def add_photos(page: Page, photos: Iterable[bytes]) -> None:
    """Hand them to the camera one after another, each when the one before is on the form."""
    for number, content in enumerate(photos, page.locator("img[alt$=张现场照片]").count() + 1):
        hand_over(page, content)
        expect(page.get_by_alt_text(THUMBNAIL.format(number))).to_be_visible()


def save(page: Page) -> str:
    """One tap; the visit's id once the phone says that it has it."""
    page.get_by_role("button", name=NORMAL, exact=True).click()
    expect(page.get_by_role("heading", name="回执")).to_be_visible()
    return page.url.rsplit("/", 1)[1]


def visit(context: BrowserContext, page: Page, site: Site, photos: Iterable[bytes] = ()) -> str:
    """Walk to a site and check in there; the visit's id."""
    context.set_geolocation(here(at(site)))
    open_form(page, site)
    add_photos(page, photos)
    return save(page)


def unsent(page: Page) -> int:
    """How many the band over the outbox counts; without a band, none. A million elsewhere."""
    count: int = page.evaluate(COUNT)
    return count


def fewer(page: Page, left: int, patience_s: float) -> int:
    """Wait until the outbox counts less than that, and tell how many it is then."""
    until(lambda: unsent(page) < left, patience_s)
    return unsent(page)


def recorded(phone: Phone, uids: Iterable[str]) -> list[dict[str, Any]]:
    """The server's records of these visits, in the order in which they arrived."""
    phone.close()  # the server may have hung up meanwhile: on the next connection
    wanted, found, cursor = set(uids), [], ""
    while True:
        answer = phone.get(f"/checkins?mine=1&limit=200{cursor}")
        found += [item for item in answer["items"] if item["id"] in wanted]
        if not answer.get("next"):
            return sorted(found, key=lambda item: int(item["number"]))
        cursor = f"&cursor={answer['next']}"


@dataclass
class Post:
    """One attempt of the browser to send something."""

    kind: str  # "visit" or "photo"
    item: str  # the visit's id, the photo's SHA-256
    status: int | None = None  # None: the line broke


@dataclass
class Posts:
    """The attempts of one browser, in the order in which they were begun."""

    sent: list[Post] = field(default_factory=list)
    under_way: dict[Request, list[Post]] = field(default_factory=dict)
    text_requests: int = 0  # each may bring many visits

    def listen(self, page: Page) -> None:
        page.on("request", self._begun)
        page.on("response", self._answered)
        page.on("requestfailed", self._broke)

    def items(self, kind: str) -> list[str]:
        return [post.item for post in self.sent if post.kind == kind]

    def first(self, kind: str) -> int:
        """The place in the row of the first of a kind."""
        return next(i for i, post in enumerate(self.sent) if post.kind == kind)

    def _begun(self, request: Request) -> None:
        posts = self._posts(request)
        self.sent += posts
        self.under_way[request] = posts
        self.text_requests += any(post.kind == "visit" for post in posts)

    def _posts(self, request: Request) -> list[Post]:
        if request.method == "POST" and TEXTS.search(request.url):
            lines = (request.post_data_buffer or b"{}").splitlines()
            return [Post("visit", json.loads(line)["id"]) for line in lines]
        photo = PHOTO.search(request.url) if request.method == "PUT" else None
        return [Post("photo", photo[1])] if photo else []

    def _answered(self, response: Response) -> None:
        for post in self.under_way.get(response.request, ()):
            post.status = response.status

    def _broke(self, request: Request) -> None:
        for post in self.under_way.get(request, ()):
            post.status = None


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
