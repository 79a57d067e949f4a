"""The served product with the demo in it, and people at browsers of their own.

Package scope: Playwright keeps an event loop running for as long as it is started, which
tests elsewhere that want one of their own would trip over.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser.person import FLAGS, Person, executable, open_browser
from tests.support.demo import copy_demo
from tests.support.phone import Phone, log_in
from tests.support.served import Server, served

PATIENCE_MS = 30_000  # two shared cores
FAILED = pytest.StashKey[bool]()
# A name that leads here, but that no browser trusts as it trusts localhost.
INSECURE_NAME = "patrol.test"

OpenPerson = Callable[..., Person]


@dataclass(frozen=True)
class Product:
    """The product as `make run` serves it, with the folder of its data."""

    server: Server
    data: Path

    @property
    def url(self) -> str:
        return self.server.url

    @property
    def insecure_url(self) -> str:
        return f"http://{INSECURE_NAME}:{self.server.port}"


@pytest.fixture(scope="package")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """One demo for all browser tests: they only add to it."""
    data = tmp_path_factory.mktemp("browser")
    copy_demo(data)
    with served(data, WORKERS="1", LOG_LEVEL="warning") as server:
        yield Product(server, data)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    expect.set_options(timeout=PATIENCE_MS)
    rules = f"--host-resolver-rules=MAP {INSECURE_NAME} 127.0.0.1"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable(), args=[*FLAGS, rules])
        yield chromium
        chromium.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Any:
    report = yield
    item.stash[FAILED] = item.stash.get(FAILED, False) or report.failed
    return report


@pytest.fixture
def person(
    product: Product, browser: Browser, request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[OpenPerson]:
    """`person("li.ge", wide=True)`: she has signed in; what went wrong at her browser fails."""
    people: list[Person] = []
    with ExitStack() as stack:

        def enter(username: str = "", url: str = product.url, **wishes: Any) -> Person:
            context = open_browser(browser, url, **wishes)
            stack.callback(context.close)
            context.set_default_timeout(PATIENCE_MS)
            people.append(Person(context, url))
            if username:
                people[-1].sign_in(username)
            return people[-1]

        yield enter
        if request.node.stash.get(FAILED, False):
            for number, somebody in enumerate(people):
                somebody.page.screenshot(path=tmp_path / f"failed-{number}.png")
            print(f"screenshots: {tmp_path}")
        troubles = [trouble for somebody in people for trouble in somebody.troubles()]
    assert troubles == []


@pytest.fixture
def api(product: Product) -> Iterator[Callable[[str], Phone]]:
    """`api("wang.xun")`: the same product without a browser, to compare what it says."""
    phones: list[Phone] = []

    def call(username: str) -> Phone:
        phones.append(log_in(product.server.port, username))
        return phones[-1]

    yield call
    for phone in phones:
        phone.close()
