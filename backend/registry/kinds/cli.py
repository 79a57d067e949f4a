"""Commands: `flask --app wsgi kinds ...`."""

from pathlib import Path

import click
from flask.cli import AppGroup

from backend.core import clock
from backend.registry.kinds import service
from backend.registry.kinds.fields import CatalogueError
from backend.staff.commands import transaction

kinds = AppGroup("kinds", help="Kinds of sites and their checklists.")


@kinds.command("load")
@click.argument("path", type=click.Path(exists=True, path_type=Path), required=False)
def load_kinds(path: Path | None) -> None:
    """Load a kind's file, a folder of them, or the built-in ones; may be repeated."""
    try:
        with transaction():
            loaded = service.load(path, clock.now())
    except CatalogueError as error:
        raise click.ClickException(str(error)) from error
    for kind in loaded:
        state = (
            "new"
            if kind.created
            else "changed"
            if kind.changed or kind.new_checklist
            else "as before"
        )
        click.echo(f"{kind.code} {kind.name}: {state}, checklist version {kind.checklist}")
