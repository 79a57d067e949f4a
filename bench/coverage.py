"""The coverage of the county's running window, with few and with many visits behind it.

Two databases hold the same demo and the same 20,000 further sites, all due in the running
window; behind them lie as many past windows, each with one visit and one obligation per
site, as make up the visits asked for. The query is `GET /coverage` as the county office
sends it; runs on both alternate, and medians are compared.
"""

import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, LiteralString

import psycopg

from tests.support.cluster import Cluster, cluster
from tests.support.phone import Phone, log_in
from tests.support.served import prepare, served

WARM_UP = 3  # runs that do not count

SITES = """
INSERT INTO sites (kind_id, grid_id, status, name, risk, address, contact_name, contact_phone,
                   lon, lat, source_crs, created_at, version)
SELECT (SELECT min(id) FROM kinds), grids[1 + n %% array_length(grids, 1)], 'active', 'bench ' || n,
       2, '', '', '', 117.3, 25.9, 'WGS-84', now() - interval '10 years', 1
FROM generate_series(1, %(sites)s) AS n,
     (SELECT array_agg(id) AS grids FROM areas WHERE level = 'grid') AS all_grids
"""
SPELLS = """
INSERT INTO site_spells (site_id, since, status, grid_id, reason)
SELECT id, created_at, 'active', grid_id, '' FROM sites WHERE name LIKE 'bench %%'
"""
WINDOWS = """
INSERT INTO windows (plan_id, number, starts_on, ends_on, starts_at, ends_at, opened_at)
SELECT plan_id, number - n, starts_on - 3 * n, ends_on - 3 * n,
       starts_at - n * interval '3 days', ends_at - n * interval '3 days', starts_at
FROM (SELECT * FROM windows WHERE plan_id = %(plan)s ORDER BY number LIMIT 1) AS first,
     generate_series(1, %(missing)s) AS n
"""
OBLIGATIONS = """
INSERT INTO obligations (site_id, window_id, grid_id, kind_id, exempt, outcome, gap_from,
                         first_at, last_at, closed_gap_s)
SELECT s.id, w.id, s.grid_id, s.kind_id, false, 'covered', w.starts_at - interval '2 days',
       w.starts_at + interval '9 hours', w.starts_at + interval '9 hours', 205200
FROM windows AS w, sites AS s
WHERE w.id = %(window)s AND s.name LIKE 'bench %%'
"""
CHECKINS = """
INSERT INTO checkins (author_id, uid, content_sha256, body, format, site_id, window_id,
                      received_at, captured_at, credit, place, distance_m, lon, lat, accuracy_m,
                      place_reason, result, answers, note, flags, standing, review_note, code,
                      receipt)
SELECT (SELECT min(id) FROM accounts), gen_random_uuid()::text, md5(s.id::text), '{}', 1, s.id,
       w.id, w.starts_at + interval '9 hours', w.starts_at + interval '9 hours', 'certain',
       'on_site', 3, s.lon, s.lat, 8, '', 'normal', '[]', '', '[]', 'counts', '',
       lpad(to_hex(w.id * 100000::bigint + s.id), 8, '0'), ''
FROM windows AS w, sites AS s
WHERE w.id = %(window)s AND s.name LIKE 'bench %%'
"""
PLAN = """
SELECT plans.id FROM plans JOIN kinds ON kinds.plan_code = plans.code ORDER BY kinds.id LIMIT 1
"""
WANTED = "SELECT id FROM windows WHERE plan_id = %(plan)s ORDER BY number DESC LIMIT %(windows)s"


def measure(visits: tuple[int, ...], sites: int, runs: int) -> None:
    """Fill one database for each number of visits, ask both in turn, print medians and ratio."""
    with ExitStack() as stack:
        server = stack.enter_context(cluster())
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="patrol-bench-")))
        phones = [stack.enter_context(opened(server, folder, number, sites)) for number in visits]
        for _ in range(WARM_UP):
            for phone in phones:
                ask(phone)
        took = [[ask(phone) for phone in phones] for _ in range(runs)]
        medians = [statistics.median(column) for column in zip(*took, strict=True)]
    print(f"\ncoverage of the county, running window, {sites} sites, median of {runs} runs")
    for number, median in zip(visits, medians, strict=True):
        print(f"{number:>12,} visits {median * 1000:8.1f} ms")
    print(f"ratio {medians[-1] / medians[0]:.2f}", flush=True)


@contextmanager
def opened(server: Cluster, folder: Path, visits: int, sites: int) -> Iterator[Phone]:
    """The county office's phone at a product that has so many visits behind it."""
    with stocked(server, folder, visits, sites) as port:
        phone = log_in(port, "xian.ban")
        phone.close()  # filling the next database takes longer than a connection is kept
        yield phone
        phone.close()


@contextmanager
def stocked(server: Cluster, folder: Path, visits: int, sites: int) -> Iterator[int]:
    """The port of a product that has so many visits behind it."""
    name = f"coverage{visits}"
    data = folder / name
    data.mkdir()
    url = server.create(name)
    prepare(data, url)
    print(f"filling in {visits:,} visits", flush=True)
    with server.connect(name) as connection:
        fill(connection, sites, max(1, visits // sites))
    with served(data, url, WORKERS="1", LOG_LEVEL="warning") as running:
        yield running.port


def fill(connection: psycopg.Connection, sites: int, windows: int) -> None:
    """Add sites, and windows with an obligation and a visit for each of them."""
    connection.execute("SET session_replication_role = replica")  # no foreign key checks
    connection.execute(SITES, {"sites": sites})
    connection.execute(SPELLS)
    plan = number(connection, PLAN)
    present = number(connection, "SELECT count(*) FROM windows WHERE plan_id = %s", (plan,))
    connection.execute(WINDOWS, {"plan": plan, "missing": max(0, windows - present)})
    wanted = connection.execute(WANTED, {"plan": plan, "windows": windows}).fetchall()
    for (window,) in reversed(wanted):
        connection.execute(OBLIGATIONS, {"window": window})
        connection.execute(CHECKINS, {"window": window})
    connection.execute("VACUUM ANALYZE")


def number(
    connection: psycopg.Connection, query: LiteralString, values: tuple[Any, ...] = ()
) -> int:
    """The one whole number that a query answers."""
    row = connection.execute(query, values).fetchone()
    assert row is not None
    return int(row[0])


def ask(phone: Phone) -> float:
    """Seconds that the answer took."""
    begun = time.perf_counter()
    phone.get("/coverage")
    return time.perf_counter() - begun
