"""Files that hold a secret: made for their owner alone, and refused once others may read them."""

import os
import stat
from pathlib import Path


class SecretFileError(RuntimeError):
    """A secret lies open to others; the message names the file and says how to close it."""


def write_secret(path: Path, secret: bytes) -> None:
    """Writes a secret in hexadecimal with mode 0600. Raises FileExistsError."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(secret.hex())


def read_secret(path: Path) -> bytes:
    """The secret in a file. Raises FileNotFoundError, ValueError and SecretFileError."""
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077 and not _is_credential(path):
        raise SecretFileError(
            f"{path} has mode {mode:04o}: others on this machine may have read it. "
            f"If nobody else can have, close it (chmod 600 {path}); else make a new one."
        )
    return bytes.fromhex(path.read_text().strip())


def _is_credential(path: Path) -> bool:
    """Whether systemd put it there for this process alone: its list of access shows as a group."""
    folder = os.environ.get("CREDENTIALS_DIRECTORY")
    return bool(folder) and path.parent == Path(folder or "").resolve()
