"""Files of an open embedded database, read without harm to it.

Closing a file ends all locks that a process has on it, also those of SQLite, and a second SQLite
library in the process knows nothing of the first: whoever closes last removes the log that others
write (https://sqlite.org/howtocorrupt.html, 2.2 and 2.2.1). So bytes are read by another process,
and connections are made by the library of the product.
"""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlean


def read_apart(path: Path) -> bytes:
    """The bytes of a file; empty when it is gone."""
    return subprocess.run(["cat", str(path)], capture_output=True, check=False).stdout


@contextmanager
def connected(path: str | Path) -> Iterator[Any]:
    """A connection of the driver's own, closed after the block."""
    connection = sqlean.connect(str(path), isolation_level=None)
    try:
        yield connection
    finally:
        connection.close()
