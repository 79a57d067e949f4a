"""The process that draws a stranger's picture is powerless; where it cannot be, none is drawn."""

import errno
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from backend.core.errors import Problem
from backend.tips.host import picture
from tests.tips.host import pictures

PEER = "import sys; print('ready', flush=True); sys.stdin.read()"


@pytest.fixture
def peer() -> Iterator[subprocess.Popen[bytes]]:
    """Another process of the same user, which ends when it is told."""
    command = [sys.executable, "-c", PEER]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        yield process
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait() == 0  # no signal came


@pytest.mark.parametrize("limits", ((), ("limits",)))
def test_whatever_it_tries_is_refused(
    peer: subprocess.Popen[bytes], tmp_path: Path, limits: tuple[str, ...]
) -> None:
    file = tmp_path / "evidence"
    file.write_bytes(b"whole")
    with file.open("r+b") as opened:
        words = [str(peer.pid), str(opened.fileno()), str(file), *limits]
        done = subprocess.run(
            [sys.executable, "-m", "tests.tips.host.powerless", *words],
            pass_fds=[opened.fileno()],
            capture_output=True,
            text=True,
        )
    assert (done.stderr, done.stdout) == ("", "42 tried, done: []")
    assert [each.name for each in tmp_path.iterdir()] == ["evidence"]
    assert file.read_bytes() == b"whole"


# As in a container that forbids it: seccomp(2) and prctl answer EPERM to the drawing process.
FORBIDDEN = f"""#!{sys.executable}
import errno, os, sys
import pyseccomp as seccomp
rules = seccomp.SyscallFilter(seccomp.ALLOW)
rules.add_rule(seccomp.ERRNO({errno.EPERM}), "seccomp")
rules.add_rule(seccomp.ERRNO({errno.EPERM}), "prctl", seccomp.Arg(0, seccomp.EQ, 22))
rules.load()
os.execv({sys.executable!r}, [{sys.executable!r}, "-m", "backend.tips.host.redraw"])
"""


def test_without_a_filter_of_the_kernel_nothing_is_drawn() -> None:
    body = pictures.written(pictures.scene(), "JPEG")
    done = subprocess.run([sys.executable, "-c", FORBIDDEN], input=body, capture_output=True)
    assert done.stdout == b"no\nphoto-not-ready\n"
    assert done.stderr.startswith(b"system calls cannot be filtered by seccomp:")


def test_the_host_says_so_and_refuses_photos(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert picture.can_draw()
    python = tmp_path / "python"
    python.write_text(FORBIDDEN)
    python.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(python))
    assert not picture.can_draw()
    with pytest.raises(Problem, match="photo-not-ready"):
        picture.redraw(pictures.written(pictures.scene(), "JPEG"))


HIDDEN = """
import ctypes, resource
from backend.tips.host.sandbox import hide_memory
hide_memory()
print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0), resource.getrlimit(resource.RLIMIT_CORE))
"""


def test_the_memory_of_the_host_is_hidden() -> None:
    done = subprocess.run([sys.executable, "-c", HIDDEN], capture_output=True, text=True)
    assert done.stdout == "0 (0, 0)\n"
