"""Where the bytes of photos live: one small interface, two homes.

Keys are made here from content hashes, never from names that a caller sent:
`o/ab/<sha256>` for originals, `r/...` and `t/...` for renditions and thumbnails. One level of
256 folders: each new folder costs a sync of its parent, and a second level would be new for
almost every photo.
The same key always means the same picture, so writing twice is harmless.
"""

import re
from pathlib import Path
from typing import Literal, Protocol

SHA256 = re.compile(r"[0-9a-f]{64}")
_KEY = re.compile(r"[0-9a-z]+(?:/[0-9a-z][0-9a-z._-]*)+")

# Files in `incoming` bear it; whoever finds an old one may sweep it away.
PART = ".part"

Prefix = Literal["o", "r", "t"]


class NotStored(LookupError):  # noqa: N818 - an answer, not a mishap
    """Nothing is kept under this key."""


class StorageAddressError(ValueError):
    """The setting that names the storage cannot be understood; the message says why."""


class Storage(Protocol):
    """Keeps whole objects under keys.

    `incoming` is a local folder for files on their way in. A put returns only when the
    object would survive a power failure, and readers see all of it or nothing. Keys of an
    unknown shape raise ValueError.
    """

    incoming: Path

    def put_file(self, key: str, path: Path) -> None:
        """Takes over the file at `path`, which lies in `incoming`; it may be moved away."""

    def put_bytes(self, key: str, content: bytes) -> None: ...

    def read(self, key: str) -> bytes:
        """The whole object; raises NotStored."""

    def exists(self, key: str) -> bool: ...

    def delete(self, key: str) -> None:
        """Removes the object; one that is missing is no error."""


def key_of(prefix: Prefix, sha256: str) -> str:
    """The key of an original or of one of its renditions; raises ValueError for no hash."""
    if not SHA256.fullmatch(sha256):
        raise ValueError("not a SHA-256 in lower-case hexadecimal")
    return f"{prefix}/{sha256[:2]}/{sha256}"


def checked(key: str) -> str:
    """The key itself, when no storage could take it for a way out of its root."""
    if not _KEY.fullmatch(key):
        raise ValueError(f"not a key: {key!r}")
    return key
