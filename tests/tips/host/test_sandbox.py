"""The process that draws a stranger's picture is powerless; where it cannot be, none is drawn."""

import ast
import errno
import subprocess
import sys
from pathlib import Path

import pytest

from backend.core.errors import Problem
from backend.tips.host import picture
from tests.tips.host import pictures

# A machine may forbid these to everybody, or to all but its administrator.
MAYBE_FORBIDDEN = {"io_uring", "bpf"}


def attack(mode: str, folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.tips.host.powerless", mode, str(folder)]
    return subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL)


@pytest.mark.parametrize("mode", ("bare", "limits"))
def test_whatever_it_tries_is_refused(tmp_path: Path, mode: str) -> None:
    done = attack(mode, tmp_path)
    assert (done.stderr, done.stdout) == ("", "42 tried, done: []; the peer is unhurt")
    assert sorted(each.name for each in tmp_path.iterdir()) == ["evidence", "socket"]
    assert (tmp_path / "evidence").read_bytes() == b"whole"


def test_what_is_refused_would_succeed_without_the_filter(tmp_path: Path) -> None:
    done = attack("control", tmp_path)
    tried, failed = done.stdout.removesuffix("; the peer is unhurt").split(" tried, not done: ")
    assert (done.returncode, tried) == (0, "42")
    assert set(ast.literal_eval(failed)) <= MAYBE_FORBIDDEN


# As in a container that forbids it: seccomp(2) and prctl answer EPERM to the drawing process.
FORBIDDEN = f"""#!{sys.executable}
import errno, os, sys
import pyseccomp as seccomp
rules = seccomp.SyscallFilter(seccomp.ALLOW)
rules.add_rule(seccomp.ERRNO({errno.EPERM}), "seccomp")
rules.add_rule(seccomp.ERRNO({errno.EPERM}), "prctl", seccomp.Arg(0, seccomp.EQ, 22))
rules.load()
os.execv({sys.executable!r}, [{sys.executable!r}, "-m", "backend.tips.host.reencode"])
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
        picture.reencode(pictures.written(pictures.scene(), "JPEG"))


HIDDEN = """
import ctypes, resource
from backend.tips.host.sandbox import hide_memory
hide_memory()
print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0), resource.getrlimit(resource.RLIMIT_CORE))
"""


def test_the_memory_of_the_host_is_hidden() -> None:
    done = subprocess.run([sys.executable, "-c", HIDDEN], capture_output=True, text=True)
    assert done.stdout == "0 (0, 0)\n"
