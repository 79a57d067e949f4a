"""The real product under gunicorn, for the tests that need a served one.

    prepare(data, url)                      # keys, schema, kinds, the demo
    with served(data, url) as server:
        server.port, server.kill(), server.start()

`data` is a folder of the test's own; an empty `url` means the embedded database in it.
The worker for jobs is not started: tests run jobs themselves, at moments they choose.
"""

import ctypes
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.cheap import CHEAP

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60.0  # seconds for a start or a stop on a busy machine
PR_SET_PDEATHSIG = 1


def environment(data: Path, url: str = "", **more: str) -> dict[str, str]:
    """The environment of the product's commands: ours, with its own data and database."""
    return {**os.environ, **CHEAP, "DATA": str(data), "DATABASE_URL": url, "TLS": "0", **more}


@dataclass(frozen=True)
class Program:
    """A tree of the product, and the Python that runs it."""

    root: Path = ROOT
    python: str = sys.executable


HERE = Program()


def execute(env: Mapping[str, str], *arguments: str, program: Program = HERE) -> str:
    """Run Python and return what it printed; raises RuntimeError with that if it fails."""
    command = [program.python, *arguments]
    done = subprocess.run(command, cwd=program.root, env=env, capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(command)} failed:\n{done.stdout}{done.stderr}")
    return done.stdout


def prepare(data: Path, url: str = "", *, demo: bool = True, program: Program = HERE) -> None:
    """What `make run` does before it serves."""
    options = [] if demo else ["--no-demo"]
    execute(environment(data, url), "bin/prepare", *options, program=program)


def free_port() -> int:
    """A port on the loopback address that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class Server:
    """A gunicorn of its own process group, on a port that stays the same over restarts."""

    env: Mapping[str, str]
    app: str
    log: Path
    config: str = "gunicorn.conf.py"
    program: Program = HERE
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start, and return when it answers; raises RuntimeError with its log if it does not."""
        gunicorn = ["-m", "gunicorn", "--config", self.config, self.app]
        libc = ctypes.CDLL(None)
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [self.program.python, *gunicorn],
                cwd=self.program.root,
                env={
                    **self.env,
                    "HOST": "127.0.0.1",
                    "PORT": str(self.port),
                    "TIPS_PORT": str(self.port),
                },
                stdout=log,
                stderr=log,
                process_group=0,
                preexec_fn=lambda: libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM),
            )
        deadline = time.monotonic() + PATIENCE
        while not self.answers():
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(0.05)
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.kill()
                raise RuntimeError(f"the server did not start:\n{self.log.read_text()[-4000:]}")

    def answers(self) -> bool:
        """Whether the health route says so."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == http.HTTPStatus.OK
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def kill(self) -> None:
        """SIGKILL the whole group, master and workers, as a power cut would."""
        assert self.process is not None
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        """Stop as `make run` does; kill what has not stopped in time."""
        assert self.process is not None
        self.process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(PATIENCE)
        self.kill()


@contextmanager
def served(
    data: Path, url: str = "", *, app: str = "wsgi:app", program: Program = HERE, **more: str
) -> Iterator[Server]:
    """Serve prepared data for the block; `more` are further environment variables."""
    env, log = environment(data, url, **more), data / "server.log"
    with running(Server(env, app, log, program=program)) as server:
        yield server


@contextmanager
def tips_served(data: Path, url: str = "", **more: str) -> Iterator[Server]:
    """The citizens' host over prepared data; `url` is that of its own database."""
    env = environment(data, **{"TIPS_DATABASE_URL": url, "TIPS_WORKERS": "2", **more})
    log, config = data / "tips.log", "gunicorn_tips.conf.py"
    with running(Server(env, "wsgi_tips:app", log, config)) as server:
        yield server


@contextmanager
def running(server: Server) -> Iterator[Server]:
    server.start()
    try:
        yield server
    finally:
        server.stop()
