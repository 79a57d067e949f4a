"""What is costly to make and the same for many tests: made once, kept in the checkout, copied.

    copy_kept("demo", wish, make, to)   # make(folder) runs when nothing is kept for this wish

What is kept depends on the program, so every file that may shape it is part of the key, and so is
`wish`, whatever else matters: the day, for instance. A newer one replaces an older one. The
folder is .cache/tests; it can be deleted at any time.
"""

import hashlib
import shutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

from tests.support.locked import locked

ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / ".cache" / "tests"
INPUTS = ("backend", "migrations", "bin/prepare", "requirements.txt", "tests/support/migrated.py")


def copy_kept(name: str, wish: str, make: Callable[[Path], None], to: Path) -> None:
    """Copy what `make` puts into an empty folder into `to`, which may exist."""
    KEPT.mkdir(parents=True, exist_ok=True)
    key = hashlib.sha256(f"{program()} {wish}".encode()).hexdigest()[:16]
    folder = KEPT / f"{name}-{key}"
    with locked(KEPT / f"{name}.lock"):
        if not folder.exists():
            for old in KEPT.glob(f"{name}-*"):
                shutil.rmtree(old)
            unfinished = KEPT / f"{name}-unfinished"
            unfinished.mkdir()
            make(unfinished)
            unfinished.rename(folder)
        shutil.copytree(folder, to, dirs_exist_ok=True)


@cache
def program() -> str:
    """A hash over the files that decide what the program writes into an empty installation."""
    digest = hashlib.sha256()
    for path in sorted(files()):
        digest.update(f"{path.relative_to(ROOT)} {path.stat().st_size}\n".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def files() -> Iterator[Path]:
    for name in INPUTS:
        path = ROOT / name
        if path.is_file():
            yield path
        yield from (p for p in path.rglob("*") if p.is_file() and "__pycache__" not in p.parts)
