"""Many open boards of a large county while visits arrive, beside an earlier commit.

Viewers ask once a second, each at an instant of its own, with the ETag of what they have;
officers check in, each in grids of her own. The sides play alternate rounds on databases of the
same cluster that were filled alike. Also what the day of an officer costs while nothing changes.
"""

import json
import statistics
import tempfile
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bench.against import check_out
from bench.board import ask
from bench.checkins import officers
from bench.costs import STATISTICS, Meter
from bench.coverage import fill
from bench.load import Officer
from tests.support.cluster import Cluster, cluster
from tests.support.phone import Phone, log_in
from tests.support.served import HERE, Program, Server, prepare, served

VIEWERS = 20
VISITS_A_SECOND = 20
WINDOWS = 3  # with obligations, the running one included
P95 = 0.95
CREATED, UNCHANGED = 201, 304
WARM_UP = 5
DAYS = 200  # times that an unchanged day is asked for
# As if nobody had been there yet in the window that runs.
UNVISITED = """
UPDATE obligations SET outcome = 'none', first_at = NULL, last_at = NULL, closed_gap_s = 0
WHERE window_id IN (SELECT id FROM windows WHERE ends_at > now())
"""


@dataclass(frozen=True)
class Size:
    """How much to measure."""

    sites: int = 100_000
    seconds: float = 60.0
    rounds: int = 3


@dataclass
class Side:
    """A program that serves its database, and what its rounds gave."""

    server: Server
    meter: Meter
    officers: tuple[Officer, ...]
    token: str
    p95: list[float] = field(default_factory=list)
    web: list[float] = field(default_factory=list)
    database: list[float] = field(default_factory=list)
    arrived: list[float] = field(default_factory=list)
    counted: list[float] = field(default_factory=list)
    day: list[float] = field(default_factory=list)


def measure(size: Size, against: str | None = None) -> None:
    """Play all rounds and print the table; `against` names an earlier commit."""
    programs = {"product": HERE} | ({"before": check_out(against)} if against else {})
    with ExitStack() as stack:
        server = stack.enter_context(cluster(**STATISTICS))
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="patrol-bench-")))
        sides = {
            name: stack.enter_context(side_on(server, folder / name, program, size.sites))
            for name, program in programs.items()
        }
        for number in range(size.rounds):
            for name in list(sides) if number % 2 else list(reversed(sides)):
                play(sides[name], size.seconds)
    report(sides, size)


@contextmanager
def side_on(server: Cluster, data: Path, program: Program, sites: int) -> Iterator[Side]:
    """Serve a database with so many sites, all due in the running window."""
    print(f"preparing {data.name}, {sites:,} sites", flush=True)
    data.mkdir()
    url = server.create(f"viewers_{data.name}")
    prepare(data, url, program=program)
    with server.connect(f"viewers_{data.name}") as connection:
        fill(connection, sites, WINDOWS)
        connection.execute(UNVISITED)
        connection.execute("VACUUM ANALYZE obligations")
    with served(data, url, program=program, LOG_LEVEL="warning") as running:
        assert running.process is not None
        walking = officers(running.port, VISITS_A_SECOND)
        desk = log_in(running.port, "xian.ban")
        desk.close()
        yield Side(running, Meter(running.process.pid, server), walking, desk.token)


def play(side: Side, seconds: float) -> None:
    """One round: every viewer and every officer in a thread of their own."""
    took: list[tuple[float, int]] = []
    sent: list[int] = []
    before = side.meter.read()
    begun = time.perf_counter()
    with ThreadPoolExecutor(VIEWERS + VISITS_A_SECOND) as threads:
        running = [
            threads.submit(
                look, Phone(side.server.port, side.token), begun + number / VIEWERS, seconds, took
            )
            for number in range(VIEWERS)
        ]
        running += [
            threads.submit(
                walk,
                Phone(side.server.port, officer.token),
                officer,
                begun + number / VISITS_A_SECOND,
                seconds,
                sent,
            )
            for number, officer in enumerate(side.officers)
        ]
        for each in running:
            each.result()
    costs = side.meter.read().since(before, 0.0)
    elapsed = time.perf_counter() - begun
    times = sorted(each for each, _ in took)
    side.p95.append(times[int(len(times) * P95)])
    side.counted.append(sum(status != UNCHANGED for _, status in took) / len(took))
    side.arrived.append(len(sent) / elapsed)
    side.web.append(costs.web / elapsed)
    side.database.append(costs.database / elapsed)
    side.day.append(ask_unchanged(side))


