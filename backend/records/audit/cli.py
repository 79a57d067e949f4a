"""Commands: `flask --app wsgi audit ...`."""

import click
from flask.cli import AppGroup

from backend.records.audit import chain, verification
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


@audit.command("verify")
def verify_journal() -> None:
    """Check the whole chain; exits with 1 and names the first broken link if there is one."""
    report = verification.verify()
    click.echo(f"{report.linked} links hold, {report.unlinked} rows are not linked yet")
    if report.broken:
        where = f"link {report.broken.position}, row {report.broken.audit_id or 'unknown'}"
        raise click.ClickException(f"{report.broken.fault} at {where}")
