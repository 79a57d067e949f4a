"""The load: clients that send check-ins with a photo as fast as the server answers.

Cheap on purpose, as it shares the machine with what it measures: all bytes are made before
the clock starts, each client is a thread with one kept-alive socket, and the photos share
one buffer. The text goes first, then the photo; both must be acknowledged.
"""

import hashlib
import json
import socket
import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from multiprocessing.synchronize import Barrier

from tests.support.phone import COMMENT, END, Rounds, base_photo

CREATED = b"201"


@dataclass(frozen=True)
class Officer:
    """Whose phone it is: a token and what the phone has on it."""

    token: str
    rounds: Rounds


@dataclass(frozen=True)
class Task:
    """One process's share of a round. `longest` is the most check-ins that a client makes."""

    port: int
    officers: tuple[Officer, ...]  # one for each client
    seconds: float
    longest: int
    photo_bytes: int


@dataclass(frozen=True)
class Tally:
    """What a round gave: seconds for each whole check-in, its length, the failures, our CPU."""

    took: tuple[float, ...]
    elapsed: float
    failures: tuple[str, ...]
    cpu: float


@dataclass(frozen=True)
class Parcel:
    """A check-in as the bytes of its two requests; the photo's middle is shared."""

    body: bytes
    text: bytes
    head: bytes
    tail: bytes


start_line: list[Barrier] = []


def meet_at(barrier: Barrier) -> None:
    """Tell this process where all of them wait for each other before a round."""
    start_line[:] = [barrier]


def run(task: Task, kind: "Callable[[Task, Officer], Client] | None" = None) -> Tally:
    """Play one round with clients of this kind; called in a process of its own."""
    clients = [(kind or Client)(task, officer) for officer in task.officers]
    for barrier in start_line:
        barrier.wait()
    begun, cpu = time.perf_counter(), time.process_time()
    with ThreadPoolExecutor(len(clients)) as threads:
        for done in [threads.submit(client.work, begun) for client in clients]:
            done.result()
    elapsed = time.perf_counter() - begun
    took = tuple(seconds for client in clients for seconds in client.took)
    failures = tuple(failure for client in clients for failure in client.failures)
    return Tally(took, elapsed, failures, time.process_time() - cpu)


class Client:
    """One phone: connects, then sends its parcels until the time is up."""

    def __init__(self, task: Task, officer: Officer) -> None:
        self.seconds = task.seconds
        self.middle = base_photo(task.photo_bytes)
        digest = hashlib.sha256(self.middle)
        self.parcels = [pack(officer, digest, len(self.middle)) for _ in range(task.longest)]
        self.socket = socket.create_connection(("127.0.0.1", task.port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.took: list[float] = []
        self.failures: list[str] = []

    def work(self, begun: float) -> None:
        with self.socket:
            for parcel in self.parcels:
                start = time.perf_counter()
                if start - begun >= self.seconds:
                    return
                self.exchange(parcel.text)
                self.exchange(parcel.head, self.middle, parcel.tail)
                self.took.append(time.perf_counter() - start)
        self.failures.append("ran out of parcels: raise --longest")

    def exchange(self, *pieces: bytes, wanted: bytes = CREATED) -> bytes:
        """Send one request and answer what is answered; note any other status."""
        sent = self.socket.sendmsg(pieces)
        if sent < sum(map(len, pieces)):
            self.socket.sendall(b"".join(pieces)[sent:])
        answer = b""
        while b"\r\n\r\n" not in answer:
            answer += self.receive()
        head, _, body = answer.partition(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0])
        while len(body) < length:
            body += self.receive()
        if head.split(maxsplit=2)[1] != wanted:
            self.failures.append((head[:15] + b" " + body[:400]).decode(errors="replace"))
        return body

    def receive(self) -> bytes:
        chunk = self.socket.recv(65536)
        if not chunk:
            raise ConnectionError("the server hung up")
        return chunk


def pack(officer: Officer, digest: "hashlib._Hash", middle: int) -> Parcel:
    """Both requests of a new check-in; `digest` is that of the photo's first `middle` bytes."""
    uid = uuid.uuid4()
    tail = COMMENT + uid.bytes + END
    whole = digest.copy()
    whole.update(tail)
    sha256 = whole.hexdigest()
    body = json.dumps(officer.rounds.document(str(uid), sha256)).encode()
    text = header("POST", "/checkins", officer.token, "application/json", len(body)) + body
    size = middle + len(tail)
    return Parcel(
        body, text, header("PUT", f"/photos/{sha256}", officer.token, "image/jpeg", size), tail
    )


def header(method: str, path: str, token: str, kind: str, length: int) -> bytes:
    return (
        f"{method} /api/v1{path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\n"
        f"Content-Type: {kind}\r\nContent-Length: {length}\r\n\r\n"
    ).encode()
