"""What gunicorn itself says, to clients and to its log."""

import json
import socket
from collections.abc import Iterator
from http.client import HTTPResponse

import pytest

from tests.support.served import Server, environment, execute, served, tips_served

RUDE = b"GET /sites/4711 HTTP/9.9\r\nHost: a\r\n\r\n"
POST = b"POST /api/v1/sessions HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
BIG = 8 << 20


@pytest.fixture(scope="module")
def staff(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    data = tmp_path_factory.mktemp("words")
    execute(environment(data), "-m", "backend.staff.keys")
    with served(data, WORKERS="1", THREADS="4") as server:
        yield server


@pytest.fixture(scope="module")
def tips(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    data = tmp_path_factory.mktemp("words-tips")
    with tips_served(data, TIPS_WORKERS="1", THREADS="4") as server:
        yield server


def said(server: Server, sent: bytes) -> tuple[str, dict[str, str]]:
    """The status line and the headers (in lower case) of the answer."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=15) as sock:
        sock.sendall(sent)
        head = b""
        while b"\r\n\r\n" not in head:
            head += sock.recv(4096)
    status, *lines = head.partition(b"\r\n\r\n")[0].decode().split("\r\n")
    return status, {n.lower(): v for n, _, v in (line.partition(": ") for line in lines)}


def test_the_log_names_no_client_and_no_address(staff: Server) -> None:
    assert said(staff, RUDE)[0].startswith("HTTP/1.1 400")
    log = staff.log.read_text()
    assert "Invalid request: InvalidHTTPVersion" in log
    assert "ip=" not in log
    assert "127.0.0.1," not in log
    assert "4711" not in log


def test_refusals_of_the_staffs_host_carry_its_headers(staff: Server) -> None:
    headers = said(staff, RUDE)[1]
    assert headers["x-content-type-options"] == "nosniff"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "server" not in headers


def test_refusals_of_the_citizens_host_carry_its_headers(tips: Server) -> None:
    headers = said(tips, RUDE)[1]
    assert headers["cache-control"] == "no-store"
    assert headers["x-robots-tag"] == "noindex, noarchive"
    assert headers["content-security-policy"].startswith("default-src 'none'")


@pytest.mark.parametrize("host", ("staff", "tips"))
@pytest.mark.parametrize(
    ("sent", "status", "code"),
    (
        (b"GET /" + b"a" * 5000 + b" HTTP/1.1\r\n\r\n", 414, "request-too-long"),
        (b"GET / HTTP/1.1\r\n" + b"X-A: b\r\n" * 61 + b"\r\n", 431, "headers-too-large"),
        (b"G@T / HTTP/1.1\r\n\r\n", 400, "unreadable"),
        (RUDE, 400, "unreadable"),
        (b"GET / HTTP/1.1\r\nA b: c\r\n\r\n", 400, "unreadable"),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: brotli\r\n\r\n", 415, "unsupported-media"),
    ),
)
def test_refusals_are_problems_of_the_product(
    request: pytest.FixtureRequest, host: str, sent: bytes, status: int, code: str
) -> None:
    server: Server = request.getfixturevalue(host)
    with socket.create_connection(("127.0.0.1", server.port), timeout=15) as sock:
        sock.sendall(sent)
        with HTTPResponse(sock) as response:
            response.begin()
            told = json.loads(response.read())
    assert (response.status, told["status"], told["code"]) == (status, status, code)
    assert response.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    "framing", (f"Content-Length: {BIG}\r\n".encode(), b"Transfer-Encoding: chunked\r\n")
)
def test_keeping_is_not_announced_with_a_body_left_unread(staff: Server, framing: bytes) -> None:
    begun = b"400\r\n" + b"x" * 0x400 if framing.startswith(b"Transfer") else b"{"
    status, headers = said(staff, POST.replace(b"sessions", b"nothing") + framing + b"\r\n" + begun)
    assert (status, headers["connection"]) == ("HTTP/1.1 404 NOT FOUND", "close")


def test_keeping_is_announced_after_a_body_that_was_read(staff: Server) -> None:
    headers = said(staff, POST + b"Content-Length: 1\r\n\r\n{")[1]
    assert headers["connection"] == "keep-alive"
