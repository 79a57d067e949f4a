"""Outages: a full disk, a lock that is held too long, a database that is away.

They are nobody's fault and pass by themselves, so the caller is asked to come back, and the log
gets one line without a trace. What is not known as one is a bug and stays one: a missing table is
the same class of exception to SQLite as a full disk.
"""

import errno
from typing import NamedTuple

import psycopg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

FULL, BUSY = "storage-full", "busy"


class Outage(NamedTuple):
    """`code` is one of the catalogue, `retry_after` in seconds, `event` what the log says."""

    code: str
    retry_after: int
    event: str

    def because(self, reason: str | None) -> "Outage":
        """The same, with what the database or the system calls its cause in brackets."""
        return self._replace(event=f"{self.event} ({reason})") if reason else self


_DISK = Outage(FULL, 60, "the disk is full")
_LOCK = Outage(BUSY, 5, "the database is locked")
_AWAY = Outage(BUSY, 10, "the database does not answer")
_POOL = Outage(BUSY, 5, "every connection to the database is in use")
_NETWORK = Outage(BUSY, 10, "a part of the system does not answer")
_FILES = Outage(BUSY, 10, "no more files can be opened")

# https://sqlite.org/rescode.html; the low byte of an extended code is the code itself.
_EMBEDDED = {5: _LOCK, 6: _LOCK, 8: _AWAY, 10: _AWAY, 13: _DISK, 14: _AWAY, 15: _LOCK}
# https://www.postgresql.org/docs/current/errcodes-appendix.html; a class is the first two letters.
_SERVER = {
    "53100": _DISK,
    "55P03": _LOCK,
    "57014": _LOCK,
    "40001": _LOCK,
    "40P01": _LOCK,
    "25006": _AWAY,
    "3D000": _AWAY,
}
_SERVER_CLASSES = {"08": _AWAY, "53": _AWAY, "57": _AWAY, "58": _AWAY}
_SYSTEM = {
    errno.ENOSPC: _DISK,
    errno.EDQUOT: _DISK,
    errno.EMFILE: _FILES,
    errno.ENFILE: _FILES,
}


def outage_of(error: BaseException) -> Outage | None:
    """The outage behind an exception; None for everything that is a bug."""
    if isinstance(error, PoolTimeoutError):
        return _POOL
    if isinstance(error, DBAPIError):
        return _of_database(error)
    if isinstance(error, ConnectionError | TimeoutError):
        return _NETWORK
    return _of_system(error) if isinstance(error, OSError) else None


def _of_system(error: OSError) -> Outage | None:
    found = _SYSTEM.get(error.errno or 0)
    return found and found.because(errno.errorcode[error.errno or 0])


def _of_database(error: DBAPIError) -> Outage | None:
    original = error.orig
    if isinstance(original, psycopg.Error):
        return _of_server(original)
    code = getattr(original, "sqlite_errorcode", None)
    found = None if code is None else _EMBEDDED.get(code & 0xFF)
    return found and found.because(getattr(original, "sqlite_errorname", None))


def _of_server(error: psycopg.Error) -> Outage | None:
    state = error.sqlstate
    if state is None:  # it never reached the server, or lost it on the way
        lost = isinstance(error, psycopg.OperationalError | psycopg.InterfaceError)
        return _AWAY if lost else None
    found = _SERVER.get(state) or _SERVER_CLASSES.get(state[:2])
    return found and found.because(state)
