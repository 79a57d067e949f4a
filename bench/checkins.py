"""Check-ins per second with one photo each, beside the floor, on both databases.

A round plays the product or the floor for some seconds with so many clients; rounds of
both alternate, so that a slow minute of the machine falls on both. A check-in counts when
its text and its photo are acknowledged, and both are durable then: files synced, SQLite
`synchronous=FULL`, PostgreSQL at its defaults.
"""

import statistics
import tempfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import islice
from multiprocessing import get_context
from pathlib import Path

from bench import load
from tests.support.cluster import Cluster, cluster, versions
from tests.support.phone import Phone, log_in, morning
from tests.support.served import Server, prepare, served

PROCESSES = 2  # that make the load


@dataclass(frozen=True)
class Size:
    """How much to measure."""

    clients: tuple[int, ...] = (4, 16)
    seconds: float = 6.0
    rounds: int = 3
    longest: int = 1200  # check-ins that one client may make in a round
    photo_bytes: int = 300_000


@dataclass
class Cell:
    """The rounds of one server with so many clients."""

    rates: list[float] = field(default_factory=list)
    took: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        return statistics.median(self.rates)

    def percentile(self, share: float) -> float:
        """Milliseconds below which this share of the check-ins took."""
        ordered = sorted(self.took)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000


@dataclass(frozen=True)
class Pair:
    """A database under test: the product and the floor on it, and whose phones send."""

    name: str
    product: Server
    floor: Server
    officers: tuple[load.Officer, ...]


def measure(size: Size) -> None:
    """Play all rounds and print the table."""
    with ExitStack() as stack:
        server = stack.enter_context(cluster(durable=True))
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="patrol-bench-")))
        pairs = [
            stack.enter_context(pair) for pair in (embedded(folder, size), on(server, folder, size))
        ]
        context = get_context("spawn")
        barrier = context.Barrier(PROCESSES)
        pool = stack.enter_context(
            ProcessPoolExecutor(PROCESSES, context, load.meet_at, (barrier,))
        )
        with server.connect("patrol") as connection:
            print(versions(connection), flush=True)
        report(play(pool, pairs, size), pairs, size)


@contextmanager
def embedded(folder: Path, size: Size) -> Iterator[Pair]:
    """Both on the embedded database."""
    with pair("SpatiaLite", folder / "embedded", "", "", size) as ready:
        yield ready


@contextmanager
def on(server: Cluster, folder: Path, size: Size) -> Iterator[Pair]:
    """Both on PostgreSQL."""
    server.create("floor")
    with server.connect("floor") as connection:
        connection.execute("CREATE TABLE visits (id bigserial PRIMARY KEY, body bytea)")
    floor_url = f"postgresql:///floor?host={server.folder}&user=postgres"
    with pair("PostGIS", folder / "server", server.create("patrol"), floor_url, size) as ready:
        yield ready


@contextmanager
def pair(name: str, folder: Path, url: str, floor_url: str, size: Size) -> Iterator[Pair]:
    """Serve product and floor side by side; only one of them works at a time."""
    data, bare = folder / "product", folder / "floor"
    data.mkdir(parents=True)
    bare.mkdir()
    print(f"preparing {name}", flush=True)
    prepare(data, url)
    floor = {"FLOOR_URL": floor_url, "FLOOR_FOLDER": str(bare)}
    with (
        served(data, url, LOG_LEVEL="warning") as product,
        served(bare, app="bench.floor:app", LOG_LEVEL="warning", **floor) as base,
    ):
        yield Pair(name, product, base, officers(product.port, max(size.clients)))


def officers(port: int, number: int) -> tuple[load.Officer, ...]:
    """So many officers of the demo with sites to visit."""
    admin = log_in(port, "guan.li")
    found = tuple(islice(walkers(port, admin), number))
    admin.close()
    if len(found) < number:
        raise LookupError(f"the demo has only {len(found)} officers with sites due")
    return found


def walkers(port: int, admin: Phone) -> Iterator[load.Officer]:
    for username in usernames(admin):
        phone = log_in(port, username)
        try:
            yield load.Officer(phone.token, morning(phone))
        except LookupError:
            continue
        finally:
            phone.close()


def usernames(admin: Phone) -> Iterator[str]:
    """Accounts that hold the role of an officer, page by page."""
    cursor = ""
    while cursor is not None:
        page = admin.get(f"/accounts?limit=200{cursor and f'&cursor={cursor}'}")
        for account in page["items"]:
            if any(post["role"] == "officer" for post in account["assignments"]):
                yield account["username"]
        cursor = page["next"]


Cells = dict[tuple[str, str, int], Cell]


def play(pool: ProcessPoolExecutor, pairs: list[Pair], size: Size) -> Cells:
    """All rounds, product and floor in turn; raises RuntimeError on a refused request."""
    cells: Cells = {}
    for number in range(size.rounds):
        for clients in size.clients:
            for pair in pairs:
                sides = [("floor", pair.floor), ("product", pair.product)]
                for side, server in sides if number % 2 else reversed(sides):
                    cell = cells.setdefault((pair.name, side, clients), Cell())
                    play_round(pool, server, pair.officers[:clients], size, cell)
                    clear(server)
    return cells


def play_round(
    pool: ProcessPoolExecutor,
    server: Server,
    officers: tuple[load.Officer, ...],
    size: Size,
    cell: Cell,
) -> None:
    """One round, shared between the processes, added to its cell."""
    shares = [officers[number::PROCESSES] for number in range(PROCESSES)]
    tasks = [
        load.Task(server.port, share, size.seconds, size.longest, size.photo_bytes)
        for share in shares
    ]
    tallies = list(pool.map(load.run, tasks))
    failures = [failure for tally in tallies for failure in tally.failures]
    if failures:
        raise RuntimeError(f"{len(failures)} requests failed, the first: {failures[0]}")
    cell.rates.append(sum(len(tally.took) / tally.elapsed for tally in tallies))
    for tally in tallies:
        cell.took += tally.took


def clear(server: Server) -> None:
    """Delete the round's photos, so that a disk holds a long benchmark."""
    for key, shelf in (("FLOOR_FOLDER", "."), ("DATA", "uploads/o")):
        root = Path(server.env.get(key, "/nowhere")) / shelf
        for photo in root.rglob("*" if key == "DATA" else "?" * 64):
            if photo.is_file():
                photo.unlink()


def report(cells: Cells, pairs: list[Pair], size: Size) -> None:
    """The table: rates are medians over rounds, times are over all check-ins of all rounds."""
    print(f"\ncheck-ins with one photo of {size.photo_bytes // 1000} KB, both durable")
    print(f"{'database':12}{'clients':>8}{'product/s':>11}{'floor/s':>9}{'ratio':>7}", end="")
    print(f"{'p50 ms':>8}{'p99 ms':>8}{'floor p99':>11}   rounds of the product, of the floor")
    for pair in pairs:
        for clients in size.clients:
            product, floor = (
                cells[pair.name, "product", clients],
                cells[pair.name, "floor", clients],
            )
            print(
                f"{pair.name:12}{clients:8}{product.rate:11.0f}{floor.rate:9.0f}"
                f"{product.rate / floor.rate:7.0%}{product.percentile(0.5):8.0f}"
                f"{product.percentile(0.99):8.0f}{floor.percentile(0.99):11.0f}   "
                f"{' '.join(f'{rate:.0f}' for rate in product.rates)}, "
                f"{' '.join(f'{rate:.0f}' for rate in floor.rates)}"
            )
