"""A citizen's browser: makes codes, encrypts, solves what it is asked, and reads its pages."""

import json
import os
from base64 import b64encode, urlsafe_b64decode
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

import altcha

from backend.core.base64url import encode
from backend.tips.host import code, contents, encryption
from tests.tips.host.builders import Group


class Answer(Protocol):
    status_code: int
    json: Any
    data: bytes


class Line(Protocol):
    """How requests travel: a test client, or a connection to a served host."""

    def get(self, path: str) -> Any: ...

    def post(self, path: str, **kwargs: Any) -> Any: ...


def raw(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def solved(challenge: dict[str, Any]) -> str:
    """The proof for a challenge, as the browser sends it."""
    found = altcha.solve_challenge(altcha.Challenge.from_dict(challenge))
    assert found is not None
    solution = {"counter": found.counter, "derivedKey": found.derived_key}
    return b64encode(json.dumps({"challenge": challenge, "solution": solution}).encode()).decode()


@dataclass
class Citizen:
    """One tip and its code. `share` and `ticket` come from the server."""

    line: Line
    digits: str = field(default_factory=code.make)
    pair: tuple[bytes, bytes] = field(default_factory=encryption.new_pair)
    share: bytes = b""
    ticket: str = ""
    renews: bool = True  # as the page does when its proof of work has paid for all that it could

    @property
    def root(self) -> code.Root:
        return code.root(self.digits)

    def proof(self, purpose: str) -> str:
        return solved(self.line.get(f"/api/challenge?purpose={purpose}").json)

    def open(self, purpose: str = "open", proof: str = "") -> Any:
        """The answer of the server; on success share and ticket are kept."""
        body = {"auth": encode(self.root.auth), "purpose": purpose}
        answer = self.line.post("/api/open", json=body | {"proof": proof or self.proof(purpose)})
        if answer.status_code == 200:
            self.share, self.ticket = raw(answer.json["share"]), answer.json["ticket"]
        return answer

    def item(self, content: dict[str, Any], item_id: bytes = b"") -> dict[str, str]:
        item_id = item_id or os.urandom(16)
        sealed = encryption.encrypt_item(self.pair[0], item_id, contents.text_bytes(content))
        return {"id": encode(item_id), "ct": encode(sealed)}

    def tip(self, group: Group, text: str = "有人在封过的井口装车", **more: Any) -> dict[str, Any]:
        """The body of a new tip."""
        public, secret = self.pair
        key = encryption.wrap_key(self.share, self.root.half)
        report = {"kind": "report", "n": 1, "category": "mine", "text": text}
        sealed = encode(encryption.encrypt_wrap(group.pair[0], secret))
        return {
            "ticket": self.ticket,
            "pk": encode(public),
            "receipt_wrap": encode(encryption.encrypt_receipt(key, secret, public)),
            "group": group.id,
            "version": group.version,
            "wraps": [{"group": group.id, "version": group.version, "sealed": sealed}],
            "items": [self.item(report)],
        } | more

    def send(self, group: Group, **more: Any) -> Any:
        """Opens for sending and sends; the last answer."""
        opened = self.open("send")
        assert opened.status_code == 200, opened.json
        return self.line.post("/api/tips", json=self.tip(group, **more))

    def say(self, text: str, number: int = 2) -> Any:
        item = self.item({"kind": "message", "n": number, "text": text})
        return self.paid(
            lambda: self.line.post("/api/thread/items", json={"ticket": self.ticket, "item": item})
        )

    def paid(self, send: Callable[[], Any]) -> Any:
        """The answer, after another proof of work if the last one has paid for all it could."""
        answer = send()
        if self.renews and answer.status_code == 429:
            assert self.open("send").status_code == 200
            answer = send()
        return answer

    def photo(self, body: bytes, item_id: bytes = b"", **headers: str) -> Any:
        sent = {"X-Item": encode(item_id or os.urandom(16)), "X-N": "3", **headers}
        kind = {"Content-Type": "application/octet-stream"}
        return self.paid(
            lambda: self.line.post(
                "/api/photos", data=body, headers=kind | {"X-Ticket": self.ticket} | sent
            )
        )

    def read(self, after: str | None = None) -> dict[str, Any]:
        """A page of the thread, opened."""
        body = {"ticket": self.ticket, "after": after}
        return self.opened(self.line.post("/api/thread/read", json=body).json["page"])

    def opened(self, page: str) -> dict[str, Any]:
        content: dict[str, Any] = json.loads(encryption.decrypt_answer(self.share, raw(page)))
        return content

    def content(self, item: dict[str, Any]) -> dict[str, Any]:
        """What is in an item of a page."""
        plain = encryption.decrypt_item(
            self.pair[1], self.pair[0], raw(item["id"]), raw(item["ct"])
        )
        return contents.read_text(plain)

    def fetch(self, item_id: str) -> tuple[dict[str, Any], bytes]:
        """A photo, opened."""
        answer = self.line.post("/api/thread/photo", json={"ticket": self.ticket, "id": item_id})
        assert answer.status_code == 200, answer.json
        plain = encryption.decrypt_item(self.pair[1], self.pair[0], raw(item_id), answer.data)
        return contents.read_photo(plain)

    def withdraw(self, item: str | None = None) -> Any:
        return self.line.post("/api/thread/withdraw", json={"ticket": self.ticket, "item": item})
