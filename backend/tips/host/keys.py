"""The secrets of the citizens' host, made once: `python -m backend.tips.host.keys`.

Files of their own beside the database and never in it, nor in its backup: who steals the one has
nothing without the other. None has a default. TIPS_KEYS names the folder, for instance that of a
systemd credential.
"""

import hashlib
import secrets
import sys
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from backend.core import config
from backend.core.secret_files import SecretFileError, read_secret, write_secret

SIZES = {"salt": 16, "pepper": 32, "slip": 32}


class KeysMissingError(RuntimeError):
    """The citizens' host takes no tip without its secrets; the message names the file."""


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
        with suppress(FileExistsError):
            write_secret(folder / name, secrets.token_bytes(size))


def load(folder: Path) -> Keys:
    """The secrets in `folder`. Raises KeysMissingError for one that is not there or not whole."""
    return Keys(**{name: _read(folder / name, size) for name, size in SIZES.items()})


def _read(path: Path, size: int) -> bytes:
    try:
        secret = read_secret(path)
    except SecretFileError as error:
        raise KeysMissingError(str(error)) from None
    except (OSError, ValueError):
        raise KeysMissingError(
            f"{path} is missing or cannot be read; bring it back from where the keys are kept "
            "(bin/restore), or, for an installation without tips, make it: "
            "python -m backend.tips.host.keys"
        ) from None
    if len(secret) != size:
        raise KeysMissingError(f"{path} does not hold {size} bytes in hexadecimal")
    return secret


def main() -> None:
    """Makes what is missing; `--despite-tips` even where older codes will open nothing any more."""
    settings = config.load().tips
    if "--despite-tips" in sys.argv[1:]:
        create(settings.keys)
    else:
        first_keys = import_module("backend.tips.host.first_keys")
        try:
            first_keys.make(settings)
        except first_keys.KeysLostError as error:
            sys.exit(str(error))
    sys.stdout.write(f"{settings.keys}\n")


if __name__ == "__main__":
    main()
