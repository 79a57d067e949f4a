"""Readers of tips at browsers of their own, a group that nobody else's test knows, and citizens."""

import io
import json
import secrets
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from typing import Any

from PIL import Image
from playwright.sync_api import APIRequestContext, Locator, Page, expect

from backend.core.base64url import decode
from tests.tips.host.builders import Group
from tests.tips.host.citizen import Citizen

EASY = "20"  # rounds per try of the proof of work
PASSPHRASE = "yongan-tips-369"  # of every reader in the demo
REPORT = {
    "kind": "report",
    "n": 1,
    "category": "mine",
    "text": "封过的井口夜里又有车进出，有刺鼻的味道。",
    "when": "最近三天",
    "place": {"mode": "1km", "lon": 117.36, "lat": 25.95, "words": "护林房往上"},
}


@dataclass(frozen=True)
class Got:
    status_code: int
    data: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.data)


@dataclass(frozen=True)
class Line:
    """A connection to the citizens' host."""

    url: str

    def get(self, path: str) -> Got:
        return self._sent(urllib.request.Request(self.url + path))

    def post(self, path: str, **kwargs: Any) -> Got:
        body, headers = kwargs.get("data", b""), dict(kwargs.get("headers", {}))
        if "json" in kwargs:
            body, headers["Content-Type"] = json.dumps(kwargs["json"]).encode(), "application/json"
        asked = urllib.request.Request(self.url + path, body, headers, method="POST")
        return self._sent(asked)

    def _sent(self, asked: urllib.request.Request) -> Got:
        try:
            with urllib.request.urlopen(asked) as answer:
                return Got(answer.status, answer.read())
        except urllib.error.HTTPError as error:
            return Got(error.code, error.read())


@dataclass
class Office:
    """The demo's readers at work: ju.ban and ju.shen of one group, jing.ban of another."""

    line: Line
    groups: dict[str, Group] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for each in self.line.get("/api/published").json["groups"]:
            key = decode(each["key"]), b""
            self.groups[each["name"]] = Group(each["id"], each["version"], key)

    def send(self, name: str = "安全生产举报组", **report: Any) -> Citizen:
        """A tip with words of its own, by which it is found among the others."""
        citizen = Citizen(self.line)
        assert citizen.open("send").status_code == 200
        content = REPORT | report
        group = self.groups[name]
        body = citizen.tip(group, items=[citizen.item(content)])
        assert self.line.post("/api/tips", json=body).status_code == 201
        assert citizen.open("open").status_code == 200
        return citizen

    def send_strange(self, name: str = "安全生产举报组") -> None:
        """What a program of somebody's own may send: no report, and halves of letters."""
        citizen = Citizen(self.line)
        assert citizen.open("send").status_code == 200
        content = {"kind": "status", "n": 10**6, "status": "closed", "by": "x", "text": "\0"}
        body = citizen.tip(self.groups[name], items=[citizen.item(content)])
        assert self.line.post("/api/tips", json=body).status_code == 201


def words() -> str:
    """Something that no other tip says."""
    return f"夜里第{secrets.randbelow(10**9)}号车"


def picture() -> bytes:
    file = io.BytesIO()
    Image.linear_gradient("L").resize((640, 480)).convert("RGB").save(file, "JPEG")
    return file.getvalue()


def said(citizen: Citizen, kind: str) -> list[dict[str, Any]]:
    """What stands in her thread of this kind, in its order."""
    found = [citizen.content(item) for item in citizen.read()["items"] if not item["photo"]]
    return sorted((each for each in found if each["kind"] == kind), key=lambda each: each["n"])


def unlock(request: APIRequestContext) -> None:
    """Without the page."""
    answer = request.post(
        "/api/v1/tip-inbox/unlock", data={"passphrase": PASSPHRASE}, headers={"X-Patrol": "1"}
    )
    assert answer.status == 200, answer.text()


def read(page: Page, text: str) -> None:
    """Opens the tip that says these words, from an inbox that is unlocked."""
    page.goto("/tips")
    found(page, text).click()
    expect(page.get_by_role("group", name="要做什么")).to_be_visible()


def found(page: Page, text: str) -> Locator:
    """The only tip that says these words: the list shows none of them before it was opened."""
    page.get_by_label("在内容里找").fill(text)
    page.get_by_label("在内容里找").press("Enter")
    rows = page.locator("a.row")
    expect(rows).to_have_count(1)
    return rows


def turn_to(page: Page, act: str) -> None:
    page.get_by_role("group", name="要做什么").get_by_role("button", name=act, exact=True).click()
