"""What a transaction writes last: it travels to the database together with the COMMIT.

For statements whose rows and counts nobody reads before. They run in the order in which they were
given, those of `when_committing` after all others; a rollback forgets them.
"""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Executable, event
from sqlalchemy.orm import Session, SessionTransaction

from backend.core.round_trips import commit_in_block, together
from backend.staff.extensions import db

_PENDING = "written_at_commit"
_closing: list[Callable[[Session], None]] = []


def write(statement: Executable, rows: Sequence[dict[str, Any]]) -> None:
    """Runs the statement for all rows before this transaction is committed; not for no rows.

    What one statement is given in a row runs together.
    """
    if not rows:
        return
    pending = db.session().info.setdefault(_PENDING, [])
    if pending and pending[-1][0] is statement:
        pending[-1][1].extend(rows)
    else:
        pending.append((statement, list(rows)))


def flush() -> None:
    """Runs now what was given up to now, for whoever is about to read it."""
    session = db.session()
    pending = session.info.get(_PENDING)
    if pending:
        session.info[_PENDING] = []  # what is written last still follows
        with together(session.connection()):
            _run(session, pending)


def when_committing(function: Callable[[Session], None]) -> Callable[[Session], None]:
    """Registers what adds the last statements of every transaction that writes something here."""
    _closing.append(function)
    return function


def expect(session: Session) -> None:
    """Lets the functions of `when_committing` run, even if nothing else is written last."""
    session.info.setdefault(_PENDING, [])


@event.listens_for(db.session, "before_commit")
def _finish(session: Session) -> None:
    """Not for the end of a savepoint: what was given in it is written with the whole."""
    if session.in_nested_transaction() or _PENDING not in session.info:
        return
    session.flush()
    connection = session.connection()
    with together(connection):
        _run(session, session.info.pop(_PENDING))
        for function in _closing:
            function(session)
        commit_in_block(connection)


@event.listens_for(db.session, "after_transaction_end")
def _forget(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is None:
        session.info.pop(_PENDING, None)


def _run(session: Session, pending: Sequence[Any]) -> None:
    for statement, rows in pending:
        session.connection().execute(statement, rows[0] if len(rows) == 1 else rows)
