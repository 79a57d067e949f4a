"""The killable browser itself: what was durable is there after a SIGKILL, and the cookie."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.killable import killable
from tests.support.echo import echoing

pytestmark = pytest.mark.browser

STORE = """text => new Promise((resolve, reject) => {
  const opening = indexedDB.open('test', 1)
  opening.onupgradeneeded = () => opening.result.createObjectStore('kept')
  opening.onerror = () => reject(opening.error)
  opening.onsuccess = () => {
    const store = opening.result.transaction('kept', 'readwrite').objectStore('kept')
    if (text) store.put(text, 'one')
    const reading = store.get('one')
    store.transaction.oncomplete = () => resolve(reading.result ?? null)
  }
})"""


@pytest.fixture(scope="module")
def behind() -> Iterator[str]:
    with echoing() as port:
        yield f"http://127.0.0.1:{port}"


def test_a_kill_keeps_what_was_durable(browser: Browser, tmp_path: Path, behind: str) -> None:
    with killable(browser, tmp_path / "profile", behind, at=(117.3, 25.9)) as phone:
        phone.cookies = [{"name": "who", "value": "me", "url": behind}]
        phone.context.add_cookies(phone.cookies)
        phone.page.goto("/")
        assert phone.page.evaluate(STORE, "") is None
        assert phone.page.evaluate(STORE, "a visit") == "a visit"
        assert len(phone.processes()) > 3
        phone.kill()
        assert phone.processes() == []
        page = phone.open()
        page.goto("/")
        assert page.evaluate(STORE, "") == "a visit"
        assert page.evaluate("document.cookie") == "who=me"
    assert phone.processes() == []
