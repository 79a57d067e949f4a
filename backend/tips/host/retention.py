"""Deleting what is past its last day, and hiding the order in which the rest arrived.

| work             | embedded database                  | server database                          |
|------------------|------------------------------------|------------------------------------------|
| `delete_expired` | deletes; the bytes are overwritten | deletes                                  |
| `shuffle_rows`   | truncates the write-ahead log and  | one transaction rewrites all rows, then  |
|                  | rewrites the file by random ids    | each table is clustered by random ids    |

`delete_expired` finds its work by days and does one bounded batch; when it runs late, twice or in
several processes at once, the same rows are deleted. Without `shuffle_rows` the server's hidden
transaction numbers, and the pages of the embedded file, would tell the order of arrival in a day.
"""

import fcntl
from datetime import date
from typing import Any

from sqlalchemy import Engine, delete, select, text

from backend.tips.host.database import session
from backend.tips.host.models import DailyUse, SpentProof, Tip, TipItem, TipsBase
from backend.tips.host.service import erase

BATCH = 50
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


def _shuffle_embedded(engine: Engine) -> None:
    fairy: Any = engine.raw_connection()
    try:
        # The same turn that writers wait for; given back when the connection is.
        fcntl.flock(fairy.info["writers"], fcntl.LOCK_EX)
        for statement in (
            "PRAGMA temp_store = MEMORY",
            "VACUUM",
            "PRAGMA wal_checkpoint(TRUNCATE)",
        ):
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
