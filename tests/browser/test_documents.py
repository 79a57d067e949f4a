"""Pages beside the sections: the API's own, and addresses that lead nowhere."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPerson

pytestmark = pytest.mark.browser
READ = "(heads) => heads.map((head) => head.innerText)"
NEXT_FRAME = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


def test_the_api_can_be_browsed(person: OpenPerson) -> None:
    page = person("wang.xun", wide=True).page
    page.goto("/api-docs")
    expect(page.locator(".info .title")).to_contain_text("Patrol 369")
    told = page.evaluate("fetch('/api/v1/openapi.json').then((answer) => answer.json())")
    methods = {"get", "post", "put", "patch", "delete"}
    operations = sum(len(methods & set(path)) for path in told["paths"].values())
    page.locator(".opblock").first.wait_for()
    # A long list is drawn as far as one sees it.
    shown: set[str] = set()
    for _ in range(operations):
        shown |= set(page.locator(".opblock .opblock-summary").evaluate_all(READ))
        if len(shown) == operations:
            break
        page.mouse.wheel(0, 800)
        page.evaluate(NEXT_FRAME)
    assert len(shown) == operations


@pytest.mark.parametrize("username", ("", "wang.xun"))
def test_an_unknown_address_leads_home(person: OpenPerson, username: str) -> None:
    page = person(username).page
    page.goto("/no/such/page")
    if username:
        expect(page.get_by_role("heading", name="今日巡查")).to_be_visible()
    else:
        expect(page.get_by_role("button", name="登录", exact=True)).to_be_visible()
