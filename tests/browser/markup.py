"""What a page answers that is asked to make markup or a script of text."""

from playwright.sync_api import Page

from tests.browser.person import Person

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
TEXTS = (
    ("markup", "<b>x</b>"),
    ("script", "/api/published"),
    ("script", "data:text/javascript,1"),
    ("code", "1"),
    ("worker", "/api/published"),
)


def assert_refused(person: Person, page: Page) -> None:
    person.expected.add("console: This document requires 'Trusted")
    answers = {make + text: page.evaluate(REFUSED, [make, text]) for make, text in TEXTS}
    assert answers == {make + text: "TypeError" for make, text in TEXTS}
