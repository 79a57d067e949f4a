"""What a process that holds a stranger's bytes may still do: compute, read its input, answer.

The kernel refuses every other call (EPERM) from then on, whatever code runs in the process: a
decoder that was taken over can open, change, send, start, stop and look into nothing. The list
is of what is allowed, so that a call that a later kernel adds is refused as well.
"""

import ctypes
import errno
import importlib
import mmap
import resource
from collections.abc import Mapping
from typing import Any

STDIN, STDOUT = 0, 1
_CLONE_THREAD = 0x10000
_PR_SET_DUMPABLE = 4
_FREELY = (
    *("brk", "munmap", "mremap", "madvise"),
    *("futex", "sched_yield", "sched_getaffinity", "set_robust_list", "rseq", "set_tid_address"),
    *("rt_sigprocmask", "rt_sigreturn", "sigaltstack", "restart_syscall"),
    *("clock_gettime", "clock_nanosleep", "gettimeofday", "getrandom", "gettid"),
    *("fstat", "newfstatat", "lseek", "close"),
    *("exit", "exit_group"),
)


class SandboxError(RuntimeError):
    """The kernel or a missing libseccomp does not let this process give up its powers."""


def hide_memory() -> None:
    """No other process of this user, and no core file, sees or changes this one's memory."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def give_up_everything(limits: Mapping[int, int]) -> None:
    """Sets resource limits, then lets the kernel refuse all but the list. Raises SandboxError.

    Modules and files must be loaded before. No new privileges are gained afterwards either.
    """
    hide_memory()
    try:
        # Not at the top: it looks for libseccomp when it is imported.
        rules = _rules(importlib.import_module("pyseccomp"))
        for limit, value in limits.items():
            resource.setrlimit(limit, (value, value))
        rules.load()
    except (OSError, RuntimeError) as error:
        raise SandboxError(f"system calls cannot be filtered by seccomp: {error}") from error


def _rules(seccomp: Any) -> Any:
    rules = seccomp.SyscallFilter(seccomp.ERRNO(errno.EPERM))
    rules.set_attr(seccomp.Attr.CTL_NNP, 1)
    rules.set_attr(seccomp.Attr.CTL_TSYNC, 1)  # threads that are there already as well
    for name in _FREELY:
        rules.add_rule(seccomp.ALLOW, name)
    rules.add_rule(seccomp.ALLOW, "read", seccomp.Arg(0, seccomp.EQ, STDIN))
    rules.add_rule(seccomp.ALLOW, "write", seccomp.Arg(0, seccomp.EQ, STDOUT))
    for name in ("mmap", "mprotect"):
        plain = seccomp.Arg(2, seccomp.MASKED_EQ, mmap.PROT_EXEC, 0)
        rules.add_rule(seccomp.ALLOW, name, plain)
    # A decoder starts threads, never processes. Of clone3 the kernel does not see the flags: told
    # that there is none, the C library asks by clone.
    thread = seccomp.Arg(0, seccomp.MASKED_EQ, _CLONE_THREAD, _CLONE_THREAD)
    rules.add_rule(seccomp.ALLOW, "clone", thread)
    rules.add_rule(seccomp.ERRNO(errno.ENOSYS), "clone3")
    return rules
