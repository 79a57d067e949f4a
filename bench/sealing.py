"""A year sealed from its raw rows: so many sites, 122 windows, one visit for each obligation.

Sealed twice by the command of the program. First as the worst case: every obligation tells
something else than its visits, so that each is mended. Then as in life: crediting has kept them
right, nothing is mended. Both give the same digests. Afterwards the county's trend is asked for,
of a month and of a year. PostGIS; an earlier commit does the same on a database of its own.
"""

import resource
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

import psycopg

from bench.against import check_out
from bench.costs import STATISTICS, Meter, cpu_of, pid_of
from bench.coverage import fill
from tests.support.cluster import Cluster, cluster
from tests.support.phone import log_in
from tests.support.served import HERE, Program, environment, execute, prepare, served

YEAR, MONTHS = 122, 12
PROVISIONAL = 3  # the demo's own windows, which come after
ASKED = 5  # times for each trend

# As if nothing had been sealed.
FORGET = ("DELETE FROM adjustments", "DELETE FROM sealed_figures", "DELETE FROM seals")
FORGET_TOTALS = "DELETE FROM sealed_totals"
UNSEAL = "UPDATE windows SET sealed_at = NULL"
SEALS = "SELECT obligations, mended, digest FROM seals ORDER BY window_id"


def measure(sites: int, windows: int = YEAR, against: str | None = None) -> None:
    """Fill a database for each side, seal it twice, ask for trends; print CPU seconds."""
    programs = {"product": HERE} | ({"before": check_out(against)} if against else {})
    with ExitStack() as stack:
        server = stack.enter_context(cluster(**STATISTICS))
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="patrol-bench-")))
        print(f"\nsealing {windows} windows of {sites:,} sites, CPU seconds", flush=True)
        for name, program in programs.items():
            data, url = folder / name, server.create(f"sealing_{name}")
            data.mkdir()
            prepare(data, url, program=program)
            with server.connect(f"sealing_{name}") as connection:
                fill(connection, sites, windows + PROVISIONAL)
                forget(connection)
                first = seal(f"{name}, each mended", server, connection, data, url, program)
                forget(connection)
                again = seal(f"{name}, none mended", server, connection, data, url, program)
                assert first == again, "the same rows, another seal"
                connection.execute("VACUUM ANALYZE")
            ask_for_trends(name, server, data, url, program, windows)


def forget(connection: psycopg.Connection) -> None:
    """Delete all seals; an earlier commit may not know all of their tables."""
    for statement in FORGET:
        connection.execute(statement)
    there = connection.execute("SELECT to_regclass('sealed_totals')").fetchone()
    if there and there[0]:
        connection.execute(FORGET_TOTALS)
    connection.execute(UNSEAL)


def seal(
    told: str,
    server: Cluster,
    connection: psycopg.Connection,
    data: Path,
    url: str,
    program: Program,
) -> list[str]:
    """Seals all that may be; the digests in the order of windows."""
    begun, own, base = time.perf_counter(), cpu_of_commands(), cpu_of(pid_of(server))
    execute(
        environment(data, url), "-m", "flask", "--app", "wsgi", "windows", "seal", program=program
    )
    took = time.perf_counter() - begun
    own, base = cpu_of_commands() - own, cpu_of(pid_of(server)) - base
    rows = connection.execute(SEALS).fetchall()
    number, mended = sum(row[0] for row in rows), sum(row[1] for row in rows)
    print(
        f"{told:>22}: {len(rows)} windows, {number:,} obligations, {mended:,} mended:"
        f" {own:.1f} and {base:.1f} of the database, {took:.1f} s in all",
        flush=True,
    )
    return [row[2] for row in rows]


def ask_for_trends(
    name: str, server: Cluster, data: Path, url: str, program: Program, windows: int
) -> None:
    with served(data, url, program=program, LOG_LEVEL="warning", WORKERS="1") as running:
        assert running.process is not None
        meter = Meter(running.process.pid, server)
        desk = log_in(running.port, "xian.ban")
        cost = {}
        for number in (max(2, windows // MONTHS), windows):
            path = f"/coverage/trend?windows={number}"
            desk.get(path)
            before = meter.read()
            for _ in range(ASKED):
                desk.get(path)
            used = meter.read().since(before, 0.0)
            cost[number] = (used.web + used.database) / ASKED * 1000
        desk.close()
    least, most = cost.values()
    shown = ", ".join(f"{number} windows {ms:.1f} ms" for number, ms in cost.items())
    print(f"{name:>22}: trend of {shown}: {most / least:.2f}", flush=True)


def cpu_of_commands() -> float:
    """CPU seconds of the processes that were started here and have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
