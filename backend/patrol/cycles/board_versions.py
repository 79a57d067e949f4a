"""How often something changed that the board of a grid shows, so that asking again is cheap.

Whoever changes what a board shows calls `mark_changed` in the same transaction: crediting, opening,
changes of sites, reviews. A board is unchanged while the sum below its area is.

The numbers are written last, before the commit and in the order of the ids: nobody who holds
one waits for anything else, so no two transactions wait for each other, and the work of one
grid passes one after the other only while it is being committed.
"""

from collections.abc import Iterable
from functools import cache
from typing import Any

from sqlalchemy import event, func, select
from sqlalchemy.orm import Session, SessionTransaction

from backend.core.database import table_of
from backend.patrol.cycles.models import GridVersion
from backend.registry.areas.models import AreaClosure
from backend.staff import at_commit
from backend.staff.extensions import db, insert_into

_PENDING = "touched_grids"


def mark_changed(grid_ids: Iterable[int]) -> None:
    """Says that what the boards of these areas show changes with this transaction."""
    session = db.session()
    session.info.setdefault(_PENDING, set()).update(grid_ids)
    at_commit.expect(session)


def on_area_drawn(area_id: int) -> None:
    """Receiver: phones and maps show another outline."""
    mark_changed([area_id])


def get_version(area_id: int) -> int:
    """Grows with each committed change below this area, itself included."""
    total = (
        select(func.coalesce(func.sum(GridVersion.version), 0))
        .join(AreaClosure, AreaClosure.area_id == GridVersion.grid_id)
        .where(AreaClosure.ancestor_id == area_id)
    )
    return int(db.session.execute(total).scalar_one())


@at_commit.when_committing
def _write(session: Session) -> None:
    touched = session.info.pop(_PENDING, None)
    if touched:
        rows = [{"grid_id": grid_id} for grid_id in sorted(touched)]
        session.connection().execute(_add_one(session.get_bind().dialect.name), rows)


@event.listens_for(db.session, "after_transaction_end")
def _forget(session: Session, transaction: SessionTransaction) -> None:
    """After a rollback nothing has changed."""
    if transaction.parent is None:
        session.info.pop(_PENDING, None)


@cache
def _add_one(dialect: str) -> Any:
    version = table_of(GridVersion).c.version
    return (
        insert_into(GridVersion, dialect)
        .values(version=1)
        .on_conflict_do_update(index_elements=["grid_id"], set_={"version": version + 1})
    )
