"""What all commands share: one transaction each, and problems told in words."""

from collections.abc import Iterator
from contextlib import contextmanager

import click

from backend.core.errors import Problem, text
from backend.staff.extensions import db


@contextmanager
def transaction() -> Iterator[None]:
    """Commits at the end. A Problem rolls back and ends the command with its texts."""
    try:
        yield
    except Problem as problem:
        db.session.rollback()
        words = [text("zh", "problems", problem.code), text("en", "problems", problem.code)]
        words += [f"{fault.field}: {text('en', 'faults', fault.code)}" for fault in problem.faults]
        if problem.detail:
            words.append(problem.detail)
        raise click.ClickException(" / ".join(words)) from problem
    db.session.commit()
