"""Check-ins per second with one photo each, beside the floor, on both databases.

A round plays one side for some seconds with so many clients; the sides alternate, so that a slow
minute of the machine falls on all. The sides are the product, the floor and, if asked for, an
earlier commit of the product under the same load. A check-in counts when
its text and its photo are acknowledged, and both are durable then: files synced, SQLite
`synchronous=FULL`, PostgreSQL at its defaults.
"""

import statistics
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import islice
from multiprocessing import get_context
from pathlib import Path

from bench import load
from bench.against import check_out
from bench.costs import STATISTICS, Costs, Meter
from tests.support.cluster import Cluster, cluster, versions
from tests.support.phone import Phone, log_in, morning
from tests.support.served import HERE, Program, Server, prepare, served

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
    costs: list[Costs] = field(default_factory=list)  # of a whole round
    checkins: list[int] = field(default_factory=list)

    @property
    def rate(self) -> float:
        return statistics.median(self.rates)

    def percentile(self, share: float) -> float:
        """Milliseconds below which this share of the check-ins took."""
        ordered = sorted(self.took)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000

    def each(self, name: str) -> float:
        """What one check-in took of `name`, a member of Costs: the median of the rounds."""
        rounds = zip(self.costs, self.checkins, strict=True)
        return float(statistics.median(getattr(costs, name) / number for costs, number in rounds))

    def server_cpu(self) -> list[float]:
        """CPU seconds of web and database for one check-in, of each round."""
        rounds = zip(self.costs, self.checkins, strict=True)
        return [(costs.web + costs.database) / number for costs, number in rounds]


@dataclass(frozen=True)
class Side:
    """One of those that are compared on a database, and whose phones send."""

    server: Server
    officers: tuple[load.Officer, ...]


@dataclass(frozen=True)
class Field:
    """A database under test: the product, the floor and, if asked for, an earlier commit."""

    name: str
    sides: dict[str, Side]
    cluster: Cluster | None


def measure(size: Size, against: str | None = None) -> None:
    """Play all rounds and print the table; `against` names an earlier commit."""
    before = check_out(against) if against else None
    with ExitStack() as stack:
        server = stack.enter_context(cluster(durable=True, **STATISTICS))
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="patrol-bench-")))
        fields = [
            stack.enter_context(field_on("SpatiaLite", folder / "embedded", None, size, before)),
            stack.enter_context(field_on("PostGIS", folder / "server", server, size, before)),
        ]
        context = get_context("spawn")
        barrier = context.Barrier(PROCESSES)
        pool = stack.enter_context(
            ProcessPoolExecutor(PROCESSES, context, load.meet_at, (barrier,))
        )
        with server.connect("product") as connection:
            print(versions(connection), flush=True)
        report(play(pool, fields, size), fields, size)


@contextmanager
def field_on(
    name: str, folder: Path, server: Cluster | None, size: Size, before: Program | None
) -> Iterator[Field]:
    """Serve all sides of a database; only one of them works at a time."""
    programs = {"product": HERE} | ({"before": before} if before else {})
    with ExitStack() as stack:
        sides = {"floor": Side(stack.enter_context(floor_on(folder / "floor", server)), ())}
        for side, program in programs.items():
            print(f"preparing {name}, {side}", flush=True)
            data, url = folder / side, server.create(side) if server else ""
            data.mkdir(parents=True)
            prepare(data, url, program=program)
            serving = served(data, url, program=program, LOG_LEVEL="warning")
            found = stack.enter_context(serving)
            sides[side] = Side(found, officers(found.port, max(size.clients)))
        sides["floor"] = Side(sides["floor"].server, sides["product"].officers)
        yield Field(name, sides, server)


@contextmanager
def floor_on(folder: Path, server: Cluster | None) -> Iterator[Server]:
    """The bare minimum on the embedded database, or on PostgreSQL."""
    folder.mkdir(parents=True)
    url = ""
    if server:
        server.create("floor")
        with server.connect("floor") as connection:
            connection.execute("CREATE TABLE visits (id bigserial PRIMARY KEY, body bytea)")
        url = f"postgresql:///floor?host={server.folder}&user=postgres"
    env = {"FLOOR_URL": url, "FLOOR_FOLDER": str(folder)}
    with served(folder, app="bench.floor:app", program=HERE, LOG_LEVEL="warning", **env) as base:
        yield base


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


