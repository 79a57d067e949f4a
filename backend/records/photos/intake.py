"""Photos on their way in: a body of any size in constant memory, and not too many at once."""

import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import BoundedSemaphore
from typing import IO, Protocol

from backend.core.errors import Problem
from backend.records.photos.inspect import PhotoRejected
from backend.records.photos.storage import PART

CHUNK = 1024 * 1024
RETRY_AFTER_S = 5


class Body(Protocol):
    """Anything that hands out bytes: a request's stream, a file."""

    def read(self, size: int, /) -> bytes: ...


@dataclass(frozen=True)
class Received:
    """A body that lies complete in a temporary file."""

    path: Path
    sha256: str
    size: int


class Gate:
    """Lets so many uploads of this process in at the same time and turns the others away.

    Phones on a bad line hold their slot for minutes. Without the gate they could hold every
    thread, and nothing else would be answered.
    """

    def __init__(self, slots: int) -> None:
        self._free = BoundedSemaphore(slots)

    @contextmanager
    def slot(self) -> Iterator[None]:
        """Holds a slot inside the block; raises Problem("busy") at once when none is free."""
        if not self._free.acquire(blocking=False):
            raise Problem("busy", retry_after=RETRY_AFTER_S)
        try:
            yield
        finally:
            self._free.release()


@contextmanager
def receive(body: Body, expected_sha256: str, max_bytes: int, folder: Path) -> Iterator[Received]:
    """As `spool`; raises PhotoRejected also when the body does not match its hash."""
    with spool(body, max_bytes, folder) as received:
        if received.sha256 != expected_sha256:
            raise PhotoRejected("photo-hash-mismatch", f"the body's SHA-256 is {received.sha256}")
        yield received


@contextmanager
def spool(body: Body, max_bytes: int, folder: Path) -> Iterator[Received]:
    """The body as a temporary file in `folder`, which is gone after the block.

    A storage may move the file away inside the block. Raises PhotoRejected when the body is
    larger than `max_bytes`.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=folder, suffix=PART)
    path = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            sha256, size = _copy(body, file, max_bytes)
        yield Received(path, sha256, size)
    finally:
        path.unlink(missing_ok=True)


def sweep(folder: Path, before: datetime) -> int:
    """Removes what killed processes left in `folder` before that instant; answers how many."""
    removed = 0
    for path in folder.glob(f"*{PART}"):
        try:
            if path.stat().st_mtime < before.timestamp():
                path.unlink()
                removed += 1
        except FileNotFoundError:
            continue  # its own process was quicker
    return removed


def _copy(body: Body, file: IO[bytes], max_bytes: int) -> tuple[str, int]:
    digest = hashlib.sha256()
    size = 0
    while chunk := body.read(min(CHUNK, max_bytes + 1 - size)):
        size += len(chunk)
        if size > max_bytes:
            raise PhotoRejected("photo-too-large", f"more than {max_bytes} bytes")
        digest.update(chunk)
        file.write(chunk)
    return digest.hexdigest(), size
