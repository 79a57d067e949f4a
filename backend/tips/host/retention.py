"""Deleting what is past its last day, and hiding when and in which order the rest arrived.

| work             | embedded database                  | server database                          |
|------------------|------------------------------------|------------------------------------------|
| `delete_expired` | deletes; the bytes are overwritten | deletes                                  |
| `shuffle_rows`   | truncates the write-ahead log and  | one transaction rewrites all rows, then  |
|                  | rewrites the file by random ids    | each table is clustered by random ids    |
| `blur_times`     | truncates the write-ahead log and  | nothing: docs/security-and-privacy.md    |
|                  | sets the times of all files to now | says what its log keeps                  |

`delete_expired` finds its work by days and does one bounded batch; when it runs late, twice or in
several processes at once, the same rows are deleted. Without `shuffle_rows` the server's hidden
transaction numbers, and the pages of the embedded file, would tell the order of arrival in a day.
Without `blur_times` every minute the times of the embedded files would tell the second of the last
arrival, and the log would hold what was withdrawn until the night.
"""

import fcntl
import os
from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from typing import Any

from sqlalchemy import Engine, delete, select, text

from backend.core.database import BUSY_S
from backend.tips.host.database import session
from backend.tips.host.models import DailyUse, SpentProof, Tip, TipItem, TipsBase
from backend.tips.host.service import erase

BATCH = 50
# Of an embedded database: itself, its log, the log's index, the turn of writers.
FILES = ("", "-wal", "-shm", ".lock")
READERS_MS = 200
# Whoever comes meanwhile waits behind this one, so it does not wait long itself.
PATIENCE = "SET LOCAL lock_timeout = '5s'"


def delete_expired(day: date) -> bool:
    """Deletes a batch of what had to be gone before `day`; answers whether there may be more.

    The caller commits.
    """
    tips = session().scalars(select(Tip.id).where(Tip.delete_after < day).limit(BATCH)).all()
    erase(tips)
    past = select(Tip.id).where(Tip.photos_until < day)
    photos = select(TipItem.id).where(TipItem.photo, TipItem.tip_id.in_(past)).limit(BATCH)
    gone = session().scalars(photos).all()
    session().execute(delete(TipItem).where(TipItem.id.in_(gone)))
    session().execute(delete(SpentProof).where(SpentProof.expires_day < day))
    session().execute(delete(DailyUse).where(DailyUse.day < day))
    return len(tips) == BATCH or len(gone) == BATCH


def shuffle_rows(engine: Engine) -> None:
    """Rewrites every table in random order, on a connection of its own; may be repeated."""
    if engine.dialect.name == "sqlite":
        _shuffle_embedded(engine)
    else:
        _shuffle_server(engine)


def blur_times(engine: Engine) -> None:
    """Lets the files of an embedded database tell when this last ran, and nothing else."""
    if engine.dialect.name != "sqlite":
        return
    empty_log(engine)
    for suffix in FILES:
        with suppress(FileNotFoundError):
            os.utime(f"{engine.url.database}{suffix}")


def empty_log(engine: Engine) -> None:
    """Takes what was withdrawn out of an embedded database's write-ahead log.

    Whoever reads meanwhile keeps the log until the next time.
    """
    if engine.dialect.name == "sqlite":
        brief = f"PRAGMA busy_timeout = {READERS_MS}"
        usual = f"PRAGMA busy_timeout = {BUSY_S * 1000}"
        _run_alone(engine, (brief, "PRAGMA wal_checkpoint(TRUNCATE)", usual))


def _shuffle_embedded(engine: Engine) -> None:
    keep_in_memory = "PRAGMA temp_store = MEMORY"
    _run_alone(engine, (keep_in_memory, "VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"))


def _run_alone(engine: Engine, statements: Sequence[str]) -> None:
    fairy: Any = engine.raw_connection()
    try:
        # The same turn that writers wait for; given back when the connection is.
        fcntl.flock(fairy.info["writers"], fcntl.LOCK_EX)
        for statement in statements:
            fairy.driver_connection.execute(statement).fetchall()
    finally:
        fairy.close()


def _shuffle_server(engine: Engine) -> None:
    tables = [(table.name, table.primary_key) for table in TipsBase.metadata.sorted_tables]
    with engine.begin() as connection:
        connection.execute(text(PATIENCE))
        for name, key in tables:
            column = next(iter(key.columns)).name
            connection.execute(text(f"UPDATE {name} SET {column} = {column}"))  # noqa: S608
    for name, _ in tables:
        with engine.begin() as connection:
            connection.execute(text(PATIENCE))
            connection.execute(text(f"CLUSTER {name} USING pk_{name}"))