def play(pool: ProcessPoolExecutor, fields: list[Field], size: Size) -> Cells:
    """All rounds, the sides in turn; raises RuntimeError on a refused request."""
    cells: Cells = {}
    for number in range(size.rounds):
        for clients in size.clients:
            for each in fields:
                order = list(each.sides) if number % 2 else list(reversed(each.sides))
                for side in order:
                    cell = cells.setdefault((each.name, side, clients), Cell())
                    play_round(pool, each, side, clients, size, cell)
                    clear(each.sides[side].server)
    return cells


def play_round(
    pool: ProcessPoolExecutor,
    on: Field,
    name: str,
    clients: int,
    size: Size,
    cell: Cell,
    send: Callable[[load.Task], load.Tally] = load.run,
) -> None:
    """One round, shared between the processes, added to its cell."""
    side = on.sides[name]
    assert side.server.process is not None
    tasks = [
        load.Task(server_port, share, size.seconds, size.longest, size.photo_bytes)
        for server_port, share in (
            (side.server.port, side.officers[:clients][number::PROCESSES])
            for number in range(PROCESSES)
        )
    ]
    meter = Meter(side.server.process.pid, on.cluster)
    before = meter.read()
    tallies = list(pool.map(send, tasks))
    costs = meter.read().since(before, sum(tally.cpu for tally in tallies))
    failures = [failure for tally in tallies for failure in tally.failures]
    if failures:
        raise RuntimeError(f"{len(failures)} requests failed, the first: {failures[0]}")
    cell.rates.append(sum(len(tally.took) / tally.elapsed for tally in tallies))
    cell.checkins.append(sum(len(tally.took) for tally in tallies))
    cell.costs.append(costs)
    for tally in tallies:
        cell.took += tally.took


def clear(server: Server) -> None:
    """Delete the round's photos, so that a disk holds a long benchmark."""
    for key, shelf in (("FLOOR_FOLDER", "."), ("DATA", "uploads/o")):
        root = Path(server.env.get(key, "/nowhere")) / shelf
        for photo in root.rglob("*" if key == "DATA" else "?" * 64):
            if photo.is_file():
                photo.unlink()


HEAD = ("database", "side", "clients", "per s", "to floor", "p50 ms", "p99 ms")
COST_HEAD = ("web ms", "database ms", "load ms", "calls", "plans/call")


def report(cells: Cells, fields: list[Field], size: Size) -> None:
    """Two tables: medians over rounds; times are over all check-ins of all rounds."""
    print(f"\ncheck-ins with one photo of {size.photo_bytes // 1000} KB, both durable;")
    print("CPU of all processes, and what PostgreSQL was asked, for one check-in\n")
    print("".join(f"{each:>12}" for each in HEAD + COST_HEAD))
    for (name, side, clients), cell in sorted(cells.items()):
        floor = cells[name, "floor", clients].rate
        rate = (f"{cell.rate:.0f}", f"{cell.rate / floor:.0%}")
        times = (f"{cell.percentile(0.5):.0f}", f"{cell.percentile(0.99):.0f}")
        row = (name, side, str(clients), *rate, *times, *costs_of(cell))
        print("".join(f"{each:>12}" for each in row))
    for each in fields:
        for clients in size.clients if "before" in each.sides else ():
            compare(each.name, clients, cells)


def costs_of(cell: Cell) -> Iterator[str]:
    """CPU in milliseconds, calls and plans, of one check-in."""
    for name in ("web", "database", "load"):
        yield f"{cell.each(name) * 1000:.2f}"
    calls = cell.each("calls")
    yield f"{calls:.1f}"
    yield f"{cell.each('plans') / calls:.2f}" if calls else "-"


def compare(name: str, clients: int, cells: Cells) -> None:
    """The server's CPU for one check-in beside that of the earlier commit, round by round."""
    now, before = (cells[name, side, clients].server_cpu() for side in ("product", "before"))
    ratios = sorted(mine / earlier for mine, earlier in zip(now, before, strict=True))
    print(
        f"{name}, {clients} clients: CPU of web and database {statistics.median(ratios):.2f} of "
        f"before ({ratios[0]:.2f} to {ratios[-1]:.2f})"
    )