def every_second(begun: float, seconds: float) -> Iterator[float]:
    """The instants at which to act, late ones at once; ends after so many seconds."""
    due = begun
    while due < begun + seconds:
        time.sleep(max(0, due - time.perf_counter()))
        if time.perf_counter() > begun + seconds + 1:
            return
        yield due
        due += 1


def look(desk: Phone, begun: float, seconds: float, took: list[tuple[float, int]]) -> None:
    """One viewer; what is late because the answer before was counts as waiting, too."""
    etag = ""
    for due in every_second(begun, seconds):
        status, etag = ask(desk, etag)
        took.append((time.perf_counter() - due, status))
    desk.close()


def walk(phone: Phone, officer: Officer, begun: float, seconds: float, sent: list[int]) -> None:
    """One officer; raises RuntimeError on a refused visit."""
    for _ in every_second(begun, seconds):
        document = officer.rounds.document(str(uuid.uuid4()), "") | {"photos": []}
        status, answer = phone.send("POST", "/checkins", json.dumps(document).encode())
        if status != CREATED:
            raise RuntimeError(f"a visit was answered {status}: {answer}")
        sent.append(status)
    phone.close()


def ask_unchanged(side: Side) -> float:
    """CPU seconds of web and database for a day that has not changed."""
    phone = Phone(side.server.port, side.officers[0].token)
    etag = ""
    for _ in range(WARM_UP):
        _, etag = ask(phone, etag, "/today")
    before = side.meter.read()
    for _ in range(DAYS):
        status, etag = ask(phone, etag, "/today")
        assert status == UNCHANGED, status
    costs = side.meter.read().since(before, 0.0)
    phone.close()
    return (costs.web + costs.database) / DAYS


HEAD = ("side", "p95 ms", "counted", "visits/s", "web CPU", "db CPU", "/today ms")


def report(sides: dict[str, Side], size: Size) -> None:
    """Medians over rounds; CPU in cores. Then the ratios, round by round."""
    told = f"{VIEWERS} boards of the county, {size.sites:,} sites, asked once a second"
    print(f"\n{told}, {VISITS_A_SECOND} visits a second, {size.seconds:.0f} s\n")
    print("".join(f"{each:>12}" for each in HEAD))
    for name, side in sides.items():
        values = (
            f"{statistics.median(side.p95) * 1000:.0f}",
            f"{statistics.median(side.counted):.0%}",
            f"{statistics.median(side.arrived):.1f}",
            f"{statistics.median(side.web):.2f}",
            f"{statistics.median(side.database):.2f}",
            f"{statistics.median(side.day) * 1000:.2f}",
        )
        print("".join(f"{each:>12}" for each in (name, *values)), flush=True)
    if "before" not in sides:
        return
    now, before = sides["product"], sides["before"]
    cpu = [
        [web + base for web, base in zip(each.web, each.database, strict=True)]
        for each in (now, before)
    ]
    for told, pair in (
        ("p95 of the board", (now.p95, before.p95)),
        ("CPU of web and database", cpu),
        ("CPU of an unchanged /today", (now.day, before.day)),
    ):
        ratios = sorted(mine / earlier for mine, earlier in zip(*pair, strict=True))
        middle = statistics.median(ratios)
        print(f"{told}: {middle:.2f} of before ({ratios[0]:.2f} to {ratios[-1]:.2f})", flush=True)
