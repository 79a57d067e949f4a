"""The manual's nginx before the product: it sends pictures and files, and bears slow uploads."""

import http.client
import sys
import threading
from collections.abc import Callable, Iterator
from http.client import HTTPMessage
from multiprocessing import get_context
from pathlib import Path

import pytest

from tests.drills.test_slow_uploads import Upload, Watch, begin, collect, trickle
from tests.support.demo import copy_demo
from tests.support.nginx import nginx_before
from tests.support.phone import Phone, log_in, morning
from tests.support.served import ROOT, Server, served

pytestmark = pytest.mark.drill

SLOW = 200
SLOW_BYTES, FEWER_BY = 150_000, 200
UNDER_WAY = 15.0  # seconds in which none of them is whole
# Seconds; below it the machine itself decides.
QUICKEST = 0.01
# What nginx writes by itself, and what tells it where the file is.
ITS_OWN = {"server", "date", "connection", "content-length", "x-request-id", "accept-ranges"}
ITS_OWN |= {"x-accel-redirect"}
Answer = tuple[int, HTTPMessage, bytes]


@pytest.fixture(scope="module")
def behind(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    data = tmp_path_factory.mktemp("behind")
    copy_demo(data)
    with served(data, "", LOG_LEVEL="warning", NGINX_SENDS_PICTURES="1") as running:
        yield running


@pytest.fixture(scope="module")
def front(behind: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with nginx_before(behind, tmp_path_factory.mktemp("nginx")) as running:
        yield running


def ask(server: Server, path: str, token: str = "", **headers: str) -> Answer:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    if token:
        headers["Authorization"] = f"Bearer {token}"
    connection.putrequest("GET", path, skip_accept_encoding=True)
    for name, value in headers.items():
        connection.putheader(name.replace("_", "-"), value)
    connection.endheaders()
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    return answer.status, answer.headers, content


def told(headers: HTTPMessage) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items() if name.lower() not in ITS_OWN}


@pytest.fixture(scope="module")
def officer(front: Server) -> Iterator[Phone]:
    phone = log_in(front.port, "wang.xun")
    yield phone
    phone.close()


@pytest.fixture(scope="module")
def picture(officer: Phone) -> str:
    """The address of a picture of a visit."""
    visit = morning(officer).visit(50_000)
    status, receipt = visit.send_text(officer)
    assert (status, visit.send_photo(officer)[0]) == (201, 201)
    return f"/api/v1/checkins/{receipt['number']}/photos/{visit.sha256}?size=thumb"


def test_a_picture_comes_from_nginx_after_the_check(
    front: Server, behind: Server, officer: Phone, picture: str
) -> None:
    _, directly, nothing = ask(behind, picture, officer.token)
    status, headers, jpeg = ask(front, picture, officer.token)
    assert (status, nothing, jpeg[:3]) == (200, b"", b"\xff\xd8\xff")
    assert told(headers) == told(directly)
    assert "X-Accel-Redirect" not in headers
    unchanged = ask(front, picture, officer.token, If_None_Match=headers["ETag"])
    assert (unchanged[0], unchanged[2]) == (304, b"")


def test_nothing_but_the_check_leads_to_a_file(
    front: Server, behind: Server, officer: Phone, picture: str
) -> None:
    inside = ask(behind, picture, officer.token)[1]["X-Accel-Redirect"]
    stranger = log_in(front.port, "guan.li")
    assert ask(front, picture)[0] == 401
    assert ask(front, picture, stranger.token)[0] == 404
    stranger.close()
    for path in (inside, inside.replace("/t/", "/o/"), "/pictures/"):
        assert ask(front, path, officer.token)[0] == 404, path
    page = ask(front, "/", officer.token)[2]
    for aside in ("../instance/keys/signing.key", "%2e%2e/uploads/", "..%2finstance"):
        # As for any address that is unknown.
        assert ask(front, f"/pictures/{aside}", officer.token)[2] == page, aside
    wish = ask(front, "/api/v1/me", officer.token, X_Accel_Redirect=inside)
    assert wish[2].startswith(b"{")


def test_group_may_read_pictures_and_no_originals(
    behind: Server, officer: Phone, picture: str
) -> None:
    ask(behind, picture, officer.token)
    uploads = Path(behind.env["DATA"]) / "uploads"
    assert {oct(each.stat().st_mode & 0o777) for each in uploads.glob("t/*/*")} == {"0o640"}
    assert {oct(each.stat().st_mode & 0o077) for each in uploads.glob("o/*/*")} == {"0o0"}
    assert oct((uploads / "o").stat().st_mode & 0o077) == "0o0"


def test_files_of_the_h5_come_from_nginx(front: Server, behind: Server) -> None:
    built = max(
        (ROOT / "h5" / "dist" / "assets").glob("*.js"), key=lambda file: file.stat().st_size
    )
    path = f"/assets/{built.name}"
    for taken in ("gzip", "identity"):
        ours, its = (ask(each, path, Accept_Encoding=taken) for each in (behind, front))
        assert (its[0], its[2]) == (ours[0], ours[2])
        for name in ("Cache-Control", "Content-Encoding", "Vary", "X-Content-Type-Options"):
            assert its[1][name] == ours[1][name], name
    assert ask(front, "/assets/none.js")[0] == 404


def test_two_hundred_slow_uploads_delay_nobody(front: Server, officer: Phone) -> None:
    """nginx holds them until they are whole: the health route's 99th percentile at most doubles."""
    quiet = watched(front, lambda: threading.Event().wait(UNDER_WAY))
    rounds = morning(officer)
    # They do not end at one moment: of those that did, some would have to come again.
    visits = [rounds.visit(SLOW_BYTES - number * FEWER_BY) for number in range(SLOW)]
    uploads = [begin(front.port, officer.token, visit) for visit in visits]
    # In a process of their own, so that only the server and the machine can delay the watch.
    sender = get_context("fork").Process(target=send, args=(uploads,))
    sender.start()
    for upload in uploads:
        upload.sock.close()
    busy = watched(front, lambda: threading.Event().wait(UNDER_WAY))
    sender.join()
    assert sender.exitcode == 0
    print(f"p99 of the health route: {quiet * 1000:.1f} ms, with uploads {busy * 1000:.1f} ms")
    assert busy <= 2 * max(quiet, QUICKEST)


def send(uploads: list[Upload]) -> None:
    """Ends with status 1 unless all are taken."""
    trickle(uploads)
    collect(uploads)
    sys.exit({upload.answer.split(maxsplit=2)[1] for upload in uploads} != {b"201"})


def watched(server: Server, work: Callable[[], object]) -> float:
    """The 99th percentile, in seconds, of the health route while `work` runs."""
    watch = Watch(server)
    thread = threading.Thread(target=watch.work)
    thread.start()
    try:
        work()
    finally:
        watch.over.set()
        thread.join()
    return sorted(watch.took)[int(len(watch.took) * 0.99)]
