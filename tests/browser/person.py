"""Somebody at a browser of her own, and what goes wrong there."""

import shutil
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Request, Response

from tests.support.phone import PASSWORD

FLAGS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
NARROW, WIDE = (360, 740), (1440, 900)
OWN_SCHEMES = ("blob", "data")
SIGNED_OUT = "401 GET /api/v1/me"  # how the page learns that nobody has signed in yet

Position = tuple[float, float]  # longitude, latitude (WGS-84)


def executable() -> str:
    """Chromium without windows: the whole one draws its tabs and buttons for nobody to see."""
    path = shutil.which("chromium-headless-shell")
    assert path, "chromium-headless-shell is missing; bin/setup test installs it"
    return path


def options(url: str, *, wide: bool = False, at: Position | None, english: bool) -> dict[str, Any]:
    """What a browser is told when it starts. Without `at` it refuses every position."""
    width, height = WIDE if wide else NARROW
    return {
        "base_url": url,
        "viewport": {"width": width, "height": height},
        "locale": "en-GB" if english else "zh-CN",
        "timezone_id": "Asia/Shanghai",
        "has_touch": not wide,
        "reduced_motion": "reduce",
        "permissions": ["geolocation"] if at else [],
        "geolocation": here(at) if at else None,
    }


def settle(
    context: BrowserContext, *, english: bool, asked: bool, scripts: tuple[str, ...]
) -> None:
    """What its owner has chosen before; `asked`: she has agreed to be located."""
    settings = {"locale": "en" if english else "zh-CN"}
    if asked:
        settings["location"] = "yes"
    for name, value in settings.items():
        context.add_init_script(f"localStorage['patrol369.{name}'] ??= '{value}'")
    for script in scripts:
        context.add_init_script(script)


def open_browser(
    browser: Browser,
    url: str,
    *,
    wide: bool = False,
    mobile: bool = False,
    at: Position | None = None,
    english: bool = False,
    asked: bool = True,
    shell: bool = False,
    scripts: tuple[str, ...] = (),
) -> BrowserContext:
    """A context with nothing in it; without `shell` no service worker, as in WeChat on iOS.

    `mobile`: it takes text-size-adjust to heart, as a phone's browser does.
    """
    context = browser.new_context(
        **options(url, wide=wide, at=at, english=english),
        is_mobile=mobile,
        service_workers="allow" if shell else "block",
    )
    settle(context, english=english, asked=asked, scripts=scripts)
    return context


def here(at: Position) -> Any:
    """A position as a phone under the open sky reports it."""
    return {"longitude": at[0], "latitude": at[1], "accuracy": 8}


class Person:
    """One page. Collects console errors, refusals and requests that leave the house."""

    def __init__(self, context: BrowserContext, url: str) -> None:
        self.context = context
        self.home = urlsplit(url).netloc
        self.expected = {SIGNED_OUT}
        self._troubles: list[str] = []
        self.page = context.new_page()
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self._troubles.append(f"exception: {error}"))
        self.page.on("request", self._asked)
        self.page.on("response", self._answered)

    def sign_in(self, username: str) -> None:
        """Take a session's cookie, without the page."""
        wish = {"username": username, "password": PASSWORD}
        answer = self.context.request.post("/api/v1/sessions", data=wish, headers={"X-Patrol": "1"})
        assert answer.status == 201, answer.text()

    def troubles(self) -> list[str]:
        """What went wrong and does not begin as something expected does, in order."""
        known = tuple(self.expected)
        return [trouble for trouble in self._troubles if not trouble.startswith(known)]

    def _heard(self, message: ConsoleMessage) -> None:
        # The browser's own word for a failed request says less than `_answered`.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self._troubles.append(f"console: {message.text}")

    def _asked(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.netloc != self.home and parts.scheme not in OWN_SCHEMES:
            self._troubles.append(f"request to {parts.netloc}: {request.url}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400:
            path = urlsplit(response.url).path
            self._troubles.append(f"{response.status} {response.request.method} {path}")
