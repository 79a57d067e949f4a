"""No text becomes markup or a script on the citizens' page, and its own worker still starts."""

import pytest

from tests.browser.tip.conftest import OpenVisitor

pytestmark = pytest.mark.browser

REFUSED = """([make, text]) => {
    const makers = {
        markup: () => { document.createElement('div').innerHTML = text },
        script: () => { document.createElement('script').src = text },
        code: () => { document.createElement('script').text = text },
        worker: () => { new Worker(text) },
    }
    try { makers[make]() } catch (error) { return error.name }
    return 'taken'
}"""


def test_text_becomes_nothing_else(visit: OpenVisitor) -> None:
    citizen = visit()
    citizen.come()
    citizen.person.expected.add("console: This document requires 'Trusted")
    for make, text in (
        ("markup", "<b>x</b>"),
        ("script", "/api/published"),
        ("script", "data:text/javascript,1"),
        ("code", "1"),
        ("worker", "/api/published"),
    ):
        assert citizen.page.evaluate(REFUSED, [make, text]) == "TypeError", (make, text)
    started: list[str] = []
    citizen.page.on("worker", lambda worker: started.append(worker.url))
    citizen.tell("坡上有新翻的土")
    assert [url for url in started if "/assets/" in url]
