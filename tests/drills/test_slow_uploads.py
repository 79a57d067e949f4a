"""Sixty phones on a weak line upload at once, and the server stays quick for the rest."""

import selectors
import socket
import threading
import time
from dataclasses import dataclass, field

import pytest

from tests.support.phone import Visit, log_in, morning
from tests.support.served import Server

UPLOADS = 60
BYTES_PER_SECOND = 50_000 // 8
TICK = 0.1  # seconds between two pieces of an upload
QUICK = 0.5  # seconds; acceptance is the 99th percentile of the health route


@dataclass
class Upload:
    """One slow upload: what is still to be sent."""

    sock: socket.socket
    left: bytes
    answer: bytes = b""

    def trickle(self) -> None:
        """Send the bytes of one tick."""
        piece = int(BYTES_PER_SECOND * TICK)
        self.sock.sendall(self.left[:piece])
        self.left = self.left[piece:]


@dataclass
class Watch:
    """Asks the health route over and over and notes how long each answer took."""

    server: Server
    over: threading.Event = field(default_factory=threading.Event)
    took: list[float] = field(default_factory=list)

    def work(self) -> None:
        while not self.over.wait(0.02):
            begun = time.monotonic()
            assert self.server.answers()
            self.took.append(time.monotonic() - begun)


@pytest.mark.parametrize(
    "photo_bytes",
    (
        pytest.param(25_000, id="short"),
        pytest.param(300_000, id="long", marks=pytest.mark.drill),
    ),
)
def test_slow_uploads_do_not_delay_the_others(server: Server, photo_bytes: int) -> None:
    phone = log_in(server.port, "wang.xun")
    rounds = morning(phone)
    visits = [rounds.visit(photo_bytes) for _ in range(UPLOADS)]
    uploads = [begin(server.port, phone.token, visit) for visit in visits]
    watch = Watch(server)
    thread = threading.Thread(target=watch.work)
    thread.start()
    try:
        trickle(uploads)
        collect(uploads)
    finally:
        watch.over.set()
        thread.join()
        phone.close()

    assert {upload.answer.split(maxsplit=2)[1] for upload in uploads} == {b"201"}
    ordered = sorted(watch.took)
    assert ordered[int(len(ordered) * 0.99)] < QUICK


def begin(port: int, token: str, visit: Visit) -> Upload:
    """Open a connection for one photo, with nothing sent yet."""
    head = (
        f"PUT /api/v1/photos/{visit.sha256} HTTP/1.1\r\nHost: a\r\n"
        f"Authorization: Bearer {token}\r\nContent-Type: image/jpeg\r\n"
        f"Content-Length: {len(visit.photo)}\r\nConnection: close\r\n\r\n"
    )
    return Upload(socket.create_connection(("127.0.0.1", port)), head.encode() + visit.photo)


def trickle(uploads: list[Upload]) -> None:
    """Send all uploads side by side at the pace of the line."""
    pace = threading.Event()
    begun = time.monotonic()
    ticks = 0
    while any(upload.left for upload in uploads):
        for upload in uploads:
            upload.trickle()
        ticks += 1
        pace.wait(max(0.0, begun + ticks * TICK - time.monotonic()))


def collect(uploads: list[Upload]) -> None:
    """Read the answers until the server closes."""
    with selectors.DefaultSelector() as selector:
        for upload in uploads:
            selector.register(upload.sock, selectors.EVENT_READ, upload)
        while selector.get_map():
            ready = selector.select(timeout=30)
            assert ready, "an upload was never answered"
            for key, _ in ready:
                chunk = key.data.sock.recv(4096)
                key.data.answer += chunk
                if not chunk:
                    selector.unregister(key.data.sock)
                    key.data.sock.close()
