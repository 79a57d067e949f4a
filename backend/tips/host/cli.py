"""Commands for the citizens' side: `flask --app wsgi tips ...`."""

from pathlib import Path

import click
from flask.cli import AppGroup

from backend.tips.host import database, retention
from backend.tips.host.lint import faults

tips = AppGroup("tips", help="The citizens' side: its database, keys and files.")


@tips.command("upgrade")
def upgrade() -> None:
    """Bring the schema of the citizens' database up to date."""
    database.upgrade(database.engine())


@tips.command("mix")
def mix() -> None:
    """Write the database anew in random order; the job does so every night."""
    retention.shuffle_rows(database.engine())


@tips.command("lint")
@click.option("--host", required=True, help="The name of the tips host: tips.example.gov.cn")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
def lint(host: str, files: tuple[Path, ...]) -> None:
    """Refuse what would tell WeChat who goes to the tips host: menus, QR codes, posters."""
    found = [
        f"{file}: {fault}"
        for file in files
        for fault in faults(file.read_text(encoding="utf-8"), host)
    ]
    if found:
        raise click.ClickException("\n".join(found))
