"""No text becomes markup or a script on the citizens' page, and its own worker still starts."""

import pytest

from tests.browser.markup import assert_refused
from tests.browser.tip.conftest import OpenVisitor

pytestmark = pytest.mark.browser


def test_text_becomes_nothing_else(visit: OpenVisitor) -> None:
    citizen = visit()
    citizen.come()
    assert_refused(citizen.person, citizen.page)
    started: list[str] = []
    citizen.page.on("worker", lambda worker: started.append(worker.url))
    citizen.tell("坡上有新翻的土")
    assert [url for url in started if "/assets/" in url]
