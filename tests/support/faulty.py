"""A front before the product that answers an upload in every wrong way.

    with fronted(server.port, in_turn(seed=369, most=3)) as front:
        front.url        # what the browser opens instead
        front.arrivals   # what came when, and what became of it

Only visits (POST /checkins, alone or many) and photos (PUT /photos/…) are treated so; all else
passes. A plan decides for each of them; `in_turn` deals every fault out as a shuffled pack of
cards, seeded, and lets an item through once it has had its share.
"""

import http.client
import json
import random
import re
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

HOP = {"connection", "keep-alive", "transfer-encoding", "content-length"}
RESET = struct.pack("ii", 1, 0)
PATIENCE = 60
PORTAL = "<!doctype html><title>免费上网</title><p>请先登录</p>".encode()
TEXTS = ("/api/v1/checkins", "/api/v1/checkins/batch")
PHOTO = re.compile(r"/api/v1/photos/([0-9a-f]{64})")


class Fault(StrEnum):
    """What the phone gets instead of the product's answer."""

    TIME_OUT = "the product has it, and the phone waits in vain"
    CUT = "the product has it, and the connection breaks before the answer"
    UNAVAILABLE = "503 with Retry-After"
    TOO_MANY = "429 with Retry-After"
    PORTAL = "200 with a page of somebody else's"
    EMPTY = "200 with {}"
    FOREIGN = "201 with the answer to another item"


COMMITTED = (Fault.TIME_OUT, Fault.CUT)


@dataclass(frozen=True)
class Arrival:
    """One attempt of a phone to bring something."""

    at: float  # seconds of the monotonic clock
    kind: str  # "visit" or "photo"
    item: str  # the visit's id, the photo's SHA-256
    fault: Fault | None


Plan = Callable[[str, str], Fault | None]  # of a kind and an item


@dataclass(frozen=True)
class Answer:
    status: int
    headers: tuple[tuple[str, str], ...]
    content: bytes


def in_turn(seed: int = 369, most: int = 3) -> Plan:
    """Every fault as often as the others, in random order; at most so many for one item."""
    chance = random.Random(seed)
    pack: list[Fault] = []
    had: dict[str, int] = {}

    def plan(kind: str, item: str) -> Fault | None:
        if had.get(item, 0) >= most:
            return None
        had[item] = had.get(item, 0) + 1
        if not pack:
            pack.extend(Fault)
            chance.shuffle(pack)
        return pack.pop()

    return plan


@dataclass
class Front:
    """The proxy's state; `fronted` starts and ends it."""

    port_behind: int
    plan: Plan
    hold_s: float
    retry_after_s: int
    takes_batches: bool = True
    port: int = 0
    arrivals: list[Arrival] = field(default_factory=list)
    last: dict[str, tuple[str, Answer]] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)
    over: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def of(self, item: str) -> list[Arrival]:
        """The attempts of one item, in order."""
        return [arrival for arrival in self.arrivals if arrival.item == item]

    def decide(self, kind: str, item: str) -> Fault | None:
        with self.lock:
            fault = self.plan(kind, item)
            if fault is Fault.FOREIGN and self.last.get(kind, (item,))[0] == item:
                fault = Fault.EMPTY  # nothing of anybody else's has been seen yet
            self.arrivals.append(Arrival(time.monotonic(), kind, item, fault))
        return fault

    def wrong(self, fault: Fault, kind: str) -> Answer:
        """The answer that a fault puts in the place of the product's."""
        retry = ("Retry-After", str(self.retry_after_s))
        match fault:
            case Fault.UNAVAILABLE | Fault.TOO_MANY:
                status = 503 if fault is Fault.UNAVAILABLE else 429
                return Answer(status, (retry, ("Content-Type", "text/plain")), b"later")
            case Fault.PORTAL:
                return Answer(200, (("Content-Type", "text/html; charset=utf-8"),), PORTAL)
            case Fault.FOREIGN:
                return self.last[kind][1]
            case _:
                return Answer(200, (("Content-Type", "application/json"),), b"{}")


class Handler(BaseHTTPRequestHandler):
    """Passes a request on, unless its turn has come."""

    protocol_version = "HTTP/1.1"
    front: Front

    def pass_on(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length)
        if len(body) < length:  # the phone is gone: so is what it had sent
            self.close_connection = True
            return
        if self.path == TEXTS[1] and not self.front.takes_batches:
            self.reply(Answer(404, (("Content-Type", "text/html"),), PORTAL))
            return
        kind, item = self.named(body)
        fault = self.front.decide(kind, item) if kind else None
        if fault is None or fault in COMMITTED:
            answer = self.asked(body)
            if kind and fault is None and answer.status < http.client.BAD_REQUEST:
                self.front.last[kind] = (item, answer)
        else:
            answer = self.front.wrong(fault, kind)
        if fault in COMMITTED:
            self.vanish(self.front.hold_s if fault is Fault.TIME_OUT else 0)
        else:
            self.reply(answer)

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = pass_on  # noqa: N815

    def named(self, body: bytes) -> tuple[str, str]:
        """What an upload brings, the first of many; empty for every other request."""
        if self.command == "POST" and self.path in TEXTS:
            return "visit", json.loads(body.split(b"\n")[0])["id"]
        photo = PHOTO.fullmatch(self.path)
        return ("photo", photo[1]) if self.command == "PUT" and photo else ("", "")

    def asked(self, body: bytes) -> Answer:
        """What the product says."""
        port = self.front.port_behind
        behind = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        try:
            headers = {**dict(self.headers.items()), "Connection": "close"}
            behind.request(self.command, self.path, body, headers)
            response = behind.getresponse()
            kept = tuple((n, v) for n, v in response.getheaders() if n.lower() not in HOP)
            return Answer(response.status, kept, response.read())
        finally:
            behind.close()

    def reply(self, answer: Answer) -> None:
        self.send_response_only(answer.status)
        for name, value in answer.headers:
            self.send_header(name, value)
        has_body = answer.status not in (204, 304)
        if has_body:
            self.send_header("Content-Length", str(len(answer.content)))
        self.end_headers()
        if has_body and self.command != "HEAD":
            self.wfile.write(answer.content)

    def vanish(self, after_s: float) -> None:
        """No answer: a reset, after a wait that may be longer than the phone's."""
        self.front.over.wait(after_s)
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        self.close_connection = True

    def log_message(self, *_: object) -> None:
        """Arrivals are kept, not printed."""


class Listener(ThreadingHTTPServer):
    """A phone that has hung up is no error."""

    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """Nor is a product that does not answer: the phone sees a broken connection."""


@contextmanager
def fronted(
    port: int,
    plan: Plan,
    *,
    hold_s: float = 3,
    retry_after_s: int = 1,
    takes_batches: bool = True,
) -> Iterator[Front]:
    """The front before a port for the block; `hold_s` is how long a time-out keeps a phone.

    One that takes no batches answers them with a page, as a proxy does that knows no such path.
    """
    front = Front(port, plan, hold_s, retry_after_s, takes_batches)
    listener = Listener(("127.0.0.1", 0), type("Bound", (Handler,), {"front": front}))
    front.port = listener.server_port
    thread = threading.Thread(target=listener.serve_forever)
    thread.start()
    try:
        yield front
    finally:
        front.over.set()
        listener.shutdown()
        listener.server_close()
        thread.join()
