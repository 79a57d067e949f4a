"""A citizen's photo once it has arrived: in memory only, and re-encoded or refused.

The work is done by a process of its own for each photo (`reencode.py`), which is killed when it
takes too long; where the kernel does not let it give up its powers, no photo is taken. Whatever it
answers is taken apart here before it is believed: a JPEG of the segments that a picture needs, with
nothing between, beside or behind them.
"""

import json
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from threading import BoundedSemaphore

from backend.core.errors import Problem
from backend.core.problems import CATALOGUE

OK, NO = b"ok", b"no"  # as reencode.py begins its answers; no decoder is loaded into this process
REENCODED_AT_ONCE = 1
SECONDS = 15.0
PATIENCE_S = 30.0

OUT_OF_TIME = (-signal.SIGXCPU, -signal.SIGKILL)

SOI, EOI, SOS = 0xD8, 0xD9, 0xDA
ALLOWED = frozenset((0xE0, 0xDB, 0xC0, 0xC1, 0xC2, 0xC4, SOS))  # APP0, DQT, SOF0-2, DHT, SOS
JFIF = b"JFIF\x00"
APP0_LENGTH = 16
ROOT = Path(__file__).resolve().parents[3]

_reencode_slots = BoundedSemaphore(REENCODED_AT_ONCE)


@dataclass(frozen=True, repr=False)
class Picture:
    removed: dict[str, bool]
    jpeg: bytes


def reencode(body: bytes) -> Picture:
    """The picture in `body` and nothing else of it. Raises Problem when in doubt."""
    if not _reencode_slots.acquire(timeout=PATIENCE_S):
        raise Problem("busy", retry_after=5)
    try:
        answer = _run_reencoding(body)
    finally:
        _reencode_slots.release()
    state, _, rest = answer.partition(b"\n")
    head, _, jpeg = rest.partition(b"\n")
    if state == NO and (code := head.decode("ascii", "replace")) in CATALOGUE:
        raise Problem(code)
    if state != OK or not is_bare(jpeg):
        raise Problem("photo-unreadable")
    removed = json.loads(head)
    return Picture({name: bool(removed[name]) for name in ("position", "device", "time")}, jpeg)


def can_draw() -> bool:
    """Whether the drawing process starts, and gives up its powers before it reads anything."""
    try:
        reencode(b"")
    except Problem as problem:
        return problem.code == "photo-unsupported"
    return False


def is_bare(jpeg: bytes) -> bool:
    """Whether this is one JPEG of only the segments that a picture needs."""
    if jpeg[:2] != bytes((0xFF, SOI)) or jpeg[-2:] != bytes((0xFF, EOI)):
        return False
    at = 2
    while at < len(jpeg) - 2:
        mark, kind = jpeg[at], jpeg[at + 1]
        if mark != 0xFF or kind not in ALLOWED:
            return False
        length = int.from_bytes(jpeg[at + 2 : at + 4])
        if kind == 0xE0 and not (length == APP0_LENGTH and jpeg[at + 4 : at + 9] == JFIF):
            return False
        at = _after_scan(jpeg, at + 2 + length) if kind == SOS else at + 2 + length
    return at == len(jpeg) - 2


def _after_scan(jpeg: bytes, at: int) -> int:
    """Where the scan's data end: at the next mark that is neither a stuffed byte nor a restart."""
    while 0 <= (at := jpeg.find(b"\xff", at)) < len(jpeg) - 1:
        kind = jpeg[at + 1]
        if kind != 0 and not 0xD0 <= kind <= 0xD7:
            return at
        at += 2
    return len(jpeg)


def _run_reencoding(body: bytes) -> bytes:
    try:
        done = subprocess.run(
            [sys.executable, "-m", "backend.tips.host.reencode"],
            cwd=ROOT,
            env={"PYTHONDONTWRITEBYTECODE": "1", "OMP_NUM_THREADS": "1"},
            input=body,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Problem("photo-too-complex") from None
    except BrokenPipeError:
        raise Problem("photo-unreadable") from None
    if done.returncode in OUT_OF_TIME:
        raise Problem("photo-too-complex")
    return done.stdout if done.returncode == 0 else b""
