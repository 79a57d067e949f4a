"""Commands: `flask --app wsgi windows seal`."""

import click

from backend.core import clock
from backend.figures.seals import service
from backend.patrol.cycles.cli import windows
from backend.records.job_runs.cli import require
from backend.records.job_runs.rules import SEAL
from backend.staff.extensions import db


@windows.command("seal")
def seal_windows() -> None:
    """Seal the windows whose end is 72 hours and a moment past; the job does so every 5 minutes."""
    now, count = clock.now(), 0
    require(SEAL, now)
    while service.seal_next(now):
        db.session.commit()
        count += 1
    db.session.commit()
    click.echo(f"{count} sealed")


__all__ = ["windows"]
