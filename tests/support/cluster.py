"""A throw-away PostgreSQL with PostGIS: started, used and deleted by whoever needs one.

    with cluster() as server:
        url = server.create("patrol")   # postgresql+psycopg://..., PostGIS installed

It listens on a socket in its own temporary folder and on no port. As root it runs as the
system user `postgres`, which PostgreSQL insists on, else as oneself. Where a part is
missing it raises `MissingPartError` naming the Debian package: no test is skipped for want of
a database.
"""

import ctypes
import os
import pwd
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from tests.support.locked import locked

USER = "postgres"  # the superuser inside the cluster, and its database
TEMPLATE = "template_postgis"
PATIENCE = 60.0  # seconds for a start or a stop on a busy machine
PR_SET_PDEATHSIG = 1

# A test's rows may vanish with the machine; what a benchmark times may not.
FORGETFUL = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_wal_size": "4GB",
}
SETTINGS = {"listen_addresses": "", "max_connections": "200", "log_min_messages": "warning"}


class MissingPartError(RuntimeError):
    """PostgreSQL or PostGIS is not installed; the message names the package."""


@dataclass(frozen=True)
class Cluster:
    """A running server; `folder` holds its socket.

    Several processes may share it: `prefix` keeps the names of their databases apart.
    """

    folder: Path
    prefix: str = ""

    def create(self, name: str, template: str = TEMPLATE) -> str:
        """Create a database, empty with PostGIS unless told otherwise; its SQLAlchemy URL.

        One of this name that an earlier test left is dropped first.
        """
        self._run("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.prefix + name)
        self._run("CREATE DATABASE {} TEMPLATE {}", self.prefix + name, template)
        return self.url(self.prefix + name)

    def drop(self, name: str) -> None:
        """Drop a database, ending whatever is connected to it."""
        self._run("DROP DATABASE {} WITH (FORCE)", self.prefix + name)

    def connect(self, name: str) -> psycopg.Connection:
        """A plain psycopg connection in autocommit mode."""
        return self._connect(name if name == USER else self.prefix + name)

    def template(self, name: str, fill: Callable[[str], None]) -> str:
        """The name of a database to be copied: `fill` gets its URL, once for all who share us."""
        with locked(self.folder / f"{name}.lock"):
            if not self._has(name):
                self._run("DROP DATABASE IF EXISTS {}", f"{name}_unfinished")
                self._run("CREATE DATABASE {} TEMPLATE {}", f"{name}_unfinished", TEMPLATE)
                fill(self.url(f"{name}_unfinished"))
                self._run("ALTER DATABASE {} RENAME TO {}", f"{name}_unfinished", name)
        return name

    def url(self, name: str) -> str:
        return f"postgresql+psycopg://{USER}@/{name}?host={self.folder}"

    def _has(self, name: str) -> bool:
        with self._connect(USER) as connection:
            found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
            return found.fetchone() is not None

    def _connect(self, name: str) -> psycopg.Connection:
        return psycopg.connect(host=str(self.folder), user=USER, dbname=name, autocommit=True)

    def _run(self, statement: str, *names: str) -> None:
        with self._connect(USER) as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


@contextmanager
def cluster(*, durable: bool = False, **more: str) -> Iterator[Cluster]:
    """Start a server for the block; `durable` keeps PostgreSQL's defaults for safety on disk.

    `more` are further settings of PostgreSQL.
    """
    programs = find_programs()
    folder = Path(tempfile.mkdtemp(prefix="patrol-pg-"))
    try:
        user = owner(folder)
        data = folder / "data"
        init(programs, data, user)
        settings = {**SETTINGS, "unix_socket_directories": str(folder), **more}
        if not durable:
            settings |= FORGETFUL
        process = start(programs, data, user, settings)
        try:
            server = Cluster(folder)
            wait_until_up(server, process, folder / "log")
            make_template(server)
            yield server
        finally:
            stop(process)
    finally:
        shutil.rmtree(folder)


def find_programs() -> Path:
    """The folder of the newest installed PostgreSQL that has PostGIS."""
    installed = {
        int(path.parts[-3]): path.parent
        for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")
    }
    if not installed:
        raise MissingPartError("PostgreSQL is not installed: apt-get install postgresql-15")
    for version in sorted(installed, reverse=True):
        if Path(f"/usr/share/postgresql/{version}/extension/postgis.control").exists():
            return installed[version]
    wanted = f"postgresql-{max(installed)}-postgis-3"
    raise MissingPartError(f"PostGIS is missing: apt-get install {wanted}")


def owner(folder: Path) -> str:
    """The system user who is to run the server; hands the folder over to them."""
    if os.geteuid() != 0:
        return pwd.getpwuid(os.geteuid()).pw_name
    shutil.chown(folder, USER, USER)
    return USER


def init(programs: Path, data: Path, user: str) -> None:
    """Make the files of a new cluster: no passwords, as only a private socket leads in."""
    subprocess.run(
        [str(programs / "initdb"), "--pgdata", str(data), "--username", USER, "--auth", "trust"]
        + ["--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync"],
        cwd=data.parent,
        check=True,
        stdout=subprocess.DEVNULL,
        **identity(user),
    )


def start(
    programs: Path, data: Path, user: str, settings: dict[str, str]
) -> subprocess.Popen[bytes]:
    """Start the server; should we be killed, the kernel tells it to stop at once."""
    libc = ctypes.CDLL(None)
    options = [f"--{name}={value}" for name, value in settings.items()]
    with (data.parent / "log").open("wb") as log:
        return subprocess.Popen(
            [programs / "postgres", "-D", data, *options],
            cwd=data.parent,
            stdout=log,
            stderr=log,
            process_group=0,
            preexec_fn=lambda: libc.prctl(PR_SET_PDEATHSIG, signal.SIGQUIT),
            **identity(user),
        )


def identity(user: str) -> dict[str, Any]:
    """What subprocess needs to become `user`; nothing when we are they."""
    entry = pwd.getpwnam(user)
    if entry.pw_uid == os.geteuid():
        return {}
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def wait_until_up(server: Cluster, process: subprocess.Popen[bytes], log: Path) -> None:
    """Return when the server answers; raises RuntimeError with its log if it does not."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        try:
            server.connect("postgres").close()
        except psycopg.OperationalError:
            pause(process)
        else:
            return
    raise RuntimeError(f"PostgreSQL did not start:\n{log.read_text()}")


def pause(process: subprocess.Popen[bytes]) -> None:
    """Let a moment pass, or less if the process ends."""
    with suppress(subprocess.TimeoutExpired):
        process.wait(0.05)


def make_template(server: Cluster) -> None:
    """Install PostGIS once: copying a database takes a tenth of installing it again."""
    server._run("CREATE DATABASE {}", TEMPLATE)
    with server.connect(TEMPLATE) as connection:
        connection.execute("CREATE EXTENSION postgis")


def dump(url: str, path: Path) -> None:
    """Write all of a database into a file that `restore` reads."""
    run_program("pg_dump", "--format=custom", "--compress=1", "--file", str(path), url)


def restore(url: str, path: Path) -> None:
    """Fill a database that has PostGIS, and nothing else, with what `dump` wrote."""
    run_program("pg_restore", "--exit-on-error", "--no-owner", str(path), "--dbname", url)


def run_program(name: str, *arguments: str) -> None:
    """Run one of PostgreSQL's programs, which know no driver in the URL of a database."""
    command = [str(find_programs() / name), *arguments]
    subprocess.run([part.replace("+psycopg", "", 1) for part in command], check=True)


def stop(process: subprocess.Popen[bytes]) -> None:
    """Stop without a checkpoint: the files are about to be deleted."""
    process.send_signal(signal.SIGQUIT)
    try:
        process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def versions(connection: psycopg.Connection) -> str:
    """PostgreSQL's and PostGIS's version, for reports."""
    row = connection.execute("SHOW server_version").fetchone()
    spatial = connection.execute("SELECT postgis_lib_version()").fetchone()
    assert row is not None
    assert spatial is not None
    return f"PostgreSQL {re.split(' ', row[0])[0]}, PostGIS {spatial[0]}"
