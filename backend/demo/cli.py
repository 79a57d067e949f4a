"""Commands: `flask --app wsgi demo ...`."""

import click
from flask.cli import AppGroup

from backend.core import clock
from backend.demo.load import DemoRefusedError, load
from backend.staff.commands import transaction
from backend.tips.host import database as tips_database

demo = AppGroup("demo", help="The demo county.")


@demo.command("load")
def load_demo_county() -> None:
    """Load the demo into an empty database; any other database is left as it is."""
    try:
        with transaction():
            load(clock.now())
        tips_database.session().commit()
    except DemoRefusedError as error:
        click.echo(f"demo not loaded: {error}")
