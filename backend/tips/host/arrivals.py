"""Photos on their way in: so many at once, and none that stands still while another waits.

A place is memory for one whole photo, and bodies are read as slowly as a bad line brings them.
While places are free nobody is hurried. When all are taken, the body that is furthest behind the
least rate gives its place to the photo that comes next, so that slow connections, by mistake or on
purpose, keep nobody out.
"""

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Lock
from typing import Any, Protocol

from werkzeug.exceptions import ClientDisconnected

from backend.core.errors import Problem

MAX_BYTES = 12 * 1024 * 1024
AT_ONCE = 12  # photos that one process holds in memory while they arrive
AT_ONCE_OF_A_TIP = 3
LEAST_RATE = 16 * 1024  # bytes a second: below it a place may be given to another
GRACE_S = 3.0  # how long a body may stand still before it is behind
RETRY_AFTER_S = 5
CHUNK = 16 * 1024

_lock = Lock()
_under_way: list["Arrival"] = []


class Stream(Protocol):
    def read(self, size: int, /) -> bytes: ...


class Arrival:
    """One body, with the place that it holds. `hang_up` ends the reading from another thread."""

    def __init__(self, tip_id: bytes, hang_up: Callable[[], None]) -> None:
        self.tip_id = tip_id
        self.given_up = False
        self.complete = False
        self._hang_up = hang_up
        self._ahead = LEAST_RATE * GRACE_S  # bytes more than the least rate asks for
        self._since = time.monotonic()

    def read(self, stream: Stream) -> bytes:
        """The body, in memory.

        Raises Problem("photo-too-large"), and Problem("busy") when another one got the place.
        """
        try:
            body = self._read(stream)
        except ClientDisconnected:
            if not self.given_up:
                raise
        if self.given_up:
            raise Problem("busy", retry_after=RETRY_AFTER_S)
        self.complete = True
        return body

    def behind(self) -> float:
        """Bytes that are missing to the least rate; negative while it keeps up."""
        if self.complete:
            return -1.0
        return LEAST_RATE * (time.monotonic() - self._since) - self._ahead

    def give_up(self) -> None:
        self.given_up = True
        self._hang_up()

    def _read(self, stream: Stream) -> bytes:
        parts, size = [], 0
        while part := stream.read(CHUNK):
            size += len(part)
            if size > MAX_BYTES:
                raise Problem("photo-too-large")
            parts.append(part)
            self._ahead = min(LEAST_RATE * GRACE_S, len(part) - self.behind())
            self._since = time.monotonic()
        return b"".join(parts)


@contextmanager
def reserve_place(tip_id: bytes, hang_up: Callable[[], None] = lambda: None) -> Iterator[Arrival]:
    """Reserves memory for one photo of this tip. Raises Problem("busy") at once when none is free.

    Each tip has a few places, since a broken connection holds its place for a while.
    """
    arrival = Arrival(tip_id, hang_up)
    with _lock:
        _make_room(tip_id)
        _under_way.append(arrival)
    try:
        yield arrival
    finally:
        with _lock, suppress(ValueError):
            _under_way.remove(arrival)


def end_reading(environ: dict[str, Any]) -> Callable[[], None]:
    """Shuts the receiving side of a request's connection; its answer still goes out."""
    sock: socket.socket | None = environ.get("gunicorn.socket")

    def shut() -> None:
        with suppress(OSError):  # the client was faster
            if sock is not None:
                # Past TLS, whose own shutdown would also end the sending.
                socket.socket.shutdown(sock, socket.SHUT_RD)

    return shut


def _make_room(tip_id: bytes) -> None:
    mine = [each for each in _under_way if each.tip_id == tip_id]
    crowd = mine if len(mine) >= AT_ONCE_OF_A_TIP else _under_way
    if len(mine) < AT_ONCE_OF_A_TIP and len(_under_way) < AT_ONCE:
        return
    slowest = max(crowd, key=Arrival.behind)
    if slowest.behind() <= 0:
        raise Problem("busy", retry_after=RETRY_AFTER_S)
    _under_way.remove(slowest)
    slowest.give_up()
