"""Run by a test as a process of its own: gives up everything, then tries what an attacker would.

    python -m tests.tips.host.powerless PID FD FILE

PID is a process of the same user, FD a file that is open for writing, FILE one that exists. Prints
what could still be done; `limits` as a fourth word also lifts the resource limits out of the way,
so that the filter of system calls stands alone.
"""

import ctypes
import mmap
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from multiprocessing import shared_memory
from pathlib import Path
from typing import Any

from backend.tips.host import redraw
from backend.tips.host.sandbox import give_up_everything

PTRACE_ATTACH, PTRACE_SEIZE = 16, 0x4206
SIGNAL = 10  # SIGUSR1, which would end a process that expects none
libc = ctypes.CDLL(None, use_errno=True)


class Vector(ctypes.Structure):
    _fields_ = (("base", ctypes.c_void_p), ("size", ctypes.c_size_t))


def call(name: str, *arguments: Any) -> None:
    if getattr(libc, name)(*arguments) == -1:
        raise OSError(ctypes.get_errno(), name)


def attempts(pid: int, fd: int, path: str) -> dict[str, Callable[[], Any]]:
    buffer = ctypes.create_string_buffer(8)
    vector = Vector(ctypes.addressof(buffer), 8)
    one = (pid, ctypes.byref(vector), 1, ctypes.byref(vector), 1, 0)
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
        "limits of another": lambda: call("prlimit", pid, 7, None, ctypes.byref(vector)),
        "socket": lambda: socket.socket(),
        "unix socket": lambda: socket.socket(socket.AF_UNIX),
        "connect": lambda: call("connect", fd, buffer, 8),
        "pair": lambda: socket.socketpair(),
        "fork": lambda: os.fork() or os._exit(0),
        "vfork": lambda: subprocess.run(["/bin/true"]),
        "execute": lambda: os.execv("/bin/true", ["true"]),
        "pipe": lambda: os.pipe(),
        "memory file": lambda: os.memfd_create("x"),
        "shared memory": lambda: shared_memory.SharedMemory(create=True, size=8),
        "code": lambda: mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_EXEC),
        "change user": lambda: os.setuid(65534),
        "nice": lambda: os.nice(1),
        "another file": lambda: os.dup(fd),
        "wait": lambda: os.waitpid(-1, os.WNOHANG),
        "ask for the name": lambda: os.uname(),
        "io_uring": lambda: call("syscall", 425, 8, buffer),
        "bpf": lambda: call("syscall", 321, 0, buffer, 8),
        "a handle of a process": lambda: os.pidfd_open(pid),
    }


def succeeded(attempt: Callable[[], Any]) -> bool:
    try:
        attempt()
    except (OSError, ValueError):
        return False
    return True


def main(pid: str, fd: str, path: str, limits: str = "") -> None:
    redraw.warm_up()
    give_up_everything({} if limits else redraw.LIMITS)
    tried = attempts(int(pid), int(fd), path)
    done = [name for name, attempt in tried.items() if succeeded(attempt)]
    # What it needs it still has: memory, threads, and its answer.
    bytearray(8_000_000)
    thread = threading.Thread(target=bytes)
    thread.start()
    thread.join()
    os.write(1, f"{len(tried)} tried, done: {done}".encode())


if __name__ == "__main__":
    main(*sys.argv[1:])
