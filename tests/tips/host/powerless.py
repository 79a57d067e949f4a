"""Run by a test as a process of its own: tries what an attacker would, with or without its powers.

    python -m tests.tips.host.powerless MODE FOLDER

MODE `bare` gives up everything first; so does `limits`, but lifts the resource limits out of the
way, so that the filter of system calls stands alone; `control` gives up nothing. Prints what could
not be done (`control`) or could still be done, and then whether a process beside it is unhurt.
"""

import ctypes
import mmap
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from multiprocessing import shared_memory
from pathlib import Path
from typing import Any, NamedTuple

from backend.tips.host import reencode
from backend.tips.host.sandbox import give_up_everything

PTRACE_ATTACH, PTRACE_SEIZE = 16, 0x4206
SIGNAL = signal.SIGUSR1  # which ends a process that expects none
IO_URING_SETUP, BPF = 425, 321
# A map of one number, as `union bpf_attr` has it: type, sizes of key and value, entries.
ARRAY_MAP = (ctypes.c_uint32 * 30)(2, 4, 4, 1)
KEPT = b"kept"
libc = ctypes.CDLL(None, use_errno=True)


class Vector(ctypes.Structure):
    _fields_ = (("base", ctypes.c_void_p), ("size", ctypes.c_size_t))


class Stage(NamedTuple):
    """What there is to be attacked: a peer, a file that is open for writing, a listening socket."""

    pid: int
    fd: int
    path: str
    memory: ctypes.Array[ctypes.c_char]  # at the same address in the peer
    caller: socket.socket
    listener: socket.socket


def set_up(folder: Path) -> Stage:
    path = folder / "evidence"
    path.write_bytes(b"whole")
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(f"{folder}/socket")
    listener.listen()
    memory = ctypes.create_string_buffer(KEPT, 8)
    fd = os.open(path, os.O_RDWR)
    caller = socket.socket(socket.AF_UNIX)
    return Stage(start_peer(memory), fd, str(path), memory, caller, listener)


def start_peer(memory: ctypes.Array[ctypes.c_char]) -> int:
    """A child that lives as long as this process, and then says whether its memory is as it was."""
    waits, holds = os.pipe()
    ready, told = os.pipe()
    pid = os.fork()
    if pid:
        os.close(waits)
        os.close(told)
        os.read(ready, 1)
        return pid
    os.close(holds)
    os.setsid()
    os.write(told, b"x")
    os.read(waits, 1)
    os.write(1, b"; the peer is unhurt" if memory.value == KEPT else b"; the peer is hurt")
    os._exit(0)


def call(name: str, *arguments: Any) -> None:
    if getattr(libc, name)(*arguments) == -1:
        raise OSError(ctypes.get_errno(), name)


def attempts(stage: Stage) -> dict[str, Callable[[], Any]]:
    pid, fd, path, memory, caller, _ = stage
    own = ctypes.create_string_buffer(b"changed", 8)
    mine, theirs = Vector(ctypes.addressof(own), 8), Vector(ctypes.addressof(memory), 8)
    one = (pid, ctypes.byref(mine), 1, ctypes.byref(theirs), 1, 0)
    limits, ring = ctypes.create_string_buffer(16), ctypes.create_string_buffer(120)
    return {
        "open to read": lambda: os.open(path, os.O_RDONLY),
        "open to write": lambda: os.open(path, os.O_WRONLY),
        "make a file": lambda: os.open(f"{path}.new", os.O_CREAT | os.O_WRONLY),
        "write": lambda: os.write(fd, b"x"),
        "write to errors": lambda: os.write(2, b"x"),
        "write at": lambda: os.pwrite(fd, b"x", 0),
        "read": lambda: os.read(fd, 1),
        "truncate": lambda: os.truncate(path, 0),
        "truncate what is open": lambda: os.ftruncate(fd, 0),
        "unlink": lambda: Path(path).unlink(),
        "rename": lambda: Path(path).rename(f"{path}.new"),
        "make a folder": lambda: Path(f"{path}.folder").mkdir(),
        "list": lambda: list(Path("/").iterdir()),
        "change the mode": lambda: Path(path).chmod(0o777),
        "signal": lambda: os.kill(pid, SIGNAL),
        "signal a group": lambda: os.killpg(pid, SIGNAL),
        "ptrace": lambda: call("ptrace", PTRACE_ATTACH, pid, None, None),
        "seize": lambda: call("ptrace", PTRACE_SEIZE, pid, None, None),
        "read memory": lambda: call("process_vm_readv", *one),
        "write memory": lambda: call("process_vm_writev", *one),
        "open memory": lambda: os.open(f"/proc/{pid}/mem", os.O_RDWR),
        "be dumpable": lambda: call("prctl", 4, 1, 0, 0, 0),
        "limits of another": lambda: call("prlimit", pid, 7, None, limits),
        "socket": lambda: socket.socket(),
        "unix socket": lambda: socket.socket(socket.AF_UNIX),
        "connect": lambda: caller.connect(str(Path(path).with_name("socket"))),
        "pair": lambda: socket.socketpair(),
        "fork": lambda: os.fork() or os._exit(0),
        "vfork": lambda: subprocess.run(["/bin/true"]),
        "execute": lambda: os.execv("/bin/true", ["true"]),
        "pipe": lambda: os.pipe(),
        "memory file": lambda: os.memfd_create("x"),
        "shared memory": lambda: shared_memory.SharedMemory(create=True, size=8).unlink(),
        "code": lambda: mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_EXEC),
        "change user": lambda: os.setuid(os.getuid()),
        "nice": lambda: os.nice(1),
        "another file": lambda: os.dup(fd),
        "wait": lambda: os.waitpid(-1, os.WNOHANG),
        "ask for the name": lambda: os.uname(),
        "io_uring": lambda: call("syscall", IO_URING_SETUP, 8, ring),
        "bpf": lambda: call("syscall", BPF, 0, ARRAY_MAP, ctypes.sizeof(ARRAY_MAP)),
        "a handle of a process": lambda: os.pidfd_open(pid),
    }


def succeeded(attempt: Callable[[], Any]) -> bool:
    try:
        attempt()
    except (OSError, ValueError):
        return False
    return True


def try_apart(name: str, folder: Path) -> bool:
    """One attempt in a process of its own, with a stage of its own: many leave ruins."""
    folder.mkdir()
    attacker = os.fork()
    if attacker:
        return os.waitstatus_to_exitcode(os.waitpid(attacker, 0)[1]) == 0
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    stage = set_up(folder)
    done = succeeded(attempts(stage)[name])
    # One that is traced would wait for ever.
    with suppress(ProcessLookupError):
        os.kill(stage.pid, signal.SIGKILL)
    os._exit(0 if done else 1)


def main(mode: str, folder: str) -> None:
    reencode.warm_up()
    stage = set_up(Path(folder))
    names = attempts(stage)
    if mode == "control":
        failed = [name for name in names if not try_apart(name, Path(folder) / f"apart {name}")]
        os.write(1, f"{len(names)} tried, not done: {failed}".encode())
        return
    give_up_everything({} if mode == "limits" else reencode.LIMITS)
    done = [name for name, attempt in names.items() if succeeded(attempt)]
    # What it needs it still has: memory, threads, and its answer.
    bytearray(8_000_000)
    thread = threading.Thread(target=bytes)
    thread.start()
    thread.join()
    os.write(1, f"{len(names)} tried, done: {done}".encode())


if __name__ == "__main__":
    main(*sys.argv[1:])
