"""A patrol officer's phone, as far as the server can tell: check-ins and photos over HTTP.

Photos are real JPEGs of about 300 KB that differ in a comment only, so that thousands of
distinct ones cost next to nothing to make.
"""

import hashlib
import http.client
import io
import json
import random
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any

from PIL import Image

PASSWORD = "yongan-369"  # of every demo account
COMMENT = b"\xff\xfe\x00\x12"  # JPEG comment of 16 bytes
END = b"\xff\xd9"


class Phone:
    """One kept-alive connection with a bearer token. Raises OSError where the network fails."""

    def __init__(self, port: int, token: str = "", timeout: float = 60) -> None:
        self.token = token
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)

    def send(
        self, method: str, path: str, body: bytes | None = None, kind: str = "application/json"
    ) -> tuple[int, Any]:
        """Status and parsed answer; the connection starts afresh after a failure."""
        headers = {"Content-Type": kind} if body is not None else {}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        with self._exchange():
            self.connection.request(method, f"/api/v1{path}", body, headers)
            response = self.connection.getresponse()
            content = response.read()
        return response.status, json.loads(content) if content else None

    def send_texts(self, bodies: Sequence[bytes]) -> list[tuple[int, Any]]:
        """Many check-ins in one request: status, and receipt or problem, of each.

        Raises ConnectionError for anything but an answer with a line for each.
        """
        kind = {"Content-Type": "application/x-ndjson", "Authorization": f"Bearer {self.token}"}
        with self._exchange():
            self.connection.request("POST", "/api/v1/checkins/batch", b"\n".join(bodies), kind)
            response = self.connection.getresponse()
            outcomes = [json.loads(line) for line in response.read().splitlines()]
        if response.status != http.HTTPStatus.OK or len(outcomes) != len(bodies):
            raise ConnectionError(f"the batch was answered {response.status}")
        return [(each["status"], each.get("receipt") or each["problem"]) for each in outcomes]

    @contextmanager
    def _exchange(self) -> Iterator[None]:
        """The connection starts afresh after a failure inside, which leaves as an OSError."""
        try:
            yield
        except http.client.HTTPException as error:
            self.connection.close()
            raise ConnectionError(str(error)) from error
        except OSError:
            self.connection.close()
            raise

    def get(self, path: str) -> Any:
        """What a GET answers; raises RuntimeError for anything but 200."""
        status, answer = self.send("GET", path)
        if status != http.HTTPStatus.OK:
            raise RuntimeError(f"GET {path} answered {status}: {answer}")
        return answer

    def close(self) -> None:
        self.connection.close()


def log_in(port: int, username: str, password: str = PASSWORD) -> Phone:
    """A phone with a token of the account's."""
    phone = Phone(port)
    wish = {"username": username, "password": password, "name": "test", "days": 1}
    status, answer = phone.send("POST", "/tokens", json.dumps(wish).encode())
    if status != http.HTTPStatus.CREATED:
        raise RuntimeError(f"{username} could not log in: {status} {answer}")
    phone.token = answer["token"]
    return phone


@dataclass(frozen=True)
class Visit:
    """A check-in with one photo, ready to be sent any number of times."""

    uid: str
    body: bytes
    sha256: str
    photo: bytes

    def send_text(self, phone: Phone) -> tuple[int, Any]:
        return phone.send("POST", "/checkins", self.body)

    def send_photo(self, phone: Phone) -> tuple[int, Any]:
        return phone.send("PUT", f"/photos/{self.sha256}", self.photo, "image/jpeg")


@dataclass(frozen=True)
class Rounds:
    """What an officer's phone has on it in the morning: sites, checklists, a time token."""

    sites: tuple[dict[str, Any], ...]
    checklists: dict[str, dict[str, Any]]
    token: str

    def visit(self, photo_bytes: int = 300_000) -> Visit:
        """A normal visit on the spot to one of the sites, with a photo of its own."""
        uid = str(uuid.uuid4())
        photo = photo_for(uid, photo_bytes)
        sha256 = hashlib.sha256(photo).hexdigest()
        document = self.document(uid, sha256)
        return Visit(uid, json.dumps(document).encode(), sha256, photo)

    def document(self, uid: str, sha256: str) -> dict[str, Any]:
        site = random.choice(self.sites)
        checklist = self.checklists[site["kind"]]
        now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        return {
            "format": 1,
            "id": uid,
            "site": site["id"],
            "device_time": now,
            "clock": {"token": self.token, "elapsed_ms": 60_000},
            "fix": {"lon": site["lon"], "lat": site["lat"], "accuracy": 8.0, "at": now},
            "no_fix_reason": None,
            "place_reason": "",
            "result": "normal",
            "attempt_reason": None,
            "checklist": checklist["id"],
            "answers": [
                {"question": question["code"], "value": question["normal"], "given": "all_normal"}
                for question in questions(checklist, site)
            ],
            "note": "",
            "photos": [
                {"sha256": sha256, "original_sha256": None, "captured_at": now, "source": "camera"}
            ],
        }


def questions(checklist: dict[str, Any], site: dict[str, Any]) -> list[dict[str, Any]]:
    """The questions that one tap on 一切正常 answers at this site."""

    def asked(question: dict[str, Any]) -> bool:
        when = question.get("when") or {}
        return "question" not in when and site["trade"] in when.get("trade", [site["trade"]])

    return [q for q in checklist["questions"] if q.get("normal") is not None and asked(q)]


def morning(phone: Phone) -> Rounds:
    """What the phone loads at the start of a day. Raises LookupError without a single site."""
    today = phone.get("/today")
    sites = tuple(item["site"] for item in today["items"])
    if not sites:
        raise LookupError("no site is due for this officer")
    kinds = {kind["code"]: kind["checklist"] for kind in phone.get("/kinds")["items"]}
    return Rounds(sites, kinds, today["clock"]["token"])


@cache
def base_photo(size: int) -> bytes:
    """A JPEG of about `size` bytes without its end mark; noise, as photos hardly shrink."""
    side = max(16, int((size / 0.68) ** 0.5))
    noise = random.Random(369).randbytes(side * side)
    buffer = io.BytesIO()
    Image.frombytes("L", (side, side), noise).convert("RGB").save(buffer, "JPEG", quality=85)
    return buffer.getvalue().removesuffix(END)


def photo_for(uid: str, size: int) -> bytes:
    """The photo of one check-in: the same picture, another comment."""
    return base_photo(size) + COMMENT + uuid.UUID(uid).bytes + END
