"""The county's board on an open desk, alone and while visits arrive.

The databases are those of `bench.coverage`. One desk asks ten times a second with the ETag
of what it has, as an open board does; a second phone checks in twenty times a second. What
is compared is the slow end (p95) with few and with many visits behind the window.
"""

import json
import statistics
import tempfile
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from bench.coverage import stocked
from tests.support.cluster import cluster
from tests.support.phone import Phone, log_in, morning

VISITS_A_SECOND = 20
ASKS_A_SECOND = 10
UNCHANGED = 304
P95 = 0.95


def measure(visits: tuple[int, ...], sites: int, seconds: float) -> None:
    """Print median and p95 in milliseconds for each number of visits, and the ratio of p95."""
    slow = []
    print(f"\nboard of the county, {sites} sites, asked {ASKS_A_SECOND} times a second")
    with ExitStack() as stack:
        server = stack.enter_context(cluster())
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="patrol-bench-")))
        for number in visits:
            with stocked(server, folder, number, sites) as port:
                looked(port, f"{number:>12,} visits, quiet ", seconds)
                with arriving(port) as sent:
                    slow.append(
                        looked(port, f"{number:>12,} visits, {VISITS_A_SECOND}/s  ", seconds)
                    )
                print(f"{'':>12} {sent[0] / seconds:.1f} visits a second arrived", flush=True)
    print(f"ratio of p95 {slow[-1] / slow[0]:.2f}", flush=True)


def looked(port: int, told: str, seconds: float) -> float:
    """The p95, in seconds, of a desk that looks for so long."""
    desk = log_in(port, "xian.ban")
    took, counted, etag = [], 0, ""
    until = time.perf_counter() + seconds
    while (begun := time.perf_counter()) < until:
        status, etag = ask(desk, etag)
        took.append(time.perf_counter() - begun)
        counted += status != UNCHANGED
        time.sleep(max(0, 1 / ASKS_A_SECOND - took[-1]))
    desk.close()
    p95 = sorted(took)[int(len(took) * P95)]
    median = statistics.median(took)
    print(f"{told} median {median * 1000:6.1f} ms, p95 {p95 * 1000:6.1f} ms, {counted} counted")
    return p95


def ask(desk: Phone, etag: str, path: str = "/coverage") -> tuple[int, str]:
    """Status and ETag of the board, or of another page; the body is read to its end."""
    headers = {"Authorization": f"Bearer {desk.token}"} | ({"If-None-Match": etag} if etag else {})
    desk.connection.request("GET", f"/api/v1{path}", headers=headers)
    answer = desk.connection.getresponse()
    answer.read()
    return answer.status, answer.headers["ETag"]


@contextmanager
def arriving(port: int) -> Iterator[list[int]]:
    """Visits arrive for the block; how many is told in the only item."""
    phone, sent, over = log_in(port, "wang.xun"), [0], threading.Event()
    rounds = morning(phone)

    def send() -> None:
        due = time.perf_counter()
        while not over.wait(max(0, due - time.perf_counter())):
            document = rounds.document(str(uuid.uuid4()), "") | {"photos": []}
            status, _ = phone.send("POST", "/checkins", json.dumps(document).encode())
            sent[0] += status == 201
            due += 1 / VISITS_A_SECOND

    thread = threading.Thread(target=send)
    thread.start()
    try:
        yield sent
    finally:
        over.set()
        thread.join()
        phone.close()
