"""The engine of iPhones, through Debian's webkit2gtk-driver: a few verbs of WebDriver over HTTP."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from tests.support.served import free_port

BROWSERS = "*/webkit2gtk-4*/MiniBrowser"  # in /usr/lib
PATIENCE_MS = 30_000
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"


@dataclass
class WebKit:
    """One window. Every verb waits until it can be done."""

    session: httpx.Client

    def call(self, verb: str, method: str = "POST", **body: Any) -> Any:
        answer = self.session.request(method, verb, json=body if method == "POST" else None)
        value = answer.json()["value"]
        if answer.status_code >= 400:
            raise LookupError(value["error"])
        return value

    def open(self, url: str) -> None:
        self.call("url", url=url)

    @property
    def url(self) -> str:
        return str(self.call("url", "GET"))

    def run(self, script: str) -> Any:
        return self.call("execute/sync", script=f"return {script}", args=[])

    def find(self, css: str, enabled: bool = True) -> str:
        """The visible one; when it can be pressed, unless told not to wait for that."""
        state = ":enabled" if enabled else ""
        found = self.call("element", using="css selector", value=f"{css}{state}")
        return str(found[ELEMENT])

    def press(self, css: str) -> None:
        self.call(f"element/{self.find(css)}/click")

    def type(self, css: str, text: str) -> None:
        self.call(f"element/{self.find(css)}/value", text=text)

    def text(self, css: str) -> str:
        return str(self.call(f"element/{self.find(css, enabled=False)}/text", "GET"))

    def seen(self) -> str:
        return str(self.run("document.body ? document.body.innerText : ''"))


def program(name: str) -> str:
    found = shutil.which(name)
    assert found, f"{name} is missing: run bin/setup drill"
    return found


@contextmanager
def screen() -> Iterator[str]:
    """A display that nobody sees."""
    number = f":{free_port()}"
    server = subprocess.Popen([program("Xvfb"), number, "-screen", "0", "400x800x24"])
    try:
        yield number
    finally:
        server.terminate()
        server.wait()


@contextmanager
def webkit() -> Iterator[WebKit]:
    browser = max(Path("/usr/lib").glob(BROWSERS), default=None)
    assert browser, "apt-get install webkit2gtk-driver"
    port = free_port()
    with screen() as display:
        env = {**os.environ, "DISPLAY": display, "WEBKIT_DISABLE_COMPOSITING_MODE": "1"}
        driver = subprocess.Popen([program("WebKitWebDriver"), f"--port={port}"], env=env)
        options = {"binary": str(browser), "args": ["--automation"]}
        wish = {"alwaysMatch": {"webkitgtk:browserOptions": options}}
        base = f"http://127.0.0.1:{port}/session"
        try:
            transport = httpx.HTTPTransport(retries=8)  # until the driver listens
            with httpx.Client(transport=transport, timeout=60) as client:
                made = client.post(base, json={"capabilities": wish}).json()["value"]
                client.base_url = httpx.URL(f"{base}/{made['sessionId']}/")
                window = WebKit(client)
                window.call("timeouts", implicit=PATIENCE_MS)
                yield window
        finally:
            driver.terminate()
            driver.wait()
