"""A citizen at her phone: what she does, what travels, and what her browser keeps."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Page, Request, expect

from tests.browser.person import Person

STORED = """async () => ({
    local: { ...localStorage }, session: { ...sessionStorage }, cookie: document.cookie,
    databases: await indexedDB.databases(), caches: await caches.keys(),
    workers: (await navigator.serviceWorker.getRegistrations()).length,
})"""
NOTHING = {"local": {}, "session": {}, "cookie": "", "databases": [], "caches": [], "workers": 0}


@dataclass
class Sent:
    """A request: all of it that somebody between the phone and the server could keep."""

    method: str
    url: str
    headers: dict[str, str]
    body: bytes

    @property
    def path(self) -> str:
        return urlsplit(self.url).path


@dataclass
class Visitor:
    context: BrowserContext
    url: str
    person: Person = field(init=False)
    sent: list[Sent] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.person = Person(self.context, self.url)
        self.page.on("request", self._asked)
        self.page.on("console", lambda message: self.heard.append(message.text))

    @property
    def page(self) -> Page:
        return self.person.page

    def _asked(self, request: Request) -> None:
        body = request.post_data_buffer or b""
        self.sent.append(Sent(request.method, request.url, request.all_headers(), body))

    def come(self, query: str = "") -> None:
        self.page.goto(f"/{query}")
        expect(self.press("我要说一件事")).to_be_enabled()

    def press(self, name: str) -> Any:
        return self.page.get_by_role("button", name=name, exact=True)

    def row(self, title: str) -> Any:
        return self.page.locator("button.row", has=self.page.get_by_text(title, exact=True))

    def begin(self, kind: str = "矿山、坑洞") -> None:
        self.press("我要说一件事").click()
        self.row(kind).click()

    def write(self, text: str) -> None:
        self.page.get_by_label("看到了什么？").fill(text)

    def check(self) -> None:
        self.press("下一步").click()
        expect(self.press("加密并寄出")).to_be_enabled()

    def tell(self, text: str) -> str:
        """The short way: words alone. Returns the code, which still stands on the screen."""
        self.come()
        self.begin()
        self.write(text)
        self.check()
        self.press("加密并寄出").click()
        return self.code()

    def code(self) -> str:
        expect(self.page.get_by_role("heading", name="请把这 25 位查询码抄在纸上")).to_be_visible()
        return "".join(self.page.locator("ol.code li").all_inner_texts())

    def type_digits(self, digits: str) -> None:
        for digit in digits:
            self.press(digit).click()

    def note_down(self, code: str) -> None:
        self.type_digits(code[-5:])
        self.press("我抄好了，离开").click()
        expect(self.page.get_by_role("heading", name="可以放心走了")).to_be_visible()

    def return_with(self, code: str) -> None:
        self.come()
        self.press("我有查询码").click()
        self.page.get_by_label("输入查询码").fill(code)
        self.press("打开").click()
        expect(self.page.get_by_role("heading", name="进展")).to_be_visible()

    def kept(self) -> dict[str, Any]:
        found: dict[str, Any] = self.page.evaluate(STORED)
        return found
