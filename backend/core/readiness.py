"""Whether a process can take work: its database answers and its disk has room."""

import shutil
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.orm import Session

from backend.core.errors import Problem

RETRY_AFTER_S = 10


def ask_database(session: Session) -> None:
    """Raises the driver's error, which is answered as an outage, when nothing answers."""
    session.execute(text("SELECT 1"))


def ask_disk(folder: Path, reserve: int) -> None:
    """Raises Problem("storage-full") when fewer than `reserve` bytes are free at `folder`."""
    if shutil.disk_usage(folder).free < reserve:
        raise Problem("storage-full", retry_after=RETRY_AFTER_S)
