"""A phone whose browser may be killed at any moment, and opened again as it was left.

    with killable(browser, tmp_path, line.url, at=at(site)) as phone:
        phone.sign_in("wang.xun")
        phone.page.goto("/today")
        phone.kill()   # SIGKILL, as by a phone short of memory
        phone.open()   # the same profile: what was durable is there, nothing else

The session's cookie is put back: Chromium writes cookies down every half minute only, and whether
a phone has to log in again is another test's matter.
"""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Error, Page

from tests.browser.person import FLAGS, Person, Position, executable, here, options, settle

PATIENCE_S = 10.0


@dataclass
class Killable:
    """One profile on disk and, while it is open, the browser on it; `killable` ends it."""

    browser: Browser
    profile: Path
    url: str
    at: Position | None
    scripts: tuple[str, ...] = ()
    cookies: list[Any] = field(default_factory=list)
    person: Person = field(init=False)

    @property
    def page(self) -> Page:
        return self.person.page

    @property
    def context(self) -> BrowserContext:
        return self.person.context

    def open(self) -> Page:
        """Start the browser on the profile."""
        context = self.browser.browser_type.launch_persistent_context(
            self.profile,
            executable_path=executable(),
            args=FLAGS,
            **options(self.url, at=self.at, english=False),
        )
        context.set_default_timeout(30_000)
        settle(context, english=False, asked=True, scripts=self.scripts)
        context.add_cookies(self.cookies)
        self.person = Person(context, self.url)
        return self.person.page

    def sign_in(self, username: str) -> None:
        self.person.sign_in(username)
        self.cookies = list(self.context.cookies())

    def stand(self, at: Position) -> None:
        """Walk to another place."""
        self.at = at
        self.context.set_geolocation(here(at))

    def kill(self) -> None:
        """SIGKILL to every process of the browser."""
        for pid in self.processes():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        deadline = time.monotonic() + PATIENCE_S
        while self.processes():
            assert time.monotonic() < deadline, "the browser does not die"
        self.close()

    def close(self) -> None:
        """Close the browser as a person does, or what is left of it."""
        with suppress(Error):
            self.context.close()

    def processes(self) -> list[int]:
        """Those that were started with our profile, and all that they have started."""
        mark = f"--user-data-dir={self.profile}".encode()
        parents: dict[int, int] = {}
        found: set[int] = set()
        for folder in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                state, parent = (folder / "stat").read_text().rsplit(")", 1)[1].split()[:2]
                if state == "Z":
                    continue
                parents[int(folder.name)] = int(parent)
                if mark in (folder / "cmdline").read_bytes().split(b"\0"):
                    found.add(int(folder.name))
        while more := {pid for pid, parent in parents.items() if parent in found} - found:
            found |= more
        return sorted(found)


@contextmanager
def killable(
    browser: Browser,
    profile: Path,
    url: str,
    *,
    at: Position | None = None,
    scripts: tuple[str, ...] = (),
) -> Iterator[Killable]:
    """A phone with an empty profile, open, for the block."""
    phone = Killable(browser, profile, url, at, scripts)
    phone.open()
    try:
        yield phone
    finally:
        phone.close()
