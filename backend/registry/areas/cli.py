"""Commands: `flask --app wsgi areas ...`."""

import json
from pathlib import Path

import click
from flask.cli import AppGroup

from backend.core import clock
from backend.core.files import read_text
from backend.geo.shapes import DATUMS
from backend.registry.areas import gazetteer
from backend.staff.commands import transaction

areas = AppGroup("areas", help="The tree county, town, village, grid.")


@areas.command("load")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--datum", type=click.Choice(DATUMS), default="WGS-84", show_default=True)
def load_areas(file: Path, datum: str) -> None:
    """Load a GeoJSON file of areas; may be repeated. See docs/operations.md."""
    try:
        document = json.loads(read_text(file))
    except (ValueError, RecursionError) as error:
        raise click.ClickException(f"{file}: {error}") from error
    with transaction():
        new, differ = gazetteer.load_areas(document, clock.now(), datum=datum)
    click.echo(f"{new} new, {differ} changed")
