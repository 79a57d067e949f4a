"""What a round cost: the CPU of the processes at work, and what PostgreSQL was asked."""

from dataclasses import dataclass, field
from typing import Self

import psutil
import psycopg

from tests.support.cluster import Cluster

# Counts what each statement was asked and planned; transactions' own commands included.
STATISTICS = {
    "shared_preload_libraries": "pg_stat_statements",
    "pg_stat_statements.track_planning": "on",
    "pg_stat_statements.max": "10000",
}
_TOTALS = "SELECT coalesce(sum(calls), 0)::bigint, coalesce(sum(plans), 0)::bigint"


@dataclass(frozen=True)
class Costs:
    """CPU seconds of the web servers, of PostgreSQL and of the load; calls and plans of statements.

    Each call of a statement is one round trip between the product and PostgreSQL.
    """

    web: float = 0.0
    database: float = 0.0
    load: float = 0.0
    calls: int = 0
    plans: int = 0

    def since(self, before: Self, load: float) -> "Costs":
        """What was used between two readings, and by the load meanwhile."""
        return Costs(
            self.web - before.web,
            self.database - before.database,
            load,
            self.calls - before.calls,
            self.plans - before.plans,
        )


@dataclass
class Meter:
    """Reads what has been used up to now by a web server and, if there is one, by PostgreSQL."""

    web_pid: int
    server: Cluster | None
    connection: psycopg.Connection | None = field(default=None, repr=False)

    def read(self) -> Costs:
        if self.server is None:
            return Costs(web=cpu_of(self.web_pid))
        if self.connection is None:
            self.connection = self.server.connect("postgres")
            self.connection.execute("CREATE EXTENSION IF NOT EXISTS pg_stat_statements")
        row = self.connection.execute(f"{_TOTALS} FROM pg_stat_statements").fetchone()
        assert row is not None
        database = cpu_of(pid_of(self.server))
        return Costs(cpu_of(self.web_pid), database, calls=row[0], plans=row[1])


def pid_of(server: Cluster) -> int:
    """The process of PostgreSQL from which all of its others come."""
    return int((server.folder / "data" / "postmaster.pid").read_text().split()[0])


def cpu_of(pid: int) -> float:
    """CPU seconds of a process and all below it, those that have ended included."""
    root = psutil.Process(pid)
    seconds = 0.0
    for process in (root, *root.children(recursive=True)):
        try:
            took = process.cpu_times()
        except psutil.NoSuchProcess:
            continue  # its parent has its times now
        seconds += took.user + took.system + took.children_user + took.children_system
    return seconds
