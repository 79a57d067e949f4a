"""Forgetting: what is past its last day goes, and what is left loses the order in which it came.

| work      | embedded database                       | server database                          |
|-----------|-----------------------------------------|------------------------------------------|
| `sweep`   | deletes; the bytes are overwritten      | deletes                                  |
| `mix`     | the log is folded in and cut off, the   | all rows are rewritten by one            |
|           | file is written anew by random ids      | transaction, then laid down by random id |

A sweep finds its work by days and does a bounded piece; late, twice or by several at once the
same rows are gone. Without `mix` the server's hidden transaction numbers would tell the order of
arrival within a day, and the embedded file's pages too.
"""

import fcntl
from datetime import date
from typing import Any

from sqlalchemy import Engine, delete, select, text

from backend.tips.host.database import session
from backend.tips.host.models import SpentProof, Tip, TipItem, TipsBase
from backend.tips.host.service import erase

PIECE = 50
# Whoever comes meanwhile waits behind this one, so it does not wait long itself.
PATIENCE = "SET LOCAL lock_timeout = '5s'"


def sweep(day: date) -> bool:
    """A piece of what was to be gone before `day`; whether there may be more. Commits nothing."""
    tips = session().scalars(select(Tip.id).where(Tip.delete_after < day).limit(PIECE)).all()
    erase(tips)
    past = select(Tip.id).where(Tip.photos_until < day)
    photos = select(TipItem.id).where(TipItem.photo, TipItem.tip_id.in_(past)).limit(PIECE)
    gone = session().scalars(photos).all()
    session().execute(delete(TipItem).where(TipItem.id.in_(gone)))
    session().execute(delete(SpentProof).where(SpentProof.expires_day < day))
    return len(tips) == PIECE or len(gone) == PIECE


def mix(engine: Engine) -> None:
    """Writes everything anew, in random order. On a connection of its own; may be repeated."""
    if engine.dialect.name == "sqlite":
        _mix_embedded(engine)
    else:
        _mix_server(engine)


def _mix_embedded(engine: Engine) -> None:
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


def _mix_server(engine: Engine) -> None:
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
