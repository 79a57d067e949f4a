"""The secrets of the citizens' host, made once: `python -m backend.tips.host.keys`.

Files of their own beside the database and never in it, nor in its backup: who steals the one has
nothing without the other. None has a default. TIPS_KEYS names the folder, for instance that of a
systemd credential.
"""

import hashlib
import os
import secrets
import sys
from dataclasses import dataclass
from pathlib import Path

from backend.core import config

SIZES = {"salt": 16, "pepper": 32, "slip": 32}


class KeysMissingError(RuntimeError):
    """The citizens' host does not start without its secrets; the message names the file."""


@dataclass(frozen=True, repr=False)
class Keys:
    """`salt` and `pepper` harden codes; `slip` is the seed that signs proofs of filing."""

    salt: bytes
    pepper: bytes
    slip: bytes

    def derived(self, person: bytes) -> bytes:
        """A key of the server's own for one purpose."""
        return hashlib.blake2b(digest_size=32, key=self.pepper, person=person).digest()


def create(folder: Path) -> None:
    """Makes what is missing, readable by its owner alone; an existing file is left as it is."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name, size in SIZES.items():
        try:
            descriptor = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            continue
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_hex(size))


def load(folder: Path) -> Keys:
    """The secrets in `folder`. Raises KeysMissingError for one that is not there or not whole."""
    return Keys(**{name: _read(folder / name, size) for name, size in SIZES.items()})


def _read(path: Path, size: int) -> bytes:
    try:
        secret = bytes.fromhex(path.read_text().strip())
    except (OSError, ValueError):
        raise KeysMissingError(
            f"{path} is missing; make it: python -m backend.tips.host.keys"
        ) from None
    if len(secret) != size:
        raise KeysMissingError(f"{path} does not hold {size} bytes in hexadecimal")
    return secret


def main() -> None:
    folder = config.load().tips.keys
    create(folder)
    sys.stdout.write(f"{folder}\n")


if __name__ == "__main__":
    main()
