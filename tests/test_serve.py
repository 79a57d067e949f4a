"""bin/serve: one command runs the web server and the worker, and ends both."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from backend.core import config, signing
from tests.support.migrated import migrated
from tests.support.served import ROOT, environment, free_port

PATIENCE = 40.0  # seconds


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a schema and nobody in it."""
    folder = tmp_path_factory.mktemp("serve")
    signing.create_key(config.load(migrated(folder, "serve")).keys)
    return folder


@pytest.fixture
def running(data: Path, tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """bin/serve over an empty database, up and answering."""
    banner = tmp_path / "banner.txt"
    banner.write_text("up and answering\n")
    ports = {"PORT": str(free_port()), "TIPS_PORT": str(free_port())}
    one = {"WORKERS": "1", "TIPS_WORKERS": "1"}
    env = environment(data, HOST="127.0.0.1", PYTHONUNBUFFERED="1", **ports, **one)
    process = subprocess.Popen(
        [sys.executable, "bin/serve", "--banner", str(banner)],
        cwd=ROOT,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None
    try:
        assert process.stdout.readline() == "up and answering\n"
        yield process
    finally:
        process.terminate()
        process.wait(PATIENCE)
        process.stdout.close()


def descendants(pid: int) -> set[int]:
    """Children, their children and so on."""
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return {int(child) for child in found}.union(*(descendants(int(child)) for child in found))


def wait_until_gone(pids: set[int]) -> set[int]:
    """Those that are still alive when patience ends; a zombie is not alive."""
    deadline = time.monotonic() + PATIENCE
    pause = threading.Event()
    while (left := {pid for pid in pids if alive(pid)}) and time.monotonic() < deadline:
        pause.wait(0.1)
    return left


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


@pytest.mark.parametrize(
    "signum", (signal.SIGINT, pytest.param(signal.SIGTERM, marks=pytest.mark.drill))
)
def test_a_signal_stops_all(running: subprocess.Popen[str], signum: signal.Signals) -> None:
    family = descendants(running.pid)
    assert len(family) >= 5  # twice gunicorn and its worker, huey
    running.send_signal(signum)
    assert running.wait(PATIENCE) == 0
    assert wait_until_gone(family) == set()


@pytest.mark.drill
def test_killed_itself_it_leaves_no_orphans(running: subprocess.Popen[str]) -> None:
    family = descendants(running.pid)
    running.kill()
    running.wait()
    assert wait_until_gone(family) == set()


def test_the_death_of_one_ends_the_other(running: subprocess.Popen[str]) -> None:
    family = descendants(running.pid)
    first = min(family)
    os.kill(first, signal.SIGKILL)
    assert running.wait(PATIENCE) == 1
    assert wait_until_gone(family) == set()
