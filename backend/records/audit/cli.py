"""Commands: `flask --app wsgi audit ...`."""

import click
from flask.cli import AppGroup

from backend.records.audit import chain
from backend.staff.extensions import db

audit = AppGroup("audit", help="The journal and its chain.")


@audit.command("link")
def link_journal() -> None:
    """Link all rows that have no link yet; the job does so every minute."""
    count = 0
    while linked := chain.link(full=True):
        db.session.commit()
        count += linked
    click.echo(f"{count} linked")
