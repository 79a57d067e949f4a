"""gunicorn.conf.py: slow and rude clients cannot starve the rest."""

import socket
import threading
import time
from collections.abc import Iterator

import pytest

from tests.support.served import Server, served

THREADS = 4
HEAD = b"POST /healthz HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    data = tmp_path_factory.mktemp("gunicorn")
    limits = {"HEADER_SECONDS": "1", "BODY_SECONDS": "1"}
    size = {"WORKERS": "1", "THREADS": str(THREADS)}
    with served(data, app="tests.support.plain_wsgi:app", **limits, **size) as running:
        yield running


def connect(server: Server, sent: bytes) -> socket.socket:
    sock = socket.create_connection(("127.0.0.1", server.port), timeout=15)
    sock.sendall(sent)
    return sock


def answer(sock: socket.socket) -> bytes:
    """All that comes until the server closes."""
    return b"".join(iter(lambda: sock.recv(4096), b""))


@pytest.mark.parametrize("stalled", (b"POST /hea", HEAD, HEAD + b"\r\nab"))
def test_a_request_that_never_arrives_gives_its_thread_back(server: Server, stalled: bytes) -> None:
    stuck = [connect(server, stalled) for _ in range(THREADS)]
    assert server.answers()
    for sock in stuck:
        answer(sock)  # times out, and so fails, where the server would wait for ever
        sock.close()


def test_a_slow_request_within_the_limits_is_answered(server: Server) -> None:
    with connect(server, HEAD + b"Connection: close\r\n") as sock:
        for piece in (b"\r\n", b"a", b"b", b"cd"):
            threading.Event().wait(0.2)
            sock.sendall(piece)
        assert answer(sock).endswith(b"\r\n\r\n4")


def test_clients_that_do_not_hang_up_delay_nobody(server: Server) -> None:
    done = HEAD + b"Connection: close\r\n\r\nabcd"
    open_ended = [connect(server, done) for _ in range(THREADS - 1)]
    for sock in open_ended:
        assert answer(sock).endswith(b"\r\n\r\n4")
    begun = time.monotonic()
    assert server.answers()
    assert time.monotonic() - begun < 1.0
    for sock in open_ended:
        sock.close()


@pytest.mark.parametrize("pause", (0, 0.2))  # less than NEXT_SECONDS, and more
def test_a_connection_is_kept_for_the_next_request(server: Server, pause: float) -> None:
    with connect(server, HEAD + b"\r\nabcd") as sock:
        seen = b""
        while not seen.endswith(b"\r\n\r\n4"):
            seen += sock.recv(4096)
        threading.Event().wait(pause)
        sock.sendall(HEAD + b"Connection: close\r\n\r\nabcd")
        assert answer(sock).endswith(b"\r\n\r\n4")
