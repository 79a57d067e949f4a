"""Searching everything that a host wrote for what must not be there, however it is written."""

import base64
import math
from collections import Counter
from collections.abc import Iterator
from pathlib import Path


def ways_of_writing(canary: str) -> set[bytes]:
    """UTF-8 and UTF-16, as they are, in hexadecimal, and in base64 at each of its three offsets."""
    found = set()
    for raw in (canary.encode(), canary.encode("utf-16-le"), canary.encode("utf-16-be")):
        found |= {raw, raw.hex().encode(), raw.hex().upper().encode()}
        for offset in range(3):
            for encode in (base64.b64encode, base64.urlsafe_b64encode):
                # The first and last characters depend on what stands beside.
                found.add(encode(bytes(offset) + raw)[4:].rstrip(b"=")[:-2])
    return found


def files(*folders: Path) -> Iterator[Path]:
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and not path.is_symlink():
                yield path


def found(needles: set[bytes], *folders: Path, since: float = 0) -> list[tuple[str, bytes]]:
    """Which needle is in which file, or in a file's name; of files written since that time."""
    hits = []
    for path in files(*folders):
        try:
            if path.stat().st_mtime < since:
                continue
            content = path.read_bytes()
        except (FileNotFoundError, PermissionError):
            continue
        content += str(path.name).encode()
        hits += [(str(path), needle) for needle in needles if needle in content]
    return hits


def entropy(content: bytes) -> float:
    """Bits per byte."""
    counts = Counter(content)
    total = len(content)
    return -sum(n / total * math.log2(n / total) for n in counts.values())


def open_files(pid: int) -> list[str]:
    """What a process has open and is a file on a disk, deleted ones too."""
    folder = Path(f"/proc/{pid}/fd")
    targets = []
    for each in folder.iterdir():
        try:
            targets.append(str(each.readlink()))
        except FileNotFoundError:
            continue
    return [each for each in targets if each.startswith("/") and not each.startswith("/dev/")]


def family(pid: int) -> set[int]:
    """The process and those that it started, at any depth."""
    children: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        children.setdefault(int(fields[1]), []).append(int(stat.parent.name))
    todo, known = [pid], set()
    while todo:
        known.add(each := todo.pop())
        todo += children.get(each, [])
    return known
