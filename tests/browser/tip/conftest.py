"""The citizens' host, and citizens at browsers of their own that nobody has been to before."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser

from tests.browser.conftest import PATIENCE_MS
from tests.browser.person import NARROW
from tests.browser.tip.house import House, housed
from tests.browser.tip.visitor import Visitor

OpenVisitor = Callable[..., Visitor]


@pytest.fixture(scope="package")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One for all of these tests: they only add tips to it."""
    with housed(tmp_path_factory.mktemp("tips-house")) as house:
        yield house


@pytest.fixture
def visit(house: House, browser: Browser) -> Iterator[OpenVisitor]:
    """`visit(english=True)`: what goes wrong at her browser fails the test."""
    visitors: list[Visitor] = []
    with ExitStack() as stack:

        def enter(
            *,
            english: bool = False,
            size: tuple[int, int] = NARROW,
            url: str = "",
            scripts: tuple[str, ...] = (),
            **wishes: Any,
        ) -> Visitor:
            url = url or house.url
            context = browser.new_context(
                base_url=url,
                viewport={"width": size[0], "height": size[1]},
                locale="en-GB" if english else "zh-CN",
                timezone_id="Asia/Shanghai",
                has_touch=True,
                reduced_motion="reduce",
                **wishes,
            )
            stack.callback(context.close)
            context.set_default_timeout(PATIENCE_MS)
            for script in scripts:
                context.add_init_script(script)
            visitors.append(Visitor(context, url))
            return visitors[-1]

        yield enter
        troubles = [trouble for visitor in visitors for trouble in visitor.person.troubles()]
    assert troubles == []


@pytest.fixture(scope="session")
def photo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """As a camera writes it: with position, model and time in it."""
    path = tmp_path_factory.mktemp("photos") / "IMG_0001.jpg"
    traces = Image.Exif()
    traces[0x010F], traces[0x0110] = "MAKERCANARY", "MODELCANARY"
    traces[0x0132] = "2026:11:26 22:15:00"
    traces.get_ifd(0x8825).update({1: "N", 2: (25.0, 56.0, 31.0), 3: "E", 4: (117.0, 22.0, 10.0)})
    Image.linear_gradient("L").resize((1200, 900)).convert("RGB").save(path, exif=traces)
    return path
